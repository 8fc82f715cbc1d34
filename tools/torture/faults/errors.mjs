// Classifies an error: the outcome of its write (docs/errors.md), and its cause.
import {
  AsyncCassandraError,
  NoHostAvailableError,
  OperationTimedOutError,
  ProtocolError,
  ServerResponseError,
  UnreadableAnswerError,
  writeOutcomeOf,
} from '@async-cassandra/core';
import { ApplicationError, ForeignError } from './hostile/foreign-code.mjs';

/** Returns whether docs/errors.md lists the error. */
export const isDocumented = (error) =>
  [AsyncCassandraError, ServerResponseError, OperationTimedOutError, NoHostAvailableError].some(
    (documented) => error instanceof documented,
  );

/** Returns whether the write cannot have been applied. */
export const isRefused = (error) => writeOutcomeOf(error) === 'notApplied';

const strange = [ApplicationError, ForeignError, ProtocolError, UnreadableAnswerError];

/** Returns whether no node fault explains the error: other code in this process has disturbed this request or connection. */
export const isOfAnother = (error) =>
  error instanceof Error &&
  (strange.some((kind) => error instanceof kind) ||
    [error.cause, ...Object.values(error.innerErrors ?? {})].some(isOfAnother));
