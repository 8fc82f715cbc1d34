// What an error says of the write that it ended (docs/errors.md), and of whose trouble it was.
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

/** Whether docs/errors.md has a place for it. */
export const isDocumented = (error) =>
  [AsyncCassandraError, ServerResponseError, OperationTimedOutError, NoHostAvailableError].some(
    (documented) => error instanceof documented,
  );

/** Whether the write cannot have happened. */
export const isRefused = (error) => writeOutcomeOf(error) === 'notApplied';

const strange = [ApplicationError, ForeignError, ProtocolError, UnreadableAnswerError];

/** Whether no fault of a node makes it: somebody else's trouble in this process came over this request or connection. */
export const isOfAnother = (error) =>
  error instanceof Error &&
  (strange.some((kind) => error instanceof kind) ||
    [error.cause, ...Object.values(error.innerErrors ?? {})].some(isOfAnother));
