// Reports a request to the client's `metrics` and `requestTracker` after its end: attempt by attempt, from the engine's execution info.
import { AuthenticationError, ConnectionError, type ExecutionAttempt, type ExecutionInfo } from '@async-cassandra/core';
import { errors, types, type Host, type metrics, type QueryOptions, type tracker } from 'cassandra-driver';
import { toHostError } from './errors';
import { CallExecutionOptions } from './execution-options';
import { addressOf } from './host-address';
import type { HostMap } from './host-map';

type Latency = [seconds: number, nanoseconds: number];
type Tracked = Parameters<tracker.RequestTracker['onSuccess']>;

/** One call of the application. */
export interface ReportedCall {
  readonly query: Tracked[1];
  readonly parameters: Tracked[2];
  readonly options: QueryOptions | null | undefined;
}

export interface ReportTargets {
  readonly metrics: metrics.ClientMetrics;
  readonly requestTracker: tracker.RequestTracker | null | undefined;
  readonly queryOptions: QueryOptions;
  readonly hosts: HostMap;
  /** Called for exceptions of the application's tracker or metrics: they fail no request. */
  warn(message: string, error: unknown): void;
}

export class RequestReport {
  readonly #targets: ReportTargets;

  constructor(targets: ReportTargets) {
    this.#targets = targets;
  }

  succeeded(call: ReportedCall, info: ExecutionInfo): void {
    const { metrics: target, requestTracker } = this.#targets;
    try {
      const { attempts } = info;
      const answered = attempts.length === 1 ? attempts[0]! : attempts.find(({ outcome }) => outcome === 'success');
      const last = answered ?? attempts.at(-1);
      if (attempts.length > 1) {
        this.#reportFailures(
          call,
          info,
          attempts.filter((attempt) => attempt !== last),
        );
      }
      const latency = latencyOf(last);
      if (last?.error === undefined) target.onSuccessfulResponse(latency);
      else this.#reportIgnored(last.error);
      target.onResponse(latency);
      if (requestTracker == null) return;
      const options = this.#optionsOf(call);
      const { query, parameters } = call;
      const bytes = bytesOfOne(info, attempts);
      requestTracker.onSuccess(this.#hostOf(last), query, parameters, options, bytes, info.responseBytes, latency);
    } catch (error) {
      this.#warn(error);
    }
  }

  failed(call: ReportedCall, error: Error): void {
    const info = (error as { executionInfo?: ExecutionInfo }).executionInfo;
    const attempts = info?.attempts ?? [];
    // Nothing was sent, which cassandra-driver does not report either.
    if (info === undefined || attempts.length === 0) return;
    const { metrics: target } = this.#targets;
    try {
      if (error instanceof errors.NoHostAvailableError) {
        // Each attempt was to be followed by another one.
        this.#reportFailures(call, info, attempts);
        return;
      }
      const last = attempts.at(-1)!;
      this.#reportFailures(call, info, attempts.slice(0, -1));
      failures[kindOf(error)].on(target, error);
      if (error instanceof errors.ResponseError) target.onResponse(latencyOf(last));
      this.#trackFailure(call, last, error, bytesOfOne(info, attempts));
    } catch (thrown) {
      this.#warn(thrown);
    }
  }

