import type { LoadBalancingPolicy, RetryPolicy, SpeculativeExecutionPolicy } from '../driver/policies';
import { types } from '../driver/values';
import { driverNamesOfCalls } from '../options/driver-names';
import * as check from '../options/option-checks';
import { option, optionBag, type TableOf } from '../options/option-table';
import type { ResolvedProfile } from '../policies/resolved-profile';

/** Options for some of the requests, selected by name: `execute(statement, parameters, { executionProfile: 'reports' })`. An omitted option is inherited from the cluster. */
export interface ExecutionProfile {
  /** A level by name (`'localQuorum'`) or by its number in `types.consistencies`. */
  readonly consistency?: check.Consistency | undefined;
  /** `'serial'` or `'localSerial'`: the level of the condition of a lightweight transaction. */
  readonly serialConsistency?: check.SerialConsistency | undefined;
  /** The timeout of one request (one page) in milliseconds, including its queueing, retries and speculative executions; 0 = no limit. */
  readonly requestTimeoutMs?: number | undefined;
  /** Rows in one page. */
  readonly fetchSize?: number | undefined;
  /** Decides whether a failed attempt is repeated. */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** Selects the nodes of a request, and their order. */
  readonly loadBalancingPolicy?: LoadBalancingPolicy | undefined;
  /** Decides when an idempotent request is also sent to another node. */
  readonly speculativeExecutionPolicy?: SpeculativeExecutionPolicy | undefined;
}

/** The options that a profile and the cluster share, with the cluster's defaults. */
export const profileTable = {
  consistency: option(check.consistency, types.consistencies.localOne),
  serialConsistency: option(check.serialConsistency),
  requestTimeoutMs: option(check.milliseconds(0), 10_000),
  fetchSize: option(check.wholeNumber(1, 0x7fff_ffff), 5000),
  retryPolicy: option(check.retryPolicy),
  loadBalancingPolicy: option(check.loadBalancingPolicy),
  speculativeExecutionPolicy: option(check.speculativeExecutionPolicy),
} satisfies TableOf<ExecutionProfile>;

export const profileBag = optionBag('an execution profile', profileTable, {
  ...driverNamesOfCalls,
  readTimeout: "give 'requestTimeoutMs'",
  timeoutMs: "give 'requestTimeoutMs'",
  loadBalancing: "give 'loadBalancingPolicy'",
  name: 'the name is the key of the profile in executionProfiles',
});

/** Completes a profile with the options of `base`. */
export function resolveProfile(name: string, profile: ExecutionProfile, base: ResolvedProfile): ResolvedProfile {
  const { consistency, serialConsistency, requestTimeoutMs = base.requestTimeoutMs } = profile;
  return {
    name,
    consistency: consistency === undefined ? base.consistency : check.consistencyNumber(consistency),
    serialConsistency:
      serialConsistency === undefined ? base.serialConsistency : check.consistencyNumber(serialConsistency),
    requestTimeoutMs: requestTimeoutMs === 0 ? Infinity : requestTimeoutMs,
    fetchSize: profile.fetchSize ?? base.fetchSize,
    retryPolicy: profile.retryPolicy ?? base.retryPolicy,
    loadBalancingPolicy: profile.loadBalancingPolicy ?? base.loadBalancingPolicy,
    speculativeExecutionPolicy: profile.speculativeExecutionPolicy ?? base.speculativeExecutionPolicy,
  };
}
