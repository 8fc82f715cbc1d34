import { QueryError } from './async-cassandra-error';
import { errorCode } from './error-codes';
import { settleStack } from './settle-stack';

/**
 * An answer arrived whole, but its contents cannot be read: a value that its type does not have, an exception in a class of yours,
 * a page above the protocol's limit, a message that does not answer the request. For a value, the message names the column and its CQL
 * type. Only this request fails. It is not retried, since every node would answer alike, and its connection stays open.
 * `writeOutcome` tells whether a write was applied.
 */
export class UnreadableAnswerError extends QueryError {
  override name = 'UnreadableAnswerError';

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, { cause: options?.cause, code: errorCode.unreadableAnswer });
    settleStack(this);
    settleStack(options?.cause);
  }
}
