// The view of a node for metrics, monitors and channels. `Node` satisfies it; this low layer must not import that class.

export interface ObservedNode {
  readonly hostId: string;
  readonly address: string;
  readonly port: number;
  /** `ip:port`. */
  readonly endpoint: string;
  readonly datacenter: string;
  readonly rack: string;
  readonly releaseVersion: string;
  /** Whether at least one of our connections to the node is open. */
  readonly isUp: boolean;
  /** Whether the load-balancing policy ignores the node, so that it has no connections. */
  readonly isIgnored: boolean;
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
  readonly responses: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly connectionsOpened: number;
  /** Connections that were lost, not closed by this client. */
  readonly connectionsLost: number;
  /** Attempts to connect that failed. */
  readonly connectFailures: number;
}
