// The meaning of Cassandra's errors for a client of an HTTP API.
import {
  AlreadyExistsError,
  BootstrappingError,
  CasWriteUnknownError,
  ConnectionError,
  errorCode,
  NoHostAvailableError,
  OperationTimedOutError,
  OverloadedError,
  OverloadError,
  QueryError,
  ReadTimeoutError,
  StreamError,
  TimeoutError,
  UnavailableError,
  writeOutcomeOf,
  WriteTimeoutError,
} from '@async-cassandra/core';
import { HttpException, HttpStatus } from '@nestjs/common';

export interface HttpError {
  readonly statusCode: number;
  readonly message: string;
  /** The kind of error, by the name of its class; undefined if it does not concern clients. */
  readonly reason?: string;
}

type ErrorKind = abstract new (...args: never[]) => Error;
type Meaning = Omit<HttpError, 'reason'>;

const unavailable: Meaning = {
  statusCode: HttpStatus.SERVICE_UNAVAILABLE,
  message: 'The database cannot serve this request now',
};
const late: Meaning = { statusCode: HttpStatus.GATEWAY_TIMEOUT, message: 'The database did not answer in time' };
const conflict: Meaning = { statusCode: HttpStatus.CONFLICT, message: 'It exists already' };

const meanings: readonly (readonly [ErrorKind, Meaning])[] = [
  [UnavailableError, unavailable],
  [OverloadedError, unavailable],
  [BootstrappingError, unavailable],
  [OverloadError, unavailable],
  [NoHostAvailableError, unavailable],
  [ConnectionError, unavailable],
  [OperationTimedOutError, late],
  [TimeoutError, late],
  [ReadTimeoutError, late],
  [WriteTimeoutError, late],
  [CasWriteUnknownError, late],
  [AlreadyExistsError, conflict],
];

const invalidPage: Meaning = {
  statusCode: HttpStatus.BAD_REQUEST,
  message: 'The page asked for is not one of this list',
};

const isInvalidPagingState = (error: unknown): boolean =>
  error instanceof QueryError && error.code === errorCode.invalidPagingState;

const unexpected: HttpError = { statusCode: HttpStatus.INTERNAL_SERVER_ERROR, message: 'Internal server error' };

/** An error that is unknown here is an error of this application: its message is not shown. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpException) return { statusCode: error.getStatus(), message: error.message };
  const root = error instanceof StreamError ? (error.cause ?? error) : error;
  const meaning = isInvalidPagingState(root) ? invalidPage : meanings.find(([kind]) => root instanceof kind)?.[1];
  return meaning === undefined ? unexpected : { ...meaning, reason: (root as Error).name };
}

/** Returns whether certainly nothing has been written, by a read or a write: only then may a client repeat the request. */
export function isKnownNotApplied(error: unknown): boolean {
  const outcome = writeOutcomeOf(error instanceof StreamError ? (error.cause ?? error) : error);
  return outcome === undefined || outcome === 'notApplied';
}
