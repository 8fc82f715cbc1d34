// A node of the cluster as this client sees it: who it is, by system.local and system.peers_v2, and our connections to it.
import type { NodeTotals, ObservedNode } from '../../observability/channels/observed-node';
import { formatEndpoint, type Endpoint } from '../endpoint';
import type { NodePool } from './node-pool';

/** What the system tables say of a node. */
export interface NodeDescription {
  readonly hostId: string;
  readonly endpoint: Endpoint;
  readonly datacenter: string;
  readonly rack: string;
  readonly releaseVersion: string;
  readonly schemaVersion: string;
  readonly tokens: readonly string[];
}

const noTraffic: NodeTotals = Object.freeze({
  requests: 0,
  responses: 0,
  bytesSent: 0,
  bytesReceived: 0,
  connectionsOpened: 0,
  connectionsLost: 0,
  connectFailures: 0,
});

/** A node of the cluster. The same object stands for the same host id for as long as the node keeps its address and its datacenter. */
export class Node implements ObservedNode {
  readonly hostId: string;
  readonly address: string;
  readonly port: number;
  /** `ip:port`: how errors, events and execution info name this node. */
  readonly endpoint: string;
  #description: NodeDescription;
  #pool: NodePool | undefined;

  private constructor(description: NodeDescription) {
    this.#description = description;
    this.hostId = description.hostId;
    this.address = description.endpoint.address;
    this.port = description.endpoint.port;
    this.endpoint = formatEndpoint(description.endpoint);
    Object.freeze(this);
  }

  /** @internal */
  static create(description: NodeDescription): Node {
    return new Node(description);
  }

  get datacenter(): string {
    return this.#description.datacenter;
  }

  get rack(): string {
    return this.#description.rack;
  }

  get releaseVersion(): string {
    return this.#description.releaseVersion;
  }

  get schemaVersion(): string {
    return this.#description.schemaVersion;
  }

  get tokens(): readonly string[] {
    return this.#description.tokens;
  }

  /** Whether at least one of our connections to it is open. What other nodes say of it (gossip) does not count. */
  get isUp(): boolean {
    return (this.#pool?.openConnections ?? 0) > 0;
  }

  /** Those in a keyspace, which protocol v4 needs, included. */
  get openConnections(): number {
    return this.#pool === undefined ? 0 : this.#pool.openConnections + this.#pool.connectionsInKeyspaces;
  }

  /** Requests that wait for this node's answer. */
  get inFlight(): number {
    return this.#pool?.inFlight ?? 0;
  }

  /** Requests that were given up and that it has not answered yet. */
  get orphaned(): number {
    return this.#pool?.orphaned ?? 0;
  }

  /** Whether the load-balancing policy wants no connections to it. */
  get isIgnored(): boolean {
    return this.#pool === undefined;
  }

  /** What happened so far on all connections to it, those that are gone included. */
  get totals(): NodeTotals {
    return this.#pool?.totals ?? noTraffic;
  }

  /** Answers that came from it so far. */
  get responseCount(): number {
    return this.#pool?.responseCount ?? 0;
  }

  /** @internal */
  get pool(): NodePool | undefined {
    return this.#pool;
  }

  /** @internal The connections to this node, once the load-balancing policy wants any. */
  attach(pool: NodePool): void {
    this.#pool = pool;
  }

  /** @internal What a refresh of the system tables brought. */
  describe(description: NodeDescription): void {
    this.#description = description;
  }

  /** @internal */
  get description(): NodeDescription {
    return this.#description;
  }

  toString(): string {
    return this.endpoint;
  }
}
