import { ConnectionError } from './async-cassandra-error';
import { errorCode } from './error-codes';

/**
 * The bytes that arrived are not native protocol v5, or were damaged in transit. The connection is closed: its further bytes cannot be
 * trusted. A defect inside a whole envelope is an `UnreadableAnswerError` instead, and fails one request.
 */
export class ProtocolError extends ConnectionError {
  override name = 'ProtocolError';

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, { cause: options?.cause, code: errorCode.protocol });
  }
}
