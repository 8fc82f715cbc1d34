// What an error says of the write that it ended (docs/errors.md).
import {
  AsyncCassandraError,
  NoHostAvailableError,
  OperationTimedOutError,
  ServerResponseError,
  writeOutcomeOf,
} from '@async-cassandra/core';

/** Whether docs/errors.md has a place for it. */
export const isDocumented = (error) =>
  [AsyncCassandraError, ServerResponseError, OperationTimedOutError, NoHostAvailableError].some(
    (documented) => error instanceof documented,
  );

/** Whether the write cannot have happened. */
export const isRefused = (error) => writeOutcomeOf(error) === 'notApplied';
