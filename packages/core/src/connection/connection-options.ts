// What every connection of a cluster has in common.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { AuthProvider } from '../driver/auth';
import type { SegmentCompressor } from '../protocol/segment-compressor';
import type { VersionChoice } from './version-choice';

export interface ConnectionOptions {
  /** Shared by all connections of a cluster. Absent: v5 and nothing else. */
  readonly versions?: VersionChoice | undefined;
  /** The socket, TLS, the handshake and authentication together. */
  readonly connectTimeoutMs: number;
  /** Silence from the node after which an OPTIONS is sent; 0 = never. */
  readonly idleHeartbeatIntervalMs: number;
  /** Stream ids: requests in flight on one connection, 1 to 32,768. */
  readonly maxRequestsPerConnection: number;
  /** Requests that were given up but not answered; beyond this the connection is replaced. */
  readonly maxOrphanedRequests: number;
  readonly ssl?: TlsOptions | undefined;
  readonly authProvider?: AuthProvider | undefined;
  readonly compressor?: SegmentCompressor | undefined;
  readonly applicationName?: string | undefined;
  readonly applicationVersion?: string | undefined;
  /** Protocol v4: the keyspace that the connection is in from its handshake on. */
  readonly keyspace?: string | undefined;
  /** One id for all connections of this cluster object, shown by `nodetool clientstats`. */
  readonly clientId: string;
}
