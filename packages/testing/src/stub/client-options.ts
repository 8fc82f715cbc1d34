// What a stub hands out for clients.

import type { StubCredentials } from './password-authentication';

/** What a client needs, in the shape that `AsyncCluster` takes. */
export interface StubClusterOptions {
  contactPoints: string[];
  port: number;
  localDatacenter: string;
  authProvider?: StubCredentials;
  /** 4 where the environment asks for it (`CASSANDRA_PROTOCOL_VERSION`), with `allowProtocolV4`. */
  protocolVersion?: number;
  allowProtocolV4?: boolean;
}

/** The same for `new Client(...)` of cassandra-driver. */
export interface StubDriverOptions {
  contactPoints: string[];
  protocolOptions: { port: number };
  localDataCenter: string;
  credentials?: StubCredentials;
}
