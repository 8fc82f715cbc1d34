import { ConfigurationError } from '../errors/async-cassandra-error';
import { isSerial } from '../driver/consistency';
import { RetryPolicy, type DecisionInfo, type OperationInfo } from '../driver/policies';
import { isObject, milliseconds } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { random } from '../waiting/random';

/** Exponential: the first retry waits for `baseMs`, each further one for twice as long as the one before. */
export interface RetryBackoff {
  /** Milliseconds before the first retry. */
  readonly baseMs: number;
  /** The longest wait, in milliseconds: at least `baseMs`. */
  readonly maxMs: number;
  /** The share of each wait that is random, from 0 to 1, so that clients do not come back together. Default: 0.5. */
  readonly jitter?: number | undefined;
}

/** The options of an `AsyncRetryPolicy`. */
export interface AsyncRetryPolicyOptions {
  /** How long to wait between attempts. Default: not at all. */
  readonly backoff?: RetryBackoff | undefined;
}

export const retryPolicyBag = optionBag('an AsyncRetryPolicy', {
  backoff: option<RetryBackoff>((value) => (isObject(value) ? undefined : 'must be { baseMs, maxMs, jitter? }')),
} satisfies TableOf<AsyncRetryPolicyOptions>);

export const backoffBag = optionBag('a backoff', {
  baseMs: option(milliseconds(1), Number.NaN),
  maxMs: option(milliseconds(1), Number.NaN),
  jitter: option<number, number>(
    (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1'),
    0.5,
  ),
} satisfies TableOf<RetryBackoff>);

/** The write types that may be repeated for an idempotent statement: not BATCH_LOG, COUNTER, CAS, VIEW or CDC. */
const repeatableWrites: readonly string[] = ['SIMPLE', 'BATCH', 'UNLOGGED_BATCH'];

/**
 * Retries what is safe, a few times. No policy can repeat a write that may have reached the server,
 * unless its statement is marked `isIdempotent: true`.
 *
 * - Read timeout: on the same node if data was retrieved or enough replicas answered; at SERIAL and LOCAL_SERIAL on the next
 *   node, the first time; then on the same one.
 * - Write timeout: on the same node if the statement is idempotent and the write is SIMPLE, BATCH or UNLOGGED_BATCH.
 * - Unavailable: on the next node, the first time; then on the same one.
 * - Any other error of a node or its connection: on the next node.
 *
 * With `backoff` every one of these retries waits first. The waits count towards the request's time limit, and its signal ends them. A wait
 * that the time limit would cut is not begun: the request fails at once with the error of the node.
 *
 * @example
 * const cluster = new AsyncCluster({
 *   retryPolicy: new AsyncRetryPolicy(3, { backoff: { baseMs: 50, maxMs: 1000 } }),
 * });
 */
export class AsyncRetryPolicy extends RetryPolicy {
  /** The maximum number of retries of one request. */
  readonly maxRetries: number;
  readonly #backoff: Required<RetryBackoff> | undefined;

  /** @throws ConfigurationError when `maxRetries` is not a whole number of at least 0, or an option is unknown or wrong. */
  constructor(maxRetries = 3, options: AsyncRetryPolicyOptions = {}) {
    super();
    if (!Number.isInteger(maxRetries) || maxRetries < 0) {
      throw new ConfigurationError(`maxRetries must be a whole number of at least 0, not ${String(maxRetries)}`);
    }
    this.maxRetries = maxRetries;
    const { backoff } = completeOptions(retryPolicyBag, options);
    this.#backoff = backoff === undefined ? undefined : completeBackoff(backoff);
  }

  /** Decides after a read timeout: see the class. */
  override onReadTimeout(
    info: OperationInfo,
    consistency: number,
    received: number,
    blockFor: number,
    isDataPresent: boolean,
  ): DecisionInfo {
    if (this.#isExhausted(info)) return this.rethrowResult();
    // Paxos lost a race, or waits for a replica: the counts belong to its rounds and say nothing about the data.
    if (isSerial(consistency)) return this.#retry(info, info.nbRetry > 0);
    return isDataPresent || received >= blockFor ? this.#retry(info, true) : this.rethrowResult();
  }

  /** Decides after a write timeout: see the class. */
  override onWriteTimeout(
    info: OperationInfo,
    _consistency: number,
    _received: number,
    _blockFor: number,
    writeType: string,
  ): DecisionInfo {
    if (this.#isExhausted(info)) return this.rethrowResult();
    // Only `true` counts: a merely truthy value may not be the user's decision.
    const isIdempotent = (info.executionOptions.isIdempotent() as unknown) === true;
    return isIdempotent && repeatableWrites.includes(writeType) ? this.#retry(info, true) : this.rethrowResult();
  }

  /** Decides when too few replicas are alive: see the class. */
  override onUnavailable(info: OperationInfo, _consistency: number, _required: number, _alive: unknown): DecisionInfo {
    if (this.#isExhausted(info)) return this.rethrowResult();
    return this.#retry(info, info.nbRetry > 0);
  }

  /** Decides after any other error of a node or its connection: see the class. */
  override onRequestError(info: OperationInfo, _consistency: number | undefined, _error: Error): DecisionInfo {
    return this.#isExhausted(info) ? this.rethrowResult() : this.#retry(info, false);
  }

  #isExhausted(info: OperationInfo): boolean {
    return info.nbRetry >= this.maxRetries;
  }

  // No consistency is given: the level in a server error may be a serial one, which a write cannot use.
  #retry(info: OperationInfo, useCurrentHost: boolean): DecisionInfo {
    const decision = this.retryResult(undefined as never, useCurrentHost);
    const backoff = this.#backoff;
    return backoff === undefined ? decision : { ...decision, delayMs: delayOf(backoff, info.nbRetry) };
  }
}

/** @throws ConfigurationError when the backoff is not whole, or a part of it is wrong. */
export function completeBackoff(given: RetryBackoff): Required<RetryBackoff> {
  const backoff = completeOptions(backoffBag, given, 'backoff');
  if (Number.isNaN(backoff.baseMs) || Number.isNaN(backoff.maxMs)) {
    throw new ConfigurationError("Option 'backoff' must have both baseMs and maxMs");
  }
  if (backoff.maxMs < backoff.baseMs) {
    throw new ConfigurationError("Option 'backoff.maxMs' must be at least 'backoff.baseMs'");
  }
  return backoff;
}

/** Returns the milliseconds before the next attempt, after `nbRetry` retries. */
export function delayOf({ baseMs, maxMs, jitter }: Required<RetryBackoff>, nbRetry: number): number {
  const delayMs = Math.min(maxMs, baseMs * 2 ** nbRetry);
  return delayMs * (1 - jitter * random());
}
