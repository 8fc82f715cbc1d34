import { ConfigurationError } from '../errors/async-cassandra-error';
import { isSerial } from '../driver/consistency';
import { RetryPolicy, type DecisionInfo, type OperationInfo } from '../driver/policies';

/** The write types whose second application an idempotent statement survives. Not BATCH_LOG, COUNTER, CAS, VIEW or CDC. */
const repeatableWrites: readonly string[] = ['SIMPLE', 'BATCH', 'UNLOGGED_BATCH'];

/**
 * Retries what is safe, a few times. Whatever a policy says, a write that may have reached the server is never sent twice
 * unless its statement says `isIdempotent: true`.
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
  /** How often one request is tried again at most. */
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
    // Paxos lost a race, or waits for a replica: the counts are of its rounds and say nothing of the data.
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
    // Truthy is not enough: a mark that came from anywhere but a decision of the user's is none.
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

  // No consistency: what the server names in an error may be the serial one, which a write cannot ask for.
  #retrySameNode(): DecisionInfo {
    return this.retryResult(undefined as never, true);
  }

  #retryNextNode(): DecisionInfo {
    return this.retryResult(undefined as never, false);
  }
}
