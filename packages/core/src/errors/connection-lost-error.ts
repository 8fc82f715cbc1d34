import { ConnectionError } from './async-cassandra-error';
import { errorCode } from './error-codes';

export interface ConnectionLostOptions {
  readonly cause?: unknown;
  readonly written: boolean;
}

/** The connection went away before the answer came. */
export class ConnectionLostError extends ConnectionError {
  override name = 'ConnectionLostError';
  /** Had the bytes of this request been handed to the socket? If not, the server cannot have acted on it. */
  readonly written: boolean;

  constructor(message: string, options: ConnectionLostOptions) {
    super(message, { cause: options.cause, code: errorCode.connectionLost });
    this.written = options.written;
  }
}
