// The end of a request: exactly once, by an answer, an error, its deadline or its signal. Afterwards the deadline wheel,
// the queue and the signal's listeners hold no reference to the request.
import { AsyncCassandraError } from '../../errors/async-cassandra-error';
import { isError, isInstance } from '../../errors/thrown';
import { attachExecutionInfo, attachStatement } from '../../errors/execution-info';
import { settleStack } from '../../errors/settle-stack';
import { attachWriteOutcome, type WriteOutcome } from '../../errors/write-outcome';
import type { RequestObservation } from '../../observability/channels/request-observation';
import type { SpeculativeSchedule } from '../../policies/speculative-schedule';
import type { Response } from '../../protocol/responses/response';
import { RequestExecutionInfo } from '../../result/request-execution-info';
import { outcomeOfAnswer } from '../../statement/write-verdict';
import { setImmediate } from '../../waiting/timers';
import type { Attempt } from './attempt';
import { DescribedRequest } from './described-request';
import { copyError, timedOut } from './request-errors';
import type { RetryDelays } from './retry-delays';

/** From this size on, an error's stack is settled so that it does not keep the request alive: see `settleStack`. */
const largeBytes = 32 * 1024;

const noAttempts: readonly Attempt[] = [];

export abstract class SettlingRequest extends DescribedRequest {
  /** Shared by all requests until the first attempt. */
  protected attempts: readonly Attempt[] = noAttempts;
  protected isAdmitted = false;
  protected isSettled = false;
  /** The write outcome of all failed attempts together. */
  protected outcome: WriteOutcome = 'notApplied';
  /** Whether another node was wanted after the last answer, and none was left. */
  protected nodesExhausted = false;
  /** The attempt that brought an answer other than ERROR. */
  protected answered: Attempt | undefined = undefined;
  protected speculative: SpeculativeSchedule | undefined = undefined;
  /** Undefined until a retry policy requests a delay. */
  protected retryDelays: RetryDelays | undefined = undefined;
  /** Undefined when no collector or channel observes requests. */
  protected observation: RequestObservation | undefined = undefined;

  /** Called when the request ends with an error. The error has its execution info. */
  protected abstract onFailure(error: unknown): void;

  override onDeadline(): void {
    if (this.isSettled) return;
    const { timeoutMs } = this.settings;
    const waiting = this.attempts.filter((attempt) => attempt.isWaiting).map(({ node }) => node.endpoint);
    const where = waiting.length > 0 ? `from ${waiting.join(', ')}` : this.#whereItIs;
    const failed = this.attempts.filter(({ error }) => error !== undefined).at(-1);
    this.fail(timedOut(`No answer ${where} within ${timeoutMs} ms`, waiting[0], failed?.error));
  }

  get #whereItIs(): string {
    if (this.isQueued) return 'while it was queued';
    return this.retryDelays?.isWaiting === true ? 'before the delay of its retry was over' : 'yet';
  }

  /** Ends a request that waits to be sent, for the first time or again. */
  override cancel(reason: unknown): void {
    const { closedError } = this.context;
    this.fail(closedError !== undefined && reason === closedError ? copyError(closedError) : reason);
  }

  /** Ends the request with an error. Does nothing once it has settled. */
  protected override fail(error: unknown): void {
    if (this.isSettled) return;
    // The reason of a signal is the caller's own object, and may be shared by many requests.
    const isOurs = isError(error) && error !== this.abortReason;
    if (isOurs) this.#describeFailure(error);
    if (this.attempts.length === 0) {
      this.operation.disownValues();
      // Of encoding: its stack holds the values that it was called with.
      if (!isInstance(error, AsyncCassandraError)) settleStack(error);
    }
    this.observation?.failing(error, !isOurs);
    this.settle(isOurs ? error : attemptAborted());
    if (this.attempts.length > 0 || this.context.closedError !== undefined) this.onFailure(error);
    // A loop that sends again at once must not starve timers and sockets: see rejectLater.
    else setImmediate(() => this.onFailure(error));
  }

  /** Ends the request without an answer and without an error: nobody waits for it any more. */
  protected leave(): void {
    if (this.isSettled) return;
    if (this.attempts.length === 0) this.operation.disownValues();
    this.settle();
  }

  /** Attaches execution info and write outcome to the error. An object of the application that refuses properties stays unchanged. */
  #describeFailure(error: Error): void {
    // Undefined for an error that is not a node's answer.
    const answered =
      this.answered ?? this.attempts.find((attempt) => attempt.error === error && attempt.responseBytes > 0);
    try {
      const info = this.#infoOf(answered);
      if (this.nodesExhausted) info.nodesExhausted = true;
      attachExecutionInfo(error, info);
      if (!this.operation.isRead) attachWriteOutcome(error, this.#finalOutcome());
      if (this.attempts.some(({ requestBytes }) => requestBytes > largeBytes)) settleStack(error);
      if (error !== this.context.closedError) attachStatement(error, this.operation.query);
    } catch {
      // A proxy, or an accessor that throws.
    }
    this.operation.onFailed(error);
  }

  /** An array that begins with one element has room for one: most requests need no more. An empty array would grow to seventeen. */
  protected addAttempt(attempt: Attempt): void {
    if (this.attempts === noAttempts) this.attempts = [attempt];
    else (this.attempts as Attempt[]).push(attempt);
  }

  /** Ends the request: releases its deadline, its signal and its attempts. Attempts that still wait are recorded with `reason`. */
  protected settle(reason?: Error): void {
    this.isSettled = true;
    this.context.deadlines.remove(this);
    this.stopListening();
    this.speculative?.stop();
    this.retryDelays?.stop();
    for (const attempt of this.attempts) attempt.abandon(reason);
    if (this.isQueued) this.context.admission.withdraw(this);
    else if (this.isAdmitted) this.context.admission.leave();
    this.observation?.end();
    for (const attempt of this.attempts) attempt.release();
  }

  protected executionInfo(response?: Response, schemaInAgreement?: boolean): RequestExecutionInfo {
    return this.#infoOf(this.answered, response, schemaInAgreement);
  }

  #infoOf(answered: Attempt | undefined, response?: Response, schemaInAgreement?: boolean): RequestExecutionInfo {
    const { consistency } = answered ?? this.attempts.at(-1) ?? this;
    const speculative = this.speculative?.started ?? 0;
    return new RequestExecutionInfo(
      this.attempts,
      response?.extras,
      consistency,
      speculative,
      schemaInAgreement,
      answered,
    );
  }

  #finalOutcome(): WriteOutcome {
    if (this.answered !== undefined) return outcomeOfAnswer(this.operation.writeKind);
    return this.isWaiting ? 'unknown' : this.outcome;
  }

  /** Whether an attempt still waits for an answer. */
  protected get isWaiting(): boolean {
    return this.attempts.some(({ isWaiting }) => isWaiting);
  }
}

/** The error of the attempts that an aborted request abandons: by its name, they are counted as the request is. */
function attemptAborted(): Error {
  return Object.assign(new Error('The request was aborted'), { name: 'AbortError' });
}
