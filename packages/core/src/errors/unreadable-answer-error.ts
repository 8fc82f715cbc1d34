import { QueryError } from './async-cassandra-error';
import { errorCode } from './error-codes';
import { settleStack } from './settle-stack';

/**
 * An answer arrived whole, and what is in it cannot be shown: a value that its type does not have, a class of yours that threw,
 * a page above the protocol's limit, a message that is no answer to the request. The message names the column and its CQL type
 * where it is one. Only this request fails: it is not sent again, since every node would answer alike, and its connection goes on.
 * What it says of a write is its `writeOutcome`.
 */
export class UnreadableAnswerError extends QueryError {
  override name = 'UnreadableAnswerError';

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, { cause: options?.cause, code: errorCode.unreadableAnswer });
    settleStack(this);
    settleStack(options?.cause);
  }
}
