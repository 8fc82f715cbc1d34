// The results of a ConnectionMonitor for nodes and for the cluster.

export const HOST_STATUS_UP = 'up';
export const HOST_STATUS_DOWN = 'down';
export const HOST_STATUS_UNKNOWN = 'unknown';

/** `unknown`: this client has no connections to the node, because its load-balancing policy ignores it. */
export type HostStatus = typeof HOST_STATUS_UP | typeof HOST_STATUS_DOWN | typeof HOST_STATUS_UNKNOWN;

/** The health of one node. */
export interface HostMetrics {
  /** `ip:port`. */
  readonly address: string;
  readonly datacenter: string;
  readonly rack: string;
  readonly status: HostStatus;
  readonly releaseVersion: string;
  readonly connectionCount: number;
  /** The time of the node's answer in milliseconds; null without an answer. */
  readonly latencyMs: number | null;
  /** The reason why the node is down; null otherwise. */
  readonly lastError: string | null;
  readonly lastCheck: Date;
}

/** The health of all nodes, and the metrics of the application. */
export interface ClusterMetrics {
  readonly timestamp: Date;
  readonly clusterName: string | null;
  readonly protocolVersion: number;
  readonly hosts: readonly HostMetrics[];
  readonly totalConnections: number;
  /** Nodes that are up. */
  readonly healthyHosts: number;
  /** Nodes that are down. Nodes with unknown status are not counted. */
  readonly unhealthyHosts: number;
  /** The session's requests, and the stats of its collectors by class name. */
  readonly appMetrics: Readonly<Record<string, unknown>>;
}

/** The state of the connections. */
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
