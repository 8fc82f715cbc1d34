// The options of the client: cassandra-driver's, and options that only the engine has.
import type { AsyncClusterOptions } from '@async-cassandra/core';
import type { DseClientOptions } from 'cassandra-driver';

/** The options of cassandra-driver's Client, and options of the engine that cassandra-driver lacks. */
export interface EngineClientOptions extends DseClientOptions {
  /**
   * The classes of authenticators that may receive the credentials, by full name. Needs `credentials` or `authProvider`. Default: all.
   */
  readonly allowedAuthenticators?: AsyncClusterOptions['allowedAuthenticators'];
  /**
   * Allows protocol v4 with servers that lack v5: Cassandra 3.x, ScyllaDB, Amazon Keyspaces, Azure Cosmos DB, DSE. `cloud` includes it.
   * `protocolOptions: { maxVersion: 4 }` beside it speaks v4 with every server. Default: false, such a server is refused.
   */
  readonly allowProtocolV4?: AsyncClusterOptions['allowProtocolV4'];
  /** Conversions of values, created by `codec(...)` of @async-cassandra/core. Default: none. */
  readonly codecs?: AsyncClusterOptions['codecs'];
  /** Other datacenters for requests that the local one cannot answer. Needs `localDataCenter`. Default: requests stay in the local datacenter. */
  readonly datacenterFailover?: AsyncClusterOptions['datacenterFailover'];
  /** The rack of the client, whose nodes come first. Default: racks make no difference. */
  readonly localRack?: AsyncClusterOptions['localRack'];
}
