// The view of a node for metrics, monitors and channels. `Node` satisfies it; this low layer must not import that class.

/** The state of a node, and the counts of its connections. */
export interface ObservedNode {
  /** The id of the node, a UUID as text. */
  readonly hostId: string;
  readonly address: string;
  readonly port: number;
  /** `ip:port`. */
  readonly endpoint: string;
  readonly datacenter: string;
  readonly rack: string;
  /** The version of Cassandra: `5.0.6`. */
  readonly releaseVersion: string;
  /** Whether at least one of our connections to the node is open. */
  readonly isUp: boolean;
  /** Whether the load-balancing policy ignores the node, so that it has no connections. */
  readonly isIgnored: boolean;
  /** The number of open connections to the node. */
  readonly openConnections: number;
  /** Requests that wait for an answer of the node. */
  readonly inFlight: number;
  /** Abandoned requests that the node has not answered yet. */
  readonly orphaned: number;
  /** The counts of all connections to the node so far, including closed ones. */
  readonly totals: NodeTotals;
}

/** Counters, which only grow. */
export interface NodeTotals {
  /** Including handshakes and heartbeats. */
  readonly requests: number;
  /** Answers received, including error answers. */
  readonly responses: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Connections opened so far. */
  readonly connectionsOpened: number;
  /** Connections that were lost, not closed by this client. */
  readonly connectionsLost: number;
  /** Attempts to connect that failed. */
  readonly connectFailures: number;
}
