// One observed request: turns the reports of the session into messages on the channels and a record for the metrics.
//
// A request without an observer has no such object: `observeRequest` checks once, and `?.` skips the rest.
import { AsyncResource } from 'node:async_hooks';
import { AttemptObservation, type ObservedAttempt } from './attempt-observation';
import { channels, hasRequestSubscribers } from './channels';
import { errorTypeOf } from './error-type';
import { measuredKey, payloadKey, spansKey, type CarriedPayload } from './message-keys';
import type { ObservedRequest, QueryType, RequestMessage } from './messages';
import { guardAnswer, guardCallback } from '../../waiting/guard-callback';
import { retryKindOf, type RetryKind } from './retry-kind';
import { describeStatement, type StatementDescription } from './statement-description';
import { nowMs, timeOriginMs } from '../../waiting/timers';
import { askWaitingSubscribers } from './waiting-subscribers';

/** Receives every request of a session at its end: a `MetricsMiddleware`. */
export interface RequestRecorder {
  /** Whether the recorder has a collector. */
  readonly isActive: boolean;
  recordRequest(request: RequestMessage): void;
}

/** The observed part of an answer: rows have a count. */
export interface Answer {
  readonly kind: string;
  readonly rowCount?: number;
}

let lastId = 0;

/** The description of a failure caused by a subscriber: it shares the message, and may freeze or empty it. The request must not fail because of that. */
const spoilt = 'Keeping a message that a subscriber of the channels has changed';

/** Returns whether a request that begins now has an observer. */
export function isObserved(recorder: RequestRecorder | undefined): boolean {
  askWaitingSubscribers();
  return (recorder !== undefined && recorder.isActive) || hasRequestSubscribers();
}

/** Captures the caller's async context, so that the later page requests of a stream belong to its opener. */
export function captureAsyncContext(recorder: RequestRecorder | undefined): AsyncResource | undefined {
  return isObserved(recorder) ? new AsyncResource('AsyncCassandraStream') : undefined;
}

export class RequestObservation implements RequestMessage {
  readonly id = ++lastId;
  readonly queryType: QueryType;
  readonly scope: ObservedRequest['scope'];
  readonly statement: StatementDescription;
  readonly statementCount: number;
  readonly keyspace: string | undefined;
  readonly parametersCount: number;
  readonly consistency: number;
  readonly fetchSize: number;
  readonly isIdempotent: boolean | undefined;
  readonly attempts: AttemptObservation[] = [];
  readonly retries: RetryKind[] = [];
  durationMs: number | undefined = undefined;
  queuedMs: number | undefined = undefined;
  pageCount = 0;
  rowCount = 0;
  errorType: string | undefined = undefined;
  declare error?: unknown;
  readonly #recorder: RequestRecorder | undefined;
  readonly #startedAt = nowMs();
  #isStarting = false;
  /** Beside `durationMs`: a subscriber that freezes the message must not keep its end from the others. */
  #hasEnded = false;
  #retryToCome: RetryKind | undefined = undefined;
  // Private, so that a subscriber that freezes the message does not disturb tracers.
  #spans: unknown = undefined;
  #measured: object | undefined = undefined;
  #payload: CarriedPayload | undefined = undefined;

  constructor(request: ObservedRequest, recorder: RequestRecorder | undefined) {
    this.queryType = request.queryType;
    this.scope = request.scope;
    this.statement = describeStatement(request.query);
    this.statementCount = typeof request.query === 'string' ? 1 : request.query.length;
    this.keyspace = request.keyspace;
    this.parametersCount = request.parametersCount;
    this.consistency = request.consistency;
    this.fetchSize = request.fetchSize;
    this.isIdempotent = request.isIdempotent;
    this.#recorder = recorder;
  }

  get [spansKey](): unknown {
    return this.#spans;
  }

  set [spansKey](spans: unknown) {
    this.#spans = spans;
  }

