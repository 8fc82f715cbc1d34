// The root of our own errors and its kinds, divided by who is at fault. `docs/errors.md` has the table for users.
import { errorCode, type ErrorCode } from './error-codes';
import type { ExecutionInfo } from './execution-info';
import { settleStack } from './settle-stack';
import { visibleText } from './visible-text';
import type { WriteOutcome } from './write-outcome';

/** The options of every error of this package. */
export interface ErrorOptions {
  /** The error that caused this one. */
  readonly cause?: unknown;
  /** A more specific code than the code of the kind. */
  readonly code?: ErrorCode;
}

/** The root of every error that this package creates itself. Errors of the server are not below it: see `ServerResponseError`. */
export abstract class AsyncCassandraError extends Error {
  /** Fixed, also when a bundler shortens class names. A subclass of your own sets its own name. */
  override name: string = 'AsyncCassandraError';
  /** A stable code to match on, one of `errorCode`. */
  readonly code: ErrorCode;
  /** For an error of a request: the nodes that were tried, and how each attempt ended. */
  declare readonly executionInfo?: ExecutionInfo;
  /** For an error of a request that writes: whether the write has been applied, over all attempts. */
  declare readonly writeOutcome?: WriteOutcome;
  /** For an error of a request: its CQL text, without the values of its parameters; the texts of a batch are joined by semicolons. */
  declare readonly statement?: string;

  constructor(message: string, kindCode: ErrorCode, options?: ErrorOptions) {
    super(visibleText(message), options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = options?.code ?? kindCode;
  }
}

/** The cluster cannot be reached, or a connection was lost or closed. */
export class ConnectionError extends AsyncCassandraError {
  override name = 'ConnectionError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.connection, options);
  }
}

/** The server refused the credentials, or requires credentials and none were given. */
export class AuthenticationError extends AsyncCassandraError {
  override name = 'AuthenticationError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.authentication, options);
  }
}

/** An option, a statement or a parameter is invalid. Found before a socket is used. */
export class ConfigurationError extends AsyncCassandraError {
  override name = 'ConfigurationError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.configuration, options);
  }
}

/** `connect`, `prepare` or a whole stream timed out. The timeout of one request is the driver's `OperationTimedOutError`. */
export class TimeoutError extends AsyncCassandraError {
  override name = 'TimeoutError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.timeout, options);
  }
}

/** This process requests more at once than its limits allow. The request was not sent. */
export class OverloadError extends AsyncCassandraError {
  override name = 'OverloadError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.overload, options);
  }
}

/** A request failed for a reason that no other class names; `cause` has the reason. */
export class QueryError extends AsyncCassandraError {
  override name = 'QueryError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, errorCode.query, options);
  }
}

/** The position of a failed stream: see the properties of `StreamError`. */
export interface StreamErrorOptions extends ErrorOptions {
  readonly pageNumber?: number;
  readonly pagingState?: string | null;
  readonly rowsOfPage?: number;
  readonly fingerprint?: string | undefined;
}

/**
 * A stream failed; `cause` has the reason. No row comes after it. Give this error to `executeStream` as `resume`, with the same statement and
 * parameters, also as JSON and in another process: the new stream returns exactly the rows that were not delivered yet.
 *
 * @example
 * const rest = await session.executeStream(query, parameters, { resume: error });
 */
export class StreamError extends AsyncCassandraError {
  override name = 'StreamError';
  /** The page that could not be read, or not to its end. Pages count from 1. */
  readonly pageNumber: number | undefined;
  /** The paging state of that page; null for the first page. */
  readonly pagingState: string | null;
  /** The rows of that page that were delivered before the failure: `resume` skips them. */
  readonly rowsOfPage: number;
  /** Identifies the statement, its values, its keyspace and its columns: `resume` refuses the error for any other request. */
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
