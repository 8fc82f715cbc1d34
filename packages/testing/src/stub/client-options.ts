// The options of a stub for clients.

import type { StubCredentials } from './password-authentication';

/** Options for a client, as `AsyncCluster` takes them. */
export interface StubClusterOptions {
  contactPoints: string[];
  port: number;
  localDatacenter: string;
  authProvider?: StubCredentials;
  /** 4 if the environment requests it (`CASSANDRA_PROTOCOL_VERSION`), together with `allowProtocolV4`. */
  protocolVersion?: number;
  allowProtocolV4?: boolean;
}

/** The same options for `new Client(...)` of cassandra-driver. */
export interface StubDriverOptions {
  contactPoints: string[];
  protocolOptions: { port: number };
  localDataCenter: string;
  credentials?: StubCredentials;
}
