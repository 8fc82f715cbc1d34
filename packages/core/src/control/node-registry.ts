// The list of nodes, kept by host id: a node keeps its object, and with it its connections, from one refresh to the next. One that
// moved to another address or datacenter is a node that left and one that came: policies choose by where a node is.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import { Node } from '../connection/pool/node';
import type { ReportedNode, Topology } from './topology';

interface Entry {
  readonly node: Node;
  /** Where the node said that it listens when its endpoint was worked out. */
  readonly reported: string;
  /** It has not been in the last list, but we are connected to it. */
  missing: boolean;
}

export interface NodeChanges {
  readonly added: readonly Node[];
  readonly removed: readonly Node[];
  /** Whether who owns which token may have changed. */
  readonly ringChanged: boolean;
  /** Nodes that the list lacks although we are connected to them: one list is not enough to drop them. */
  readonly unconfirmed: readonly Node[];
}

export class NodeRegistry {
  #entries: ReadonlyMap<string, Entry> = new Map();
  #nodes: readonly Node[] = [];
  /** Reported endpoints of nodes that other nodes said are down. */
  readonly #reportedDown = new Set<string>();

  /** In the order in which they became known. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** The node whose events carry this address and port. */
  findReported(endpoint: Endpoint): Node | undefined {
    const name = formatEndpoint(endpoint);
    for (const entry of this.#entries.values()) if (entry.reported === name) return entry.node;
    return undefined;
  }

  get(hostId: string): Node | undefined {
    return this.#entries.get(hostId)?.node;
  }

  /** What a STATUS_CHANGE event says. It decides nothing but whom schema agreement waits for. */
  setReportedDown(endpoint: Endpoint, isDown: boolean): void {
    const name = formatEndpoint(endpoint);
    if (!isDown) this.#reportedDown.delete(name);
    else if (this.findReported(endpoint) !== undefined) this.#reportedDown.add(name);
  }

  /** Whether a node counts for schema agreement: not one that cannot be reached, by others' account or by our own. */
  isReachable(hostId: string): boolean {
    const entry = this.#entries.get(hostId);
    if (entry === undefined || entry.node.isUp) return entry !== undefined;
    return entry.node.pool?.lastError === undefined && !this.#reportedDown.has(entry.reported);
  }

  /**
   * Where to reach a node: as before while it reports the same, so that a node known by a contact point that works is not
   * lost to an address that only other nodes can reach.
   */
  knownEndpoint(reportedNode: ReportedNode): Endpoint | undefined {
    const entry = this.#entries.get(reportedNode.hostId);
    return entry?.reported === formatEndpoint(reportedNode.reported) ? entry.node.description.endpoint : undefined;
  }

  /** Takes over a topology whose endpoints, by host id, have been worked out. A node without endpoint is left out. */
  apply(topology: Topology, endpoints: ReadonlyMap<string, Endpoint>): NodeChanges {
    const entries = new Map<string, Entry>();
    const added: Node[] = [];
    let ringChanged = false;
    for (const reportedNode of [topology.local, ...topology.peers]) {
      const { hostId } = reportedNode;
      const endpoint = endpoints.get(hostId);
      if (endpoint === undefined || entries.has(hostId)) continue;
      const { reported, ...properties } = reportedNode;
      const description = { ...properties, endpoint };
      const before = this.#entries.get(hostId)?.node;
      const isKept = before?.endpoint === formatEndpoint(endpoint) && before.datacenter === description.datacenter;
      const node = isKept ? before : Node.create(description);
      if (!isKept) added.push(node);
      if (!isKept || placement(before) !== placement(description)) ringChanged = true;
      node.describe(description);
      entries.set(hostId, { node, reported: formatEndpoint(reported), missing: false });
    }
    const removed: Node[] = [];
    const unconfirmed: Node[] = [];
    for (const [hostId, entry] of this.#entries) {
      if (entries.get(hostId)?.node === entry.node) continue;
      if (!entries.has(hostId) && entry.node.isUp && !entry.missing) {
        entries.set(hostId, { ...entry, missing: true });
        unconfirmed.push(entry.node);
      } else {
        removed.push(entry.node);
        this.#reportedDown.delete(entry.reported);
      }
    }
    this.#entries = entries;
    // Frozen: callers are handed this very list.
    this.#nodes = Object.freeze([...entries.values()].map(({ node }) => node));
    return { added, removed, ringChanged: ringChanged || removed.length > 0, unconfirmed };
  }
}

/** What replica placement depends on. */
function placement({ datacenter, rack, tokens }: Pick<Node, 'datacenter' | 'rack' | 'tokens'>): string {
  return [datacenter, rack, ...[...tokens].sort()].join('\n');
}
