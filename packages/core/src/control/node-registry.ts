// The list of nodes by host id: a node keeps its object, and with it its connections, from one refresh to the next. A node that moved
// to another address or datacenter counts as removed and added: policies choose nodes by their location.
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import { Node } from '../connection/pool/node';
import type { ReportedNode, Topology } from './topology';

interface Entry {
  readonly node: Node;
  /** The address that the node reported when its endpoint was resolved. */
  readonly reported: string;
  /** Whether the node was missing in the last list, although we are connected to it. */
  missing: boolean;
}

export interface NodeChanges {
  readonly added: readonly Node[];
  readonly removed: readonly Node[];
  /** Whether the owner of a token may have changed. */
  readonly ringChanged: boolean;
  /** Nodes that are missing in the list although we are connected to them: one list is not enough to remove them. */
  readonly unconfirmed: readonly Node[];
}

export class NodeRegistry {
  #entries: ReadonlyMap<string, Entry> = new Map();
  #nodes: readonly Node[] = [];
  /** The reported endpoints of nodes that other nodes reported as down. */
  readonly #reportedDown = new Set<string>();

  /** In the order of their first appearance. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Returns the node whose events carry this address and port. */
  findReported(endpoint: Endpoint): Node | undefined {
    const name = formatEndpoint(endpoint);
    for (const entry of this.#entries.values()) if (entry.reported === name) return entry.node;
    return undefined;
  }

  get(hostId: string): Node | undefined {
    return this.#entries.get(hostId)?.node;
  }

  /** Records a STATUS_CHANGE event. It only affects which nodes schema agreement waits for. */
  setReportedDown(endpoint: Endpoint, isDown: boolean): void {
    const name = formatEndpoint(endpoint);
    if (!isDown) this.#reportedDown.delete(name);
    else if (this.findReported(endpoint) !== undefined) this.#reportedDown.add(name);
  }

  /** Returns whether a node counts for schema agreement: not if it cannot be reached, by the report of other nodes or by our own attempt. */
  isReachable(hostId: string): boolean {
    const entry = this.#entries.get(hostId);
    if (entry === undefined || entry.node.isUp) return entry !== undefined;
    return entry.node.pool?.lastError === undefined && !this.#reportedDown.has(entry.reported);
  }

  /**
   * Returns the endpoint of a node as before while the node reports the same address, so that a node known by a working contact point is
   * not replaced by an address that only other nodes can reach.
   */
  knownEndpoint(reportedNode: ReportedNode): Endpoint | undefined {
    const entry = this.#entries.get(reportedNode.hostId);
    return entry?.reported === formatEndpoint(reportedNode.reported) ? entry.node.description.endpoint : undefined;
  }

  /** Applies a topology with its resolved endpoints by host id. A node without an endpoint is left out. */
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
    // Frozen, because callers get this very list.
    this.#nodes = Object.freeze([...entries.values()].map(({ node }) => node));
    return { added, removed, ringChanged: ringChanged || removed.length > 0, unconfirmed };
  }
}

/** The properties on which replica placement depends. */
function placement({ datacenter, rack, tokens }: Pick<Node, 'datacenter' | 'rack' | 'tokens'>): string {
  return [datacenter, rack, ...[...tokens].sort()].join('\n');
}
