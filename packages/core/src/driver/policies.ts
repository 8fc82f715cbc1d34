// cassandra-driver's policies, its host interfaces and its options: users' own policies work unchanged.
import { policies } from 'cassandra-driver';

export { policies };
export type { Client, ClientOptions, ExecutionOptions, Host, HostMap } from 'cassandra-driver';
export import LoadBalancingPolicy = policies.loadBalancing.LoadBalancingPolicy;
export import RetryPolicy = policies.retry.RetryPolicy;
export type AddressTranslator = policies.addressResolution.AddressTranslator;
export type DecisionInfo = policies.retry.DecisionInfo;
export type OperationInfo = policies.retry.OperationInfo;
export type ReconnectionPolicy = policies.reconnection.ReconnectionPolicy;
export type SpeculativeExecutionPolicy = policies.speculativeExecution.SpeculativeExecutionPolicy;
export type TimestampGenerator = policies.timestampGeneration.TimestampGenerator;
