// What metrics and monitors read of a session while it is open: gauges, and counters that only grow.
import type { ObservedNode } from '../channels/observed-node';

export interface ObservedSession {
  readonly clusterName: string | undefined;
  readonly protocolVersion: number;
  /** Sessions of one cluster show the same objects. */
  readonly nodes: readonly ObservedNode[];
  readonly requests: { readonly inFlight: number; readonly queued: number };
  readonly openStreams: number;
  /** Sessions of one cluster show the same object. */
  readonly preparedCache: PreparedCacheCounts;
}

/** How often a text was found prepared. */
export interface PreparedCacheCounts {
  readonly hits: number;
  readonly misses: number;
  /** Texts that a node had forgotten and was told again. */
  readonly repreparations: number;
  /** Texts that are kept now. */
  readonly size: number;
}
