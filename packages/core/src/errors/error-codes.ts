// The stable codes of our own errors. Match on `code` where two copies of this package can meet in one process.
// The server's errors have the protocol's numeric codes instead: `server-error-codes.ts`.

/** The codes of this package's errors, by name. */
export const errorCode = Object.freeze({
  connection: 'CONNECTION_ERROR',
  connectionLost: 'CONNECTION_LOST',
  closed: 'CLOSED',
  protocol: 'PROTOCOL_ERROR',
  unsupportedProtocolVersion: 'UNSUPPORTED_PROTOCOL_VERSION',
  authentication: 'AUTHENTICATION_FAILED',
  configuration: 'CONFIGURATION_ERROR',
  timeout: 'TIMEOUT',
  overload: 'OVERLOAD',
  query: 'QUERY_ERROR',
  unreadableAnswer: 'UNREADABLE_ANSWER',
  tooManyRows: 'TOO_MANY_ROWS',
  invalidPagingState: 'INVALID_PAGING_STATE',
  stream: 'STREAM_ERROR',
  /** Code of a `TypeError`: more or fewer values by position than the statement has parameters. */
  wrongParameterCount: 'WRONG_PARAMETER_COUNT',
  /** Code of a `TypeError`: a named parameter of the statement has no value. */
  missingParameter: 'MISSING_PARAMETER',
  /** Code of a `TypeError` or a `RangeError`: a value cannot be a parameter, or does not fit the type of its column. */
  invalidParameter: 'INVALID_PARAMETER',
} as const);

/** One of the codes in `errorCode`. */
export type ErrorCode = (typeof errorCode)[keyof typeof errorCode];
