// What an error says of the write that it ended (docs/errors.md).
import {
  AsyncCassandraError,
  BootstrappingError,
  ConnectionLostError,
  NoHostAvailableError,
  OperationTimedOutError,
  OverloadError,
  ServerResponseError,
  UnavailableError,
  UnpreparedError,
} from '@async-cassandra/core';

/** Whether docs/errors.md has a place for it. */
export const isDocumented = (error) =>
  [AsyncCassandraError, ServerResponseError, OperationTimedOutError, NoHostAvailableError].some(
    (documented) => error instanceof documented,
  );

/** Whether the write cannot have happened: by what its error promises, and those of all attempts that were made. */
export function isRefused(error) {
  if (error instanceof OverloadError) return true;
  const attempts = error.executionInfo?.attempts ?? [];
  return attempts.every((attempt) => attempt.error !== undefined && didNothing(attempt.error));
}

function didNothing(error) {
  return (
    (error instanceof ConnectionLostError && !error.written) ||
    [BootstrappingError, UnavailableError, UnpreparedError].some((harmless) => error instanceof harmless)
  );
}
