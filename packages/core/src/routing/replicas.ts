// The nodes that hold a token, as the server places replicas (SimpleStrategy and NetworkTopologyStrategy). Computed for a position of the
// ring on first use. Transient replicas are left out: they may lack the data.
import type { ReplicationFactor, ReplicationStrategy } from './replication';
import type { TokenOwner, TokenRing } from './token-ring';

export class Replicas<N extends TokenOwner> {
  readonly #ring: TokenRing<N>;
  readonly #place: (index: number) => readonly N[];
  readonly #byIndex: (readonly N[] | undefined)[];

  constructor(ring: TokenRing<N>, strategy: ReplicationStrategy) {
    this.#ring = ring;
    this.#byIndex = new Array<readonly N[] | undefined>(ring.size).fill(undefined);
    this.#place =
      strategy.kind === 'simple'
        ? (index) => placeSimply(ring, index, strategy.factor)
        : placeByTopology(ring, strategy.factors);
  }

  /** Returns the replicas of a token, the primary replica first; empty when there are none. */
  of(high: number, low: number): readonly N[] {
    return this.#ring.size === 0 ? [] : this.at(this.#ring.indexOf(high, low));
  }

  /** Returns the replicas of the tokens that end at this position of the ring. */
  at(index: number): readonly N[] {
    return (this.#byIndex[index] ??= Object.freeze(this.#place(index)));
  }
}

function placeSimply<N extends TokenOwner>(ring: TokenRing<N>, index: number, factor: ReplicationFactor): N[] {
  const full = factor.all - factor.transient;
  const replicas: N[] = [];
  for (let i = 0; i < ring.size && replicas.length < full; i++) {
    const node = ring.ownerAt((index + i) % ring.size);
    if (!replicas.includes(node)) replicas.push(node);
  }
  return replicas;
}

/** The replicas that a datacenter still needs during the walk of the ring. */
interface Quota {
  readonly racks: Set<string>;
  left: number;
  transient: number;
  /** How many nodes may be taken although their rack already has a replica: there are fewer racks than replicas. */
  rackRepeats: number;
}

function placeByTopology<N extends TokenOwner>(
  ring: TokenRing<N>,
  factors: ReadonlyMap<string, ReplicationFactor>,
): (index: number) => N[] {
  const datacenters = countDatacenters(ring.nodes);

  function openQuotas(): Map<string, Quota> {
    const quotas = new Map<string, Quota>();
    for (const [name, factor] of factors) {
      const datacenter = datacenters.get(name);
      if (datacenter === undefined || factor.all === 0) continue;
      const missing = Math.max(0, factor.all - datacenter.nodeCount);
      quotas.set(name, {
        racks: new Set(),
        left: factor.all - missing,
        transient: Math.max(0, factor.transient - missing),
        rackRepeats: factor.all - datacenter.racks.size,
      });
    }
    return quotas;
  }

  return (index) => {
    const quotas = openQuotas();
    const placed = new Set<N>();
    const full: N[] = [];
    for (let i = 0; i < ring.size && quotas.size > 0; i++) {
      const node = ring.ownerAt((index + i) % ring.size);
      const quota = quotas.get(node.datacenter);
      if (quota === undefined || placed.has(node)) continue;
      if (quota.racks.has(node.rack)) {
        if (quota.rackRepeats <= 0) continue;
        quota.rackRepeats--;
      }
      quota.racks.add(node.rack);
      placed.add(node);
      if (quota.left > quota.transient) full.push(node);
      quota.left--;
      if (quota.left === 0) quotas.delete(node.datacenter);
    }
    return full;
  };
}

function countDatacenters(nodes: readonly TokenOwner[]): Map<string, { nodeCount: number; racks: Set<string> }> {
  const datacenters = new Map<string, { nodeCount: number; racks: Set<string> }>();
  for (const { datacenter, rack, tokens } of nodes) {
    if (tokens.length === 0) continue;
    let entry = datacenters.get(datacenter);
    if (entry === undefined) datacenters.set(datacenter, (entry = { nodeCount: 0, racks: new Set() }));
    entry.nodeCount++;
    entry.racks.add(rack);
  }
  return datacenters;
}
