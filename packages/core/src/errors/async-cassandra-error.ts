// The root of our own errors and its kinds, by who is at fault. `docs/errors.md` is the table for users.
import { errorCode, type ErrorCode } from './error-codes';
import type { ExecutionInfo } from './execution-info';
import type { WriteOutcome } from './write-outcome';

export interface ErrorOptions {
  readonly cause?: unknown;
  /** A finer code than the kind's own. */
  readonly code?: ErrorCode;
}

/** The root of every error that this package makes itself. The server's errors are not under it: see `ServerResponseError`. */
export abstract class AsyncCassandraError extends Error {
  /** Stable: match on it. One of `errorCode`. */
  readonly code: ErrorCode;
  /** For an error of a request: which nodes were tried and how each attempt ended. */
  declare readonly executionInfo?: ExecutionInfo;
  /** For an error of a request that writes: whether it has been applied, over all attempts. */
  declare readonly writeOutcome?: WriteOutcome;

  constructor(message: string, kindCode: ErrorCode, options?: ErrorOptions) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options?.code ?? kindCode;
  }
}

/** The cluster cannot be reached, or what was connected is not any more. */
export class ConnectionError extends AsyncCassandraError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.connection, options);
  }
}

/** The credentials were refused, or the server asks for some and none were given. */
export class AuthenticationError extends AsyncCassandraError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.authentication, options);
  }
}

/** An option, a statement or a parameter cannot be right. Found before any socket is used. */
export class ConfigurationError extends AsyncCassandraError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.configuration, options);
  }
}

/** `connect`, `prepare` or a whole stream took too long. One request that did is the driver's `OperationTimedOutError`. */
export class TimeoutError extends AsyncCassandraError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.timeout, options);
  }
}

/** This process asks for more at once than its limits allow. The request was not sent. */
export class OverloadError extends AsyncCassandraError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.overload, options);
  }
}

/** A request failed in a way that nothing else here names; `cause` says how. */
export class QueryError extends AsyncCassandraError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.query, options);
  }
}

export interface StreamErrorOptions extends ErrorOptions {
  readonly pageNumber?: number;
  readonly pagingState?: string | null;
  readonly rowsOfPage?: number;
}

/**
 * A stream cannot go on; `cause` says why. All rows before it have been handed over, none after it will be.
 * A new stream of the same statement that begins at `pagingState` gives exactly the rest.
 */
export class StreamError extends AsyncCassandraError {
  /** The page that could not be read, or not to its end; pages count from 1. */
  readonly pageNumber: number | undefined;
  /** Where that page begins; null: at the beginning of the result. */
  readonly pagingState: string | null;
  /** Rows of that page that have been handed over, where it was interrupted between two of them: pass over them to go on. */
  readonly rowsOfPage: number;

  constructor(message: string, options?: StreamErrorOptions) {
    super(message, errorCode.stream, options);
    this.pageNumber = options?.pageNumber;
    this.pagingState = options?.pagingState ?? null;
    this.rowsOfPage = options?.rowsOfPage ?? 0;
  }
}
