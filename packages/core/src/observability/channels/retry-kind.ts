// The reasons of retries.
import { ConnectionLostError } from '../../errors/connection-lost-error';
import { serverErrorCode } from '../../errors/server-error-codes';
import { ServerResponseError } from '../../errors/server-errors';

/** `unsent`: the connection was lost before the request was sent; `unprepared`: the node had forgotten the statement. */
export type RetryKind =
  | 'read_timeout'
  | 'write_timeout'
  | 'unavailable'
  | 'overloaded'
  | 'bootstrapping'
  | 'truncate_error'
  | 'server_error'
  | 'connection_lost'
  | 'unsent'
  | 'unprepared'
  | 'other';

const kindOfCode: ReadonlyMap<number, RetryKind> = new Map<number, RetryKind>([
  [serverErrorCode.readTimeout, 'read_timeout'],
  [serverErrorCode.writeTimeout, 'write_timeout'],
  [serverErrorCode.unavailable, 'unavailable'],
  [serverErrorCode.overloaded, 'overloaded'],
  [serverErrorCode.bootstrapping, 'bootstrapping'],
  [serverErrorCode.truncateError, 'truncate_error'],
  [serverErrorCode.serverError, 'server_error'],
  [serverErrorCode.unprepared, 'unprepared'],
]);

export function retryKindOf(error: unknown): RetryKind {
  if (error instanceof ServerResponseError) return kindOfCode.get(error.code) ?? 'other';
  if (error instanceof ConnectionLostError) return error.written ? 'connection_lost' : 'unsent';
  return 'other';
}
