import type { LoadBalancingPolicy, RetryPolicy, SpeculativeExecutionPolicy } from '../driver/policies';
import type { ResolvedProfile } from '../policies/execution-profile';
import * as check from '../options/option-checks';

/** Options for some of the requests, chosen by name: `execute(statement, parameters, { executionProfile: 'reports' })`. */
export interface ExecutionProfile {
  readonly consistency?: number;
  readonly serialConsistency?: number;
  readonly requestTimeoutMs?: number;
  readonly fetchSize?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly loadBalancingPolicy?: LoadBalancingPolicy;
  readonly speculativeExecutionPolicy?: SpeculativeExecutionPolicy;
}

/** The same options mean the same on a profile and on the cluster. */
export const profileChecks = {
  consistency: check.consistency,
  serialConsistency: check.serialConsistency,
  requestTimeoutMs: check.milliseconds(0),
  fetchSize: check.wholeNumber(1, 0x7fff_ffff),
  retryPolicy: check.retryPolicy,
  loadBalancingPolicy: check.loadBalancingPolicy,
  speculativeExecutionPolicy: check.speculativeExecutionPolicy,
} satisfies { readonly [Name in keyof Required<ExecutionProfile>]: check.Check };

/** What a profile leaves out is as in `base`. */
export function resolveProfile(name: string, profile: ExecutionProfile, base: ResolvedProfile): ResolvedProfile {
  const { requestTimeoutMs = base.requestTimeoutMs } = profile;
  return {
    name,
    consistency: profile.consistency ?? base.consistency,
    serialConsistency: profile.serialConsistency ?? base.serialConsistency,
    requestTimeoutMs: requestTimeoutMs === 0 ? Infinity : requestTimeoutMs,
    fetchSize: profile.fetchSize ?? base.fetchSize,
    retryPolicy: profile.retryPolicy ?? base.retryPolicy,
    loadBalancingPolicy: profile.loadBalancingPolicy ?? base.loadBalancingPolicy,
    speculativeExecutionPolicy: profile.speculativeExecutionPolicy ?? base.speculativeExecutionPolicy,
  };
}
