// The view of an open session for metrics and monitors: gauges, and counters that only grow.
import type { ObservedNode } from '../channels/observed-node';

export interface ObservedSession {
  readonly clusterName: string | undefined;
  readonly protocolVersion: number;
  /** Sessions of one cluster share these objects. */
  readonly nodes: readonly ObservedNode[];
  readonly requests: { readonly inFlight: number; readonly queued: number };
  readonly openStreams: number;
  /** Sessions of one cluster share this object. */
  readonly preparedCache: PreparedCacheCounts;
}

/** The counts of the cache of prepared statements. */
export interface PreparedCacheCounts {
  readonly hits: number;
  readonly misses: number;
  /** Statements that were prepared again on a node that had forgotten them. */
  readonly repreparations: number;
  /** The cached statements. */
  readonly size: number;
}
