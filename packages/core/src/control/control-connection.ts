// The control connection: keeps the description of the cluster up to date over a connection of its own. Its loss never
// disturbs requests; they continue with the last known state.
//
// cluster/ opens it, listens to it and closes it. It owns the nodes (not their pools) and the metadata.
import type { Connection } from '../connection/connection';
import type { ConnectionOptions } from '../connection/connection-options';
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { Node } from '../connection/pool/node';
import type { AddressTranslator, ReconnectionPolicy } from '../driver/policies';
import type { SchemaChange } from '../protocol/responses/schema-change';
import { translateAddress, type TranslateAddress } from './address-translation';
import { candidates } from './candidates';
import { ControlChannel } from './control-channel';
import { resolveEndpoints } from './endpoints';
import { Metadata } from './metadata';
import { NodeRegistry } from './node-registry';
import { Peers } from './peers';
import { RefreshQueue } from './refresh-queue';
import { waitForSchemaAgreement } from './schema-agreement';
import { ServerEvents, type EventWindows } from './server-events';
import type { SniProxy } from './sni-proxy';
import { TokenRing } from '../routing/token-ring';
import { readSchemaVersions, readTopology, type Topology } from './topology';
import { withDeadline } from '../waiting/with-deadline';

export interface ControlConnectionOptions extends EventWindows {
  readonly connection: ConnectionOptions;
  /** Called at the start, and again when no known node can be connected to. */
  readonly resolveContactPoints: (signal: AbortSignal) => Promise<readonly Endpoint[]>;
  readonly reconnectionPolicy: ReconnectionPolicy;
  readonly addressTranslator?: TranslateAddress | AddressTranslator | undefined;
  /** Absent: each node is reached at its own address. */
  readonly proxy?: SniProxy | undefined;
  readonly controlConnectionTimeoutMs: number;
  readonly maxSchemaAgreementWaitMs: number;
}

/** Receives changes; must not throw. When a method is called, `nodes` and `metadata` already show the change. */
export interface ControlConnectionListener {
  nodeAdded(node: Node): void;
  nodeRemoved(node: Node): void;
  /** Another node reports that this node is up: worth an immediate attempt to connect. */
  nodeUpHint(node: Node): void;
  schemaChanged(change: SchemaChange): void;
  /** Earlier knowledge of the schema may be wrong now: about what the change names, or, without a change, about anything. */
  schemaOutdated(change?: SchemaChange): void;
  warning(message: string, error?: unknown): void;
}

export interface SchemaChangeOptions {
  /** The node that made the change. */
  readonly coordinator?: Node;
  readonly signal?: AbortSignal;
}

export class ControlConnection {
  readonly metadata: Metadata;
  readonly #options: ControlConnectionOptions;
  readonly #listener: ControlConnectionListener;
  readonly #channel: ControlChannel;
  readonly #registry = new NodeRegistry();
  readonly #events: ServerEvents;
  readonly #topologyRefreshes = new RefreshQueue();
  readonly #peers = new Peers();
  #topology: Topology | undefined;
  /** The connection from which the topology was read. */
  #topologySource: Connection | undefined;
  #contactPoints: readonly Endpoint[] = [];

