// The results of a ConnectionMonitor for nodes and for the cluster.

/** The status of a node that answered the check. */
export const HOST_STATUS_UP = 'up';
/** The status of a node that did not answer the check. */
export const HOST_STATUS_DOWN = 'down';
/** The status of a node that this client does not connect to. */
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
  /** The version of Cassandra: `5.0.6`. */
  readonly releaseVersion: string;
  /** The number of open connections to the node. */
  readonly connectionCount: number;
  /** The time of the node's answer in milliseconds; null without an answer. */
  readonly latencyMs: number | null;
  /** The reason why the node is down; null otherwise. */
  readonly lastError: string | null;
  /** When the node was checked. */
  readonly lastCheck: Date;
}

/** The health of all nodes, and the metrics of the application. */
export interface ClusterMetrics {
  /** When the check started. */
  readonly timestamp: Date;
  /** The name of the cluster; null when it is not known. */
  readonly clusterName: string | null;
  /** The version of the native protocol: 4 or 5. */
  readonly protocolVersion: number;
  readonly hosts: readonly HostMetrics[];
  /** The number of open connections to all nodes. */
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
  /** The name of the cluster; null when it is not known. */
  readonly clusterName: string | null;
  /** The version of the native protocol: 4 or 5. */
  readonly protocolVersion: number;
  readonly totalHosts: number;
  readonly upHosts: number;
  readonly downHosts: number;
  /** The number of open connections to all nodes. */
  readonly totalConnections: number;
  /** Requests of the session that were sent and have not ended. */
  readonly inFlight: number;
  /** Requests of the session that wait for their turn. */
  readonly queued: number;
}