  /** Reports the attempts that were followed by another one. */
  #reportFailures(call: ReportedCall, info: ExecutionInfo, attempts: readonly ExecutionAttempt[]): void {
    const target = this.#targets.metrics;
    for (let i = 0; i < info.speculativeExecutions; i++) target.onSpeculativeExecution();
    for (const attempt of attempts) {
      const { error } = attempt;
      if (error === undefined || attempt.outcome === 'abandoned') continue;
      if (!isUnprepared(error)) {
        const kind = failures[kindOf(error)];
        kind.on(target, error);
        kind.retried(target, error);
      }
      if (error instanceof errors.ResponseError) target.onResponse(latencyOf(attempt));
      this.#trackFailure(call, attempt, toHostError(error, attempt.node), bytesOfOne(info, info.attempts));
    }
  }

  #trackFailure(call: ReportedCall, attempt: ExecutionAttempt, error: Error, bytes: number): void {
    const { requestTracker } = this.#targets;
    if (requestTracker == null) return;
    const { query, parameters } = call;
    const latency = latencyOf(attempt);
    requestTracker.onError(this.#hostOf(attempt), query, parameters, this.#optionsOf(call), bytes, error, latency);
  }

  /** Reports an error that the retry policy ignores: the request succeeds. */
  #reportIgnored(error: Error): void {
    failures[kindOf(error)].on(this.#targets.metrics, error);
    this.#targets.metrics.onIgnoreError(error);
  }

  #optionsOf({ options }: ReportedCall): CallExecutionOptions {
    return new CallExecutionOptions(options ?? {}, this.#targets.queryOptions);
  }

  #hostOf(attempt: ExecutionAttempt | undefined): Host {
    return (attempt === undefined ? undefined : this.#targets.hosts.get(addressOf(attempt.node))) as Host;
  }

  #warn(error: unknown): void {
    this.#targets.warn('The metrics or the request tracker of the client failed', error);
  }
}

interface FailureKind {
  on(target: metrics.ClientMetrics, error: Error): void;
  retried(target: metrics.ClientMetrics, error: Error): void;
}

const failures = {
  authentication: kind('onAuthenticationError', 'onOtherErrorRetry'),
  clientTimeout: kind('onClientTimeoutError', 'onClientTimeoutRetry'),
  connection: kind('onConnectionError', 'onOtherErrorRetry'),
  other: kind('onOtherError', 'onOtherErrorRetry'),
  readTimeout: kind('onReadTimeoutError', 'onReadTimeoutRetry'),
  unavailable: kind('onUnavailableError', 'onUnavailableRetry'),
  writeTimeout: kind('onWriteTimeoutError', 'onWriteTimeoutRetry'),
};

type ErrorMethod = Exclude<
  keyof metrics.ClientMetrics,
  'onResponse' | 'onSuccessfulResponse' | 'onSpeculativeExecution'
>;

function kind(on: ErrorMethod, retried: ErrorMethod): FailureKind {
  return {
    on: (target, error) => target[on](error as errors.ResponseError & errors.OperationTimedOutError),
    retried: (target, error) => target[retried](error as errors.ResponseError & errors.OperationTimedOutError),
  };
}

function kindOf(error: Error): keyof typeof failures {
  if (error instanceof errors.OperationTimedOutError) return 'clientTimeout';
  if (error instanceof AuthenticationError || error instanceof errors.AuthenticationError) return 'authentication';
  if (error instanceof ConnectionError || error instanceof errors.NoHostAvailableError) return 'connection';
  if (!(error instanceof errors.ResponseError)) return 'other';
  if (error.code === types.responseErrorCodes.readTimeout) return 'readTimeout';
  if (error.code === types.responseErrorCodes.writeTimeout) return 'writeTimeout';
  return error.code === types.responseErrorCodes.unavailableException ? 'unavailable' : 'other';
}

/** cassandra-driver prepares the text again without counting an error. */
function isUnprepared(error: Error): boolean {
  return error instanceof errors.ResponseError && error.code === types.responseErrorCodes.unprepared;
}

/** Returns the bytes of one send: all of them send the same request. */
function bytesOfOne({ requestBytes }: ExecutionInfo, { length }: readonly ExecutionAttempt[]): number {
  return length > 1 ? Math.round(requestBytes / length) : requestBytes;
}

function latencyOf(attempt: ExecutionAttempt | undefined): Latency {
  const ms = attempt?.durationMs ?? 0;
  return [Math.trunc(ms / 1000), Math.trunc((ms % 1000) * 1e6)];
}
