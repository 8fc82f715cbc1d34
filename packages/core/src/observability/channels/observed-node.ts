// What metrics, monitors and channels are shown of a node. `Node` satisfies it; a layer this low must not know that class.

export interface ObservedNode {
  readonly hostId: string;
  readonly address: string;
  readonly port: number;
  /** `ip:port`. */
  readonly endpoint: string;
  readonly datacenter: string;
  readonly rack: string;
  readonly releaseVersion: string;
  /** Whether at least one of our connections to it is open. */
  readonly isUp: boolean;
  /** Whether the load balancing wants connections to it at all. */
  readonly isIgnored: boolean;
  readonly openConnections: number;
  /** Requests that wait for its answer. */
  readonly inFlight: number;
  /** Requests that were given up and that it has not answered yet. */
  readonly orphaned: number;
  /** What happened so far on all connections to it, those that are gone included. */
  readonly totals: NodeTotals;
}

/** Numbers that only grow. */
export interface NodeTotals {
  /** Handshakes and heartbeats included. */
  readonly requests: number;
  readonly responses: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly connectionsOpened: number;
  /** Connections that ended without our wish. */
  readonly connectionsLost: number;
  /** Attempts to connect that failed. */
  readonly connectFailures: number;
}