  constructor(options: ControlConnectionOptions, listener: ControlConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#channel = new ControlChannel(
      {
        connection: options.connection,
        reconnectionPolicy: options.reconnectionPolicy,
        timeoutMs: options.controlConnectionTimeoutMs,
      },
      {
        candidates: (lost) => candidates(this.nodes, lost, () => this.#resolveContactPoints()),
        onConnected: (connection) => this.#onConnected(connection),
        onEvent: (event) => this.#events.onEvent(event),
        onUnreadableEvent: (error) => {
          listener.warning('An event of the server could not be read; reading the nodes of the cluster again', error);
          this.#events.refreshTopologySoon();
        },
        onLost: (error) => listener.warning('The control connection was lost; it moves to another node', error),
        onUnreachable: (error) => listener.warning('The control connection could not connect to any node', error),
      },
    );
    this.metadata = Metadata.create({
      query: this.#channel.query,
      checkSchemaAgreement: () => this.#isSchemaAgreed(),
    });
    this.#events = new ServerEvents(options, {
      refreshTopology: () => void this.#refreshTopology(),
      setStatus: (endpoint, isUp) => this.#setStatus(endpoint, isUp),
      forgetSchema: (change) => {
        this.metadata.forget(change);
        listener.schemaOutdated(change);
      },
      refreshKeyspace: (keyspace) => this.metadata.refreshKeyspace(keyspace),
      announceSchemaChange: (change) => {
        // Repeated now that every node knows the change: a node without it may have prepared a text by the old schema.
        listener.schemaOutdated(change);
        listener.schemaChanged(change);
      },
    });
  }

  get nodes(): readonly Node[] {
    return this.#registry.nodes;
  }

  /** The node of the current connection; undefined until a new connection has read which node it is. */
  get currentNode(): Node | undefined {
    return this.#channel.connection === this.#topologySource ? this.#localNode : undefined;
  }

  get clusterName(): string | undefined {
    return this.#topology?.clusterName;
  }

  /** The datacenters of the nodes behind the contact points, starting with the datacenter of the node that answered first. */
  get contactPointDatacenters(): readonly string[] {
    const names = new Set(this.#contactPoints.map(formatEndpoint));
    const nodes = this.nodes.filter((node) => names.has(node.endpoint));
    return [...new Set([this.#localNode, ...nodes].flatMap((node) => (node === undefined ? [] : [node.datacenter])))];
  }

  /**
   * Connects to the first contact point that answers, and reads nodes and keyspaces. Rejects with a `ConnectionError` whose
   * cause has the error of each contact point. Rejects at once with an error that every node would cause: `AuthenticationError`,
   * `ConfigurationError`, an unsupported protocol version. After an error nothing stays open, and it may be called again.
   */
  async connect(signal: AbortSignal): Promise<void> {
    await this.#channel.connect(signal);
  }

  /** Skips the rest of a delay if there is no control connection, because a node can be reached again. */
  reconnectNow(): void {
    this.#channel.reconnectNow();
  }

  /**
   * Called by the session whose statement changed the schema. Waits until the nodes agree on it (at most
   * `maxSchemaAgreementWaitMs`), refreshes the metadata, and announces the change. Resolves with whether the nodes agreed;
   * rejects only with the signal's reason.
   */
  async onSchemaChange(change: SchemaChange, { coordinator, signal }: SchemaChangeOptions = {}): Promise<boolean> {
    const { schemaChanges } = this.#events;
    const { closing } = this.#channel;
    schemaChanges.expect(change);
    let isAgreed = false;
    try {
      isAgreed = await waitForSchemaAgreement(
        () => this.#isSchemaAgreed(coordinator),
        this.#options.maxSchemaAgreementWaitMs,
        signal === undefined ? closing : AbortSignal.any([signal, closing]),
      );
    } catch (error) {
      schemaChanges.onNoAgreement(change);
      if (closing.aborted) return false;
      throw error;
    }
    await withDeadline(schemaChanges.onAgreed(change), { signal });
    return isAgreed;
  }

  /** Closes the connection. Idempotent. Afterwards no socket, timer or listener exists. */
  async close(): Promise<void> {
    this.#events.close();
    await this.#channel.close();
  }

  get #localNode(): Node | undefined {
    return this.#topology === undefined ? undefined : this.#registry.get(this.#topology.local.hostId);
  }

  async #resolveContactPoints(): Promise<readonly Endpoint[]> {
    this.#contactPoints = await this.#options.resolveContactPoints(this.#channel.closing);
    return this.#contactPoints;
  }

  /** Reads nodes and keyspaces at once. The nodes are announced last: requests may follow, and they need the keyspaces. */
  async #onConnected(connection: Connection): Promise<void> {
    this.#peers.probeAgain();
    const keyspaces = this.metadata.refreshKeyspaces();
    const topology = this.#topologyRefreshes.request('topology', () => this.#readTopology(connection, keyspaces));
    await keyspaces;
    await topology;
  }

  /** Reads the nodes after an event. Without a connection there is nothing to do: the next one reads everything. */
  async #refreshTopology(): Promise<void> {
    const { connection } = this.#channel;
    if (connection === undefined) return;
    try {
      await this.#topologyRefreshes.request('topology', () => this.#readTopology(connection));
    } catch (error) {
      if (this.#channel.connection !== connection) return;
      this.#listener.warning('The nodes of the cluster could not be read', error);
      this.#events.refreshTopologySoon();
    }
  }

  /** Reads the nodes, and announces the changes once what must be known before them is known. */
  async #readTopology(connection: Connection, before?: Promise<void>): Promise<void> {
    const topology = await readTopology(this.#channel.queryOn(connection), this.#peers, connection.endpoint.port);
    await before;
    let isComplete = true;
    const endpoints = await resolveEndpoints(topology, {
      connectedTo: connection.endpoint,
      knownEndpoint: (node) => this.#options.proxy?.endpointOf(node.hostId) ?? this.#registry.knownEndpoint(node),
      translate: (reported) =>
        translateAddress(reported, this.#options.addressTranslator, this.#options.controlConnectionTimeoutMs),
      onWarning: (message, error) => {
        isComplete = false;
        this.#listener.warning(message, error);
      },
    });
    if (this.#channel.closing.aborted) return;
    const isFirst = this.#topology === undefined;
    // Events are lost while there is no control connection.
    if (!isFirst && this.#topology?.local.schemaVersion !== topology.local.schemaVersion)
      this.#listener.schemaOutdated();
    const { added, removed, ringChanged, unconfirmed } = this.#registry.apply(topology, endpoints);
    this.#topology = topology;
    this.#topologySource = connection;
    if (ringChanged || isFirst) this.metadata.setRing(this.#buildRing(topology.partitioner));
    for (const node of removed) this.#listener.nodeRemoved(node);
    for (const node of added) this.#listener.nodeAdded(node);
    if (!isComplete || unconfirmed.length > 0) this.#events.refreshTopologySoon();
  }

  #buildRing(partitioner: string): TokenRing<Node> | undefined {
    if (!partitioner.endsWith('.Murmur3Partitioner')) return undefined;
    try {
      return new TokenRing(this.nodes);
    } catch (error) {
      this.#listener.warning('The token ring cannot be built; requests are not routed by token', error);
      return undefined;
    }
  }

  #setStatus(endpoint: Endpoint, isUp: boolean): boolean {
    this.#registry.setReportedDown(endpoint, !isUp);
    const node = this.#registry.findReported(endpoint);
    if (node !== undefined && isUp) this.#listener.nodeUpHint(node);
    return node !== undefined;
  }

  /**
   * Returns whether the queried node and all reachable nodes have the same version of the schema. After a change, the node that made it is
   * queried: another node may not know the change yet, and see all nodes agree on the old version.
   */
  async #isSchemaAgreed(coordinator?: Node): Promise<boolean> {
    const connection = coordinator?.pool?.borrow();
    const query = connection === undefined ? this.#channel.query : this.#channel.queryOn(connection);
    const { local, peers } = await readSchemaVersions(query, this.#peers);
    const agrees = ([hostId, version]: readonly [string, string]): boolean =>
      version === local || !this.#registry.isReachable(hostId);
    return local !== undefined && [...peers].every(agrees);
  }
}
