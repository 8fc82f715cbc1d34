// cassandra-driver's policies, its host interfaces and its options: users' own policies work unchanged.
import { policies } from 'cassandra-driver';

export { policies };
export type { Client, ClientOptions, ExecutionOptions, Host, HostMap } from 'cassandra-driver';
export import LoadBalancingPolicy = policies.loadBalancing.LoadBalancingPolicy;
export import RetryPolicy = policies.retry.RetryPolicy;
/** The interface of cassandra-driver that maps the addresses of nodes to reachable ones. */
export type AddressTranslator = policies.addressResolution.AddressTranslator;
/** The description of a failed attempt, for a retry policy. */
export type OperationInfo = policies.retry.OperationInfo;
/** The base class of cassandra-driver for the delays between attempts to connect. */
export type ReconnectionPolicy = policies.reconnection.ReconnectionPolicy;
/** The base class of cassandra-driver that decides when to send a request to another node, too. */
export type SpeculativeExecutionPolicy = policies.speculativeExecution.SpeculativeExecutionPolicy;
/** The base class of cassandra-driver for the timestamps of writes. */
export type TimestampGenerator = policies.timestampGeneration.TimestampGenerator;

/** The decision of a retry policy: cassandra-driver's decision, and how long to wait. */
export interface DecisionInfo extends policies.retry.DecisionInfo {
  /**
   * How many milliseconds to wait before the request is sent again. Default: 0. The wait counts towards the request's time limit,
   * and its deadline, its signal and `session.close()` end it.
   */
  readonly delayMs?: number | undefined;
}
