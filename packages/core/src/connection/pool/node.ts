// A node of the cluster as this client sees it: its description from system.local and system.peers_v2, and our connections to it.
import type { NodeTotals, ObservedNode } from '../../observability/channels/observed-node';
import { formatEndpoint, type Endpoint } from '../endpoint';
import { AnswerTimes } from './answer-times';
import type { NodePool } from './node-pool';

/** The description of a node in the system tables. */
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

/** A node of the cluster. One object represents a host id as long as the node keeps its address and its datacenter. */
export class Node implements ObservedNode {
  /** The id of the node, a UUID as text. The node keeps it when its address changes. */
  readonly hostId: string;
  /** The address that this client connects to. */
  readonly address: string;
  /** The port that this client connects to. */
  readonly port: number;
  /** `ip:port`, the name of this node in errors, events and execution info. */
  readonly endpoint: string;
  readonly #answerTimes = new AnswerTimes();
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

  /** The name of the node's datacenter. */
  get datacenter(): string {
    return this.#description.datacenter;
  }

  /** The name of the node's rack. */
  get rack(): string {
    return this.#description.rack;
  }

  /** The version of Cassandra: `5.0.6`. */
  get releaseVersion(): string {
    return this.#description.releaseVersion;
  }

  /** The version of the schema that the node last reported, a UUID as text. */
  get schemaVersion(): string {
    return this.#description.schemaVersion;
  }

  /** The tokens of the node, as decimal text. */
  get tokens(): readonly string[] {
    return this.#description.tokens;
  }

  /** Whether at least one of our connections to the node is open. The view of other nodes (gossip) does not count. */
  get isUp(): boolean {
    return (this.#pool?.openConnections ?? 0) > 0;
  }

  /** The open connections, including those in keyspaces that protocol v4 needs. */
  get openConnections(): number {
    return this.#pool === undefined ? 0 : this.#pool.openConnections + this.#pool.connectionsInKeyspaces;
  }

  /** Requests that wait for this node's answer. */
  get inFlight(): number {
    return this.#pool?.inFlight ?? 0;
  }

  /** Abandoned requests that the node has not answered yet. */
  get orphaned(): number {
    return this.#pool?.orphaned ?? 0;
  }

  /** Whether the load-balancing policy wants no connections to the node. */
  get isIgnored(): boolean {
    return this.#pool === undefined;
  }

  /** The counts of all connections to the node so far, including closed ones. */
  get totals(): NodeTotals {
    return this.#pool?.totals ?? noTraffic;
  }

  /** Answers of the node so far. */
  get responseCount(): number {
    return this.#pool?.responseCount ?? 0;
  }

  /** @internal How fast the node answers. */
  get answerTimes(): AnswerTimes {
    return this.#answerTimes;
  }

  /** @internal */
  get pool(): NodePool | undefined {
    return this.#pool;
  }

  /** @internal Sets the connections to this node, once the load-balancing policy wants any. */
  attach(pool: NodePool): void {
    this.#pool = pool;
  }

  /** @internal Replaces the description after a refresh of the system tables. */
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
