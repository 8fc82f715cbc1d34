// How requests are retried that Amazon Keyspaces throttled. It only has the error codes of Cassandra: above the capacity of a table or a
// partition it answers with a read or write timeout, above 3000 requests a second on one connection with another error of the node.
import { ResponseError } from '../driver/errors';
import type { DecisionInfo, OperationInfo } from '../driver/policies';
import { isObject } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { AsyncRetryPolicy, completeBackoff, delayOf, type RetryBackoff } from '../policies/async-retry-policy';

/** The options of a `KeyspacesRetryPolicy`. */
export interface KeyspacesRetryPolicyOptions {
  /** How long to wait between attempts. Default: `{ baseMs: 20, maxMs: 1000 }`, up to half of it random. */
  readonly backoff?: RetryBackoff | undefined;
}

const defaultBackoff: RetryBackoff = { baseMs: 20, maxMs: 1000 };

export const keyspacesRetryBag = optionBag('a KeyspacesRetryPolicy', {
  backoff: option<RetryBackoff, RetryBackoff>(
    (value) => (isObject(value) ? undefined : 'must be { baseMs, maxMs, jitter? }'),
    defaultBackoff,
  ),
} satisfies TableOf<KeyspacesRetryPolicyOptions>);

/**
 * Waits, then retries on the same node, with the errors by which Amazon Keyspaces throttles: every node is a door to the same service, so
 * another one has no more capacity. Retries on the next node only when a connection was lost. As with `AsyncRetryPolicy`, a write that may
 * have been applied is only retried if its statement is marked `isIdempotent: true`, and a conditional write never.
 *
 * @example
 * const cluster = new AsyncCluster({ ...keyspaces({ region, credentials }), retryPolicy: new KeyspacesRetryPolicy(8) });
 */
export class KeyspacesRetryPolicy extends AsyncRetryPolicy {
  readonly #backoff: Required<RetryBackoff>;

  /** @throws ConfigurationError when `maxRetries` is not a whole number of at least 0, or an option is unknown or wrong. */
  constructor(maxRetries = 5, options: KeyspacesRetryPolicyOptions = {}) {
    const backoff = completeBackoff(completeOptions(keyspacesRetryBag, options).backoff);
    super(maxRetries, { backoff });
    this.#backoff = backoff;
  }

  /** Retries on the same node: the table, or a partition, is above its capacity. */
  override onReadTimeout(info: OperationInfo): DecisionInfo {
    return this.#retryHere(info);
  }

  /** Retries on the same node: the service had an error of its own for a moment. */
  override onUnavailable(info: OperationInfo): DecisionInfo {
    return this.#retryHere(info);
  }

  /** Retries on the same node after an answer of the service, on the next one after the loss of a connection. */
  override onRequestError(info: OperationInfo, consistency: number | undefined, error: Error): DecisionInfo {
    return error instanceof ResponseError ? this.#retryHere(info) : super.onRequestError(info, consistency, error);
  }

  #retryHere(info: OperationInfo): DecisionInfo {
    if (info.nbRetry >= this.maxRetries) return this.rethrowResult();
    return { ...this.retryResult(undefined as never, true), delayMs: delayOf(this.#backoff, info.nbRetry) };
  }
}
