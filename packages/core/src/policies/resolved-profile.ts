import type { LoadBalancingPolicy, RetryPolicy, SpeculativeExecutionPolicy } from '../driver/policies';

/** What holds for a request that says nothing itself: a named execution profile, or the cluster's options, completed. */
export interface ResolvedProfile {
  readonly name: string;
  readonly consistency: number;
  /** Undefined: the server's own, which is SERIAL. */
  readonly serialConsistency: number | undefined;
  /** `Infinity` where the option was 0. */
  readonly requestTimeoutMs: number;
  readonly fetchSize: number;
  readonly retryPolicy: RetryPolicy;
  readonly loadBalancingPolicy: LoadBalancingPolicy;
  /** Undefined: no speculative executions. */
  readonly speculativeExecutionPolicy: SpeculativeExecutionPolicy | undefined;
}
