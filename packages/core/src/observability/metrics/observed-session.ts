// The view of an open session for metrics and monitors: gauges, and counters that only grow.
import type { ObservedNode } from '../channels/observed-node';

/** An open session, for metrics and monitors. */
export interface ObservedSession {
  readonly clusterName: string | undefined;
  /** The version of the native protocol: 4 or 5. */
  readonly protocolVersion: number;
  /** Sessions of one cluster share these objects. */
  readonly nodes: readonly ObservedNode[];
  /** The requests that were sent and have not ended, and the requests that wait for their turn. */
  readonly requests: { readonly inFlight: number; readonly queued: number };
  /** The number of streams that are not closed. */
  readonly openStreams: number;
  /** Sessions of one cluster share this object. */
  readonly preparedCache: PreparedCacheCounts;
}

/** The counts of the cache of prepared statements. */
export interface PreparedCacheCounts {
  /** Statements that the cache already had. */
  readonly hits: number;
  /** Statements that had to be prepared. */
  readonly misses: number;
  /** Statements that were prepared again on a node that had forgotten them. */
  readonly repreparations: number;
  /** The cached statements. */
  readonly size: number;
}
