// What a ConnectionMonitor knows of nodes and of the cluster.

export const HOST_STATUS_UP = 'up';
export const HOST_STATUS_DOWN = 'down';
export const HOST_STATUS_UNKNOWN = 'unknown';

/** `unknown`: this client has no connections to the node, because its load balancing wants none. */
export type HostStatus = typeof HOST_STATUS_UP | typeof HOST_STATUS_DOWN | typeof HOST_STATUS_UNKNOWN;

export interface HostMetrics {
  /** `ip:port`. */
  readonly address: string;
  readonly datacenter: string;
  readonly rack: string;
  readonly status: HostStatus;
  readonly releaseVersion: string;
  readonly connectionCount: number;
  /** How long the node took to answer; null where it did not, or was not asked. */
  readonly latencyMs: number | null;
  /** Why it is down; null where it is not. */
  readonly lastError: string | null;
  readonly lastCheck: Date;
}

export interface ClusterMetrics {
  readonly timestamp: Date;
  readonly clusterName: string | null;
  readonly protocolVersion: number;
  readonly hosts: readonly HostMetrics[];
  readonly totalConnections: number;
  /** Nodes that are up. */
  readonly healthyHosts: number;
  /** Nodes that are down. Those whose status is unknown are neither. */
  readonly unhealthyHosts: number;
  /** The session's requests, and what its collectors give as their stats, by the names of their classes. */
  readonly appMetrics: Readonly<Record<string, unknown>>;
}

export interface ConnectionSummary {
  readonly clusterName: string | null;
  readonly protocolVersion: number;
  readonly totalHosts: number;
  readonly upHosts: number;
  readonly downHosts: number;
  readonly totalConnections: number;
  /** Requests of the session that were sent and have not ended. */
  readonly inFlight: number;
  /** Requests of the session that wait for their turn. */
  readonly queued: number;
}
