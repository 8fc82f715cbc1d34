import { ConfigurationError } from '../errors/async-cassandra-error';
import { isSerial } from '../driver/consistency';
import { RetryPolicy, type DecisionInfo, type OperationInfo } from '../driver/policies';

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
 * @example
 * const cluster = new AsyncCluster({ retryPolicy: new AsyncRetryPolicy(1) });
 */
export class AsyncRetryPolicy extends RetryPolicy {
  /** The maximum number of retries of one request. */
  readonly maxRetries: number;

  /** @throws ConfigurationError when `maxRetries` is not a whole number of at least 0. */
  constructor(maxRetries = 3) {
    super();
    if (!Number.isInteger(maxRetries) || maxRetries < 0) {
      throw new ConfigurationError(`maxRetries must be a whole number of at least 0, not ${String(maxRetries)}`);
    }
    this.maxRetries = maxRetries;
  }

  override onReadTimeout(
    info: OperationInfo,
    consistency: number,
    received: number,
    blockFor: number,
    isDataPresent: boolean,
  ): DecisionInfo {
    if (this.#isExhausted(info)) return this.rethrowResult();
    // Paxos lost a race, or waits for a replica: the counts belong to its rounds and say nothing about the data.
    if (isSerial(consistency)) return info.nbRetry === 0 ? this.#retryNextNode() : this.#retrySameNode();
    return isDataPresent || received >= blockFor ? this.#retrySameNode() : this.rethrowResult();
  }

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
    return isIdempotent && repeatableWrites.includes(writeType) ? this.#retrySameNode() : this.rethrowResult();
  }

  override onUnavailable(info: OperationInfo, _consistency: number, _required: number, _alive: unknown): DecisionInfo {
    if (this.#isExhausted(info)) return this.rethrowResult();
    return info.nbRetry === 0 ? this.#retryNextNode() : this.#retrySameNode();
  }

  override onRequestError(info: OperationInfo, _consistency: number | undefined, _error: Error): DecisionInfo {
    return this.#isExhausted(info) ? this.rethrowResult() : this.#retryNextNode();
  }

  #isExhausted(info: OperationInfo): boolean {
    return info.nbRetry >= this.maxRetries;
  }

  // No consistency is given: the level in a server error may be a serial one, which a write cannot use.
  #retrySameNode(): DecisionInfo {
    return this.retryResult(undefined as never, true);
  }

  #retryNextNode(): DecisionInfo {
    return this.retryResult(undefined as never, false);
  }
}
