// The nodes that the channels have named, for gauges that are read at a collection. It keeps no node alive.
import type { NodeMessage } from '../observability/channels/messages';
import type { ObservedNode } from '../observability/channels/observed-node';

/** More nodes than the clusters of one process have. */
const maxNodes = 1000;

/** The connections to one endpoint. Several clusters may have connections to it. */
export interface ConnectionCount {
  readonly endpoint: string;
  /** The connections with requests in flight. A node sends each request on its least busy connection. */
  readonly used: number;
  readonly idle: number;
}

export class ObservedNodes {
  #references: WeakRef<ObservedNode>[] = [];
  readonly #known = new WeakSet<ObservedNode>();

  add(node: ObservedNode): void {
    if (this.#known.has(node)) return;
    if (this.#references.length >= maxNodes) this.#forgetCollected();
    if (this.#references.length >= maxNodes) return;
    this.#known.add(node);
    this.#references.push(new WeakRef(node));
  }

  onChange({ event, node }: NodeMessage): void {
    if (event !== 'removed') {
      this.add(node);
      return;
    }
    this.#known.delete(node);
    this.#references = this.#references.filter((reference) => reference.deref() !== node);
  }

  counts(): ConnectionCount[] {
    this.#forgetCollected();
    const counts = new Map<string, ConnectionCount>();
    for (const reference of this.#references) {
      const node = reference.deref();
      if (node === undefined || node.isIgnored) continue;
      const { endpoint, openConnections, inFlight } = node;
      const before = counts.get(endpoint) ?? { endpoint, used: 0, idle: 0 };
      const used = Math.min(openConnections, inFlight);
      counts.set(endpoint, { endpoint, used: before.used + used, idle: before.idle + openConnections - used });
    }
    return [...counts.values()];
  }

  #forgetCollected(): void {
    this.#references = this.#references.filter((reference) => reference.deref() !== undefined);
  }
}
