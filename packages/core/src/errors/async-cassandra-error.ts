// The root of our own errors and its kinds, by who is at fault. `docs/errors.md` is the table for users.
import { errorCode, type ErrorCode } from './error-codes';
import type { ExecutionInfo } from './execution-info';
import { settleStack } from './settle-stack';
import { visibleText } from './visible-text';
import type { WriteOutcome } from './write-outcome';

export interface ErrorOptions {
  readonly cause?: unknown;
  /** A finer code than the kind's own. */
  readonly code?: ErrorCode;
}

/** The root of every error that this package makes itself. The server's errors are not under it: see `ServerResponseError`. */
export abstract class AsyncCassandraError extends Error {
  /** Fixed: a bundler that shortens names changes that of the class, never this. A class of yours that extends one gives its own. */
  override name: string = 'AsyncCassandraError';
  /** Stable: match on it. One of `errorCode`. */
  readonly code: ErrorCode;
  /** For an error of a request: which nodes were tried and how each attempt ended. */
  declare readonly executionInfo?: ExecutionInfo;
  /** For an error of a request that writes: whether it has been applied, over all attempts. */
  declare readonly writeOutcome?: WriteOutcome;
  /** For an error of a request: its CQL text, without the values of its parameters; those of a batch joined by semicolons. */
  declare readonly statement?: string;

  constructor(message: string, kindCode: ErrorCode, options?: ErrorOptions) {
    super(visibleText(message), options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = options?.code ?? kindCode;
  }
}

/** The cluster cannot be reached, or what was connected is not any more. */
export class ConnectionError extends AsyncCassandraError {
  override name = 'ConnectionError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.connection, options);
  }
}

/** The credentials were refused, or the server asks for some and none were given. */
export class AuthenticationError extends AsyncCassandraError {
  override name = 'AuthenticationError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.authentication, options);
  }
}

/** An option, a statement or a parameter cannot be right. Found before any socket is used. */
export class ConfigurationError extends AsyncCassandraError {
  override name = 'ConfigurationError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.configuration, options);
  }
}

/** `connect`, `prepare` or a whole stream took too long. One request that did is the driver's `OperationTimedOutError`. */
export class TimeoutError extends AsyncCassandraError {
  override name = 'TimeoutError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.timeout, options);
  }
}

/** This process asks for more at once than its limits allow. The request was not sent. */
export class OverloadError extends AsyncCassandraError {
  override name = 'OverloadError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.overload, options);
  }
}

/** A request failed in a way that nothing else here names; `cause` says how. */
export class QueryError extends AsyncCassandraError {
  override name = 'QueryError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.query, options);
  }
}

export interface StreamErrorOptions extends ErrorOptions {
  readonly pageNumber?: number;
  readonly pagingState?: string | null;
  readonly rowsOfPage?: number;
  readonly fingerprint?: string | undefined;
}

/**
 * A stream cannot go on; `cause` says why. No row comes after it. Give it to `executeStream` as `resume`, with the same statement and
 * parameters, also as JSON and in another process: that stream gives exactly the rows that have not been handed over.
 *
 * @example
 * const rest = await session.executeStream(query, parameters, { resume: error });
 */
export class StreamError extends AsyncCassandraError {
  override name = 'StreamError';
  /** The page that could not be read, or not to its end; pages count from 1. */
  readonly pageNumber: number | undefined;
  /** Where that page begins; null: at the beginning of the result. */
  readonly pagingState: string | null;
  /** Rows of that page that have been handed over, where it was interrupted between two of them: `resume` passes over them. */
  readonly rowsOfPage: number;
  /** Of the statement, its values, its keyspace and its columns: `resume` refuses the error for any other. */
  readonly fingerprint: string | undefined;

  constructor(message: string, options?: StreamErrorOptions) {
    super(message, errorCode.stream, options);
    settleStack(this);
    settleStack(options?.cause);
    this.pageNumber = options?.pageNumber;
    this.pagingState = options?.pagingState ?? null;
    this.rowsOfPage = options?.rowsOfPage ?? 0;
    this.fingerprint = options?.fingerprint;
  }
}
