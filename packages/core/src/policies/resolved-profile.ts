import type { LoadBalancingPolicy, RetryPolicy, SpeculativeExecutionPolicy } from '../driver/policies';

/** The settings of requests without options of their own: an execution profile, or the cluster's options, with all defaults. */
export interface ResolvedProfile {
  readonly name: string;
  readonly consistency: number;
  /** Undefined: the server's default, SERIAL. */
  readonly serialConsistency: number | undefined;
  /** `Infinity` where the option was 0. */
  readonly requestTimeoutMs: number;
  readonly fetchSize: number;
  readonly retryPolicy: RetryPolicy;
  readonly loadBalancingPolicy: LoadBalancingPolicy;
  /** Undefined: no speculative executions. */
  readonly speculativeExecutionPolicy: SpeculativeExecutionPolicy | undefined;
}
