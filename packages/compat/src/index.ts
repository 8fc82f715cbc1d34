// The public API of @async-cassandra/compat: everything that cassandra-driver exports, the same objects, with a Client of our own.
export {
  ExecutionProfile,
  auth,
  concurrent,
  datastax,
  defaultOptions,
  errors,
  geometry,
  mapping,
  metadata,
  metrics,
  policies,
  tracker,
  types,
  version,
} from 'cassandra-driver';
export { Encoder, ExecutionOptions, token } from './undeclared-exports';
export type {
  ArrayOrObject,
  ClientOptions,
  DseClientOptions,
  EmptyCallback,
  GraphOptions,
  GraphQueryOptions,
  Host,
  HostMap,
  QueryOptions,
  ValueCallback,
} from 'cassandra-driver';
export { Client, type EngineAccess } from './client-type';
export type { EngineClientOptions } from './engine-client-options';
