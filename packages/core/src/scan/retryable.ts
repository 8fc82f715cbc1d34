// Which errors of a page are transient. The retry policy decides within the time of one request; this comes after it, so that a long scan
// survives a node that restarts or a minute of overload.
import { NoHostAvailableError, OperationTimedOutError } from '../driver/errors';
import { ConnectionError, OverloadError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import {
  BootstrappingError,
  OverloadedError,
  ReadFailureError,
  ReadTimeoutError,
  ServerError,
  TruncateError,
  UnavailableError,
} from '../errors/server-errors';
import { random } from '../waiting/random';

const transientErrors = [
  NoHostAvailableError,
  OperationTimedOutError,
  OverloadError,
  BootstrappingError,
  OverloadedError,
  ReadFailureError,
  ReadTimeoutError,
  ServerError,
  TruncateError,
  UnavailableError,
];

export function isTransient(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.code !== errorCode.closed;
  return transientErrors.some((kind) => error instanceof kind);
}

const firstDelayMs = 100;
const longestDelayMs = 10_000;

/** Returns the delay before the retry with this number, from 1: it doubles each time, with jitter. */
export function retryDelayMs(retry: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (retry - 1)) * (0.5 + random() / 2);
}
