import { ConnectionError } from './async-cassandra-error';
import { errorCode } from './error-codes';

/**
 * What arrived is not the native protocol v5, or was damaged on its way. Its connection is closed: nothing after it can be trusted.
 * What is wrong inside a whole envelope is an `UnreadableAnswerError` instead, and the trouble of one request.
 */
export class ProtocolError extends ConnectionError {
  override name = 'ProtocolError';

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, { cause: options?.cause, code: errorCode.protocol });
  }
}
