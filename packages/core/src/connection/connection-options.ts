// The options that all connections of a cluster share.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { AuthProvider } from '../driver/auth';
import type { SegmentCompressor } from '../protocol/segment-compressor';
import type { ServerExtensions } from './server-extensions';
import type { TlsOptionsProvider } from './tls-options';
import type { VersionChoice } from './version-choice';

export interface ConnectionOptions {
  /** Shared by all connections of a cluster. Absent: v5 only. */
  readonly versions?: VersionChoice | undefined;
  /** Shared by all connections of a cluster. Absent: none are asked for. */
  readonly extensions?: ServerExtensions | undefined;
  /** The time limit for the socket, TLS, the handshake and authentication together. */
  readonly connectTimeoutMs: number;
  /** A connection that is silent for this long is probed with OPTIONS; 0 = never. */
  readonly idleHeartbeatIntervalMs: number;
  /** The number of stream ids, which limits the requests in flight on one connection: 1 to 32,768. */
  readonly maxRequestsPerConnection: number;
  /** The most abandoned requests without an answer. A connection with more of them is replaced. */
  readonly maxOrphanedRequests: number;
  readonly ssl?: TlsOptions | TlsOptionsProvider | undefined;
  readonly authProvider?: AuthProvider | undefined;
  /** The classes of authenticators that may receive the credentials. Undefined: all. */
  readonly allowedAuthenticators?: readonly string[] | undefined;
  /** Called when a node lets this client in without a login, although there is an `authProvider`. */
  readonly onNoLogin?: ((endpoint: string) => void) | undefined;
  readonly compressor?: SegmentCompressor | undefined;
  readonly applicationName?: string | undefined;
  readonly applicationVersion?: string | undefined;
  /** Protocol v4: the keyspace of the connection, set by its handshake. */
  readonly keyspace?: string | undefined;
  /** ScyllaDB: the shard-aware port of the node, and the local port that the shard follows from. */
  readonly through?: { readonly port: number; readonly localPort: number } | undefined;
  /** One id for all connections of this cluster object, shown by `nodetool clientstats`. */
  readonly clientId: string;
}
