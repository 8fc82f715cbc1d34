import type { LoadBalancingPolicy, RetryPolicy, SpeculativeExecutionPolicy } from '../driver/policies';

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
