import { ConnectionError } from './async-cassandra-error';
import { errorCode } from './error-codes';

/** The options of a `ConnectionLostError`. */
export interface ConnectionLostOptions {
  /** The error of the socket. */
  readonly cause?: unknown;
  readonly written: boolean;
}

/** The connection was lost before the answer arrived. */
export class ConnectionLostError extends ConnectionError {
  override name = 'ConnectionLostError';
  /** Whether the bytes of this request had been written to the socket. If not, the server cannot have executed it. */
  readonly written: boolean;

  constructor(message: string, options: ConnectionLostOptions) {
    super(message, { cause: options.cause, code: errorCode.connectionLost });
    this.written = options.written;
  }
}