  get [measuredKey](): object | undefined {
    return this.#measured;
  }

  set [measuredKey](providers: object | undefined) {
    this.#measured = providers;
  }

  /** The trace that a tracer adds to the custom payload of the request. */
  get [payloadKey](): CarriedPayload | undefined {
    return this.#payload;
  }

  set [payloadKey](payload: CarriedPayload | undefined) {
    this.#payload = payload;
  }

  get timestamp(): Date {
    return new Date(timeOriginMs + this.#startedAt);
  }

  get speculativeExecutions(): number {
    return this.attempts.filter(({ isSpeculative }) => isSpeculative).length;
  }

  get requestBytes(): number {
    return this.attempts.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
  }

  get responseBytes(): number {
    return this.attempts.reduce((sum, { responseBytes }) => sum + responseBytes, 0);
  }

  /** Leaves out the error, which may be foreign, and keeps its type. */
  toJSON(): object {
    const { timestamp, speculativeExecutions, requestBytes, responseBytes } = this;
    return { ...this, error: undefined, timestamp, speculativeExecutions, requestBytes, responseBytes };
  }

  /** Publishes the start. `begin` is the part of the request that runs before the caller has its promise. */
  start(begin: () => void): void {
    this.#isStarting = true;
    channels.request.start.runStores(this, begin);
    channels.request.end.publish(this);
    this.#isStarting = false;
    if (this.#hasEnded) this.#publishEnd();
  }

  /** Publishes the start of an attempt. `othersWait`: an earlier attempt has no answer yet. */
  attemptStarted(attempt: ObservedAttempt, othersWait: boolean): AttemptObservation | undefined {
    return guardAnswer(RequestObservation, spoilt, () => this.#attemptStarted(attempt, othersWait), undefined);
  }

  #attemptStarted(attempt: ObservedAttempt, othersWait: boolean): AttemptObservation {
    this.queuedMs ??= attempt.startedAt - this.#startedAt;
    const isRetry = this.#retryToCome !== undefined;
    if (isRetry) this.retries.push(this.#retryToCome!);
    this.#retryToCome = undefined;
    const observation = new AttemptObservation(this, this.attempts.length, attempt, othersWait && !isRetry);
    this.attempts.push(observation);
    return observation;
  }

  /** Records a successful answer of the attempt. */
  answered(attempt: ObservedAttempt & { observation: AttemptObservation | undefined }, answer: Answer): void {
    attempt.observation?.end(attempt);
    const { rowCount } = answer;
    if (rowCount === undefined) return;
    guardCallback(RequestObservation, spoilt, () => {
      this.pageCount++;
      this.rowCount += rowCount;
    });
  }

  /** Records the reason of a retry, which counts once it is sent. */
  retrying(error: Error): void {
    this.#retryToCome = retryKindOf(error);
  }

  /** Records the error with which the request will end. `isAborted`: the error is the reason of the caller's signal. */
  failing(error: unknown, isAborted: boolean): void {
    guardCallback(RequestObservation, spoilt, () => {
      this.error = error;
      this.errorType = errorTypeOf(error, isAborted);
    });
  }

  /** Publishes the end. Does nothing on a second call. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    guardCallback(RequestObservation, spoilt, () => {
      this.durationMs = nowMs() - this.#startedAt;
    });
    this.#recorder?.recordRequest(this);
    if (!this.#isStarting) this.#publishEnd();
  }

  #publishEnd(): void {
    const { error, asyncStart, asyncEnd } = channels.request;
    if (this.errorType !== undefined) error.publish(this as RequestMessage & { error: unknown });
    asyncStart.publish(this);
    asyncEnd.publish(this);
  }
}

/** Creates the observation; undefined without an observer. Then nothing of the request is read. */
export function observeRequest(
  recorder: RequestRecorder | undefined,
  request: ObservedRequest,
): RequestObservation | undefined {
  return isObserved(recorder) ? new RequestObservation(request, recorder) : undefined;
}
