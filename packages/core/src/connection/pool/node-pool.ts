// Our connections to one node. Keeps `connectionsPerNode` of them open, or on a node with shards `connectionsPerShard` to each shard:
// replaces lost connections, after the delays of the reconnection policy while the node does not answer. Ends with close(): then no socket
// and no timer exists.
//
// Just above 300 lines: what opens, lends and retires connections works on one list of them.
import type { NodeTotals } from '../../observability/channels/observed-node';
import { Connection, type ConnectionOwner } from '../connection';
import type { Endpoint } from '../endpoint';
import { KeyspaceConnections } from './keyspace-connections';
import { leastBusy } from './least-busy';
import type { NodePoolListener, NodePoolOptions } from './node-pool-options';
import { Reconnection, type Reconnected } from '../../waiting/reconnection';
import { ShardConnections, type Routed } from './shard-connections';
import { ShardOpener } from './shard-opener';
import { TrafficSum } from './traffic-sum';

/** More answers than a handshake has: a connection with more of them was useful, however short-lived. */
const usefulResponses = 10;
/** The most connections to shards that are opened at the same time. */
const mostAtOnce = 16;

export class NodePool implements ConnectionOwner, Reconnected {
  readonly #endpoint: Endpoint;
  readonly #options: NodePoolOptions;
  readonly #listener: NodePoolListener;
  readonly #closing = new AbortController();
  readonly #reconnection: Reconnection;
  #connections: readonly Connection[] = [];
  /** Connections that were replaced, but whose requests in flight may still be answered. */
  #retiring: readonly Connection[] = [];
  readonly #firstAttempt: Promise<void>;
  #attempted!: () => void;
  #lastError: Error | undefined;
  /** The traffic of connections that have closed. */
  readonly #earlier = new TrafficSum();
  #opened = 0;
  #lost = 0;
  #failures = 0;
  #isConnecting = false;
  /** Undefined until a connection is open, and on a node without shards. */
  #shards: ShardConnections | undefined = undefined;
  readonly #shardOpener: ShardOpener;
  /** Protocol v4: set when a request first needs a keyspace. */
  #inKeyspaces: KeyspaceConnections | undefined = undefined;

  constructor(endpoint: Endpoint, options: NodePoolOptions, listener: NodePoolListener) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#listener = listener;
    this.#reconnection = new Reconnection(options.reconnectionPolicy, this);
    this.#firstAttempt = new Promise((resolve) => (this.#attempted = resolve));
    this.#shardOpener = new ShardOpener(endpoint, {
      connection: options.connection,
      owner: this,
      closing: this.#closing.signal,
      onPortUnusable: (error) => listener.onShardPortUnusable(error),
    });
  }

  get connections(): readonly Connection[] {
    return this.#connections;
  }

  get openConnections(): number {
    return this.#connections.length;
  }

  /** Protocol v4: the open connections in keyspaces. */
  get connectionsInKeyspaces(): number {
    return this.#inKeyspaces?.openConnections ?? 0;
  }

  get inFlight(): number {
    const connections = this.#connections;
    if (connections.length === 1 && this.#inKeyspaces === undefined) return connections[0]!.inFlight;
    let inFlight = this.#inKeyspaces?.inFlight ?? 0;
    for (const connection of connections) inFlight += connection.inFlight;
    return inFlight;
  }

  /** Answers that arrived on all its connections so far. */
  get responseCount(): number {
    let count = this.#earlier.responses;
    for (const connection of this.#connections) count += connection.responseCount;
    for (const connection of this.#inKeyspaces?.connections ?? []) count += connection.responseCount;
    return count;
  }

  /** Abandoned requests, which hold their stream id until the node answers. */
  get orphaned(): number {
    let orphaned = 0;
    for (const connection of this.#all) orphaned += connection.orphaned;
    return orphaned;
  }

  /** The counts of all its connections so far. */
  get totals(): NodeTotals {
    const traffic = this.#earlier.plus(this.#all);
    return {
      requests: traffic.requests,
      responses: traffic.responses,
      bytesSent: traffic.bytesSent,
      bytesReceived: traffic.bytesReceived,
      connectionsOpened: this.#opened,
      connectionsLost: this.#lost,
      connectFailures: this.#failures,
    };
  }

  /** The reason why the node has no connection: the error of the last attempt, or of the last loss. */
  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** Starts to connect. Resolves when the first attempt has ended, whether it succeeded or failed; never rejects. */
  open(): Promise<void> {
    this.#reconnection.start();
    return this.#firstAttempt;
  }

  /** Whether there is no capacity now, but will be soon: every connection is full, or the first one is being opened. */
  get willHaveRoom(): boolean {
    return this.#connections.length === 0 ? this.#isConnecting : this.borrow() === undefined;
  }

  /**
   * Returns the connection with the fewest requests in flight and with capacity. On a node with shards, one to the shard of the request
   * comes first: the others would take a step more, inside of the node.
   */
  borrow(request?: Routed): Connection | undefined {
    if (this.#shards !== undefined && request !== undefined) {
      const connection = this.#shards.borrow(request);
      if (connection !== undefined) return connection;
    }
    const connections = this.#connections;
    if (connections.length === 1) {
      const only = connections[0]!;
      return only.hasCapacity ? only : undefined;
    }
    return leastBusy(connections);
  }

  /** Protocol v4: returns a connection in the keyspace with capacity. */
  borrowIn(keyspace: string): Connection | undefined {
    return this.#inKeyspaces?.borrow(keyspace);
  }

  /** Protocol v4: returns whether `openIn` may give capacity. False while the node has no connection at all. */
  mayOpenIn(keyspace: string): boolean {
    return this.#connections.length > 0 && (this.#inKeyspaces?.mayOpen(keyspace) ?? true);
  }

  /** Protocol v4: opens one more connection in the keyspace; see `KeyspaceConnections`. */
  openIn(keyspace: string): Promise<Connection> {
    this.#inKeyspaces ??= this.#keyspaceConnections();
    return this.#inKeyspaces.open(keyspace);
  }

  /** Protocol v4: the same as `willHaveRoom`, for requests that need the keyspace. */
  willHaveRoomIn(keyspace: string): boolean {
    return this.#connections.length === 0
      ? this.#isConnecting
      : this.#inKeyspaces === undefined || this.#inKeyspaces.willHaveRoom(keyspace);
  }

  /** Closes the connections of a dropped keyspace. */
  forgetKeyspace(keyspace: string): void {
    this.#inKeyspaces?.forget(keyspace);
  }

  /** Skips the rest of a delay, because the node was reported as up. */
  reconnectNow(): void {
    this.#reconnection.hurry();
  }

  /** Closes every connection and stops connecting. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the pool is closed'));
    const attempts = this.#reconnection.stop();
    this.#inKeyspaces?.close();
    const connections = [...this.#connections, ...this.#retiring];
    this.#connections = [];
    this.#retiring = [];
    for (const connection of connections) {
      connection.close();
      this.#earlier.add(connection);
    }
    await attempts;
    this.#attempted();
  }

  onCapacity(): void {
    this.#listener.onCapacity();
  }

  onLost(connection: Connection, error: Error): void {
    this.#lost++;
    this.#retire([connection]);
    this.#lastError = error;
    this.#reconnection.lost(connection.responseCount > usefulResponses);
    if (this.#closing.signal.aborted) return;
    this.#reconnection.start();
    if (this.#connections.length > 0) return;
    this.#listener.onDown(error);
    // A request that waits for this node would wait for the whole delay: it must try another node.
    if (!this.#isConnecting) this.#listener.onCapacity();
  }

  get isShort(): boolean {
    if (this.#closing.signal.aborted) return false;
    return this.#shards?.isShort ?? this.#connections.length < this.#options.connectionsPerNode;
  }

  /** Opens the missing connections. Called by the reconnection. */
  async connectOnce(): Promise<boolean> {
    this.#isConnecting = true;
    const isDone = await (this.#shards === undefined ? this.#openAny() : this.#openShards(this.#shards));
    this.#isConnecting = false;
    this.#attempted();
    if (this.#connections.length === 0 && !this.#closing.signal.aborted) this.#listener.onCapacity();
    return isDone;
  }

  async #openAny(): Promise<boolean> {
    const { connection: options, connectionsPerNode } = this.#options;
    const missing = connectionsPerNode - this.#connections.length;
    const open = (): Promise<Connection> => Connection.open(this.#endpoint, options, this, this.#closing.signal);
    const attempts = await Promise.all(Array.from({ length: missing }, () => this.#openOne(open)));
    return attempts.every((isOpen) => isOpen);
  }

  /** Resolves with false, so that a delay follows, also when no shard got what it lacks: the server may choose the shards itself. */
  async #openShards(shards: ShardConnections): Promise<boolean> {
    const before = shards.missing;
    const opener = this.#shardOpener;
    const round = before.slice(0, mostAtOnce);
    const attempts = await Promise.all(round.map((shard) => this.#openOne(() => opener.open(shard, shards.sharding))));
    if (this.#shards !== shards) return false;
    this.#closeInOrder(shards.surplus);
    return attempts.every((isOpen) => isOpen) && shards.missing.length < before.length;
  }

  get #all(): readonly Connection[] {
    return [...this.#connections, ...this.#retiring, ...(this.#inKeyspaces?.connections ?? [])];
  }

  #keyspaceConnections(): KeyspaceConnections {
    const { connection, connectionsPerNode } = this.#options;
    const options = {
      connection,
      connectionsPerKeyspace: connectionsPerNode,
      earlier: this.#earlier,
      closing: this.#closing.signal,
    };
    return new KeyspaceConnections(this.#endpoint, options, {
      onOpened: () => this.#opened++,
      onLost: () => this.#lost++,
      onConnectFailed: (error) => {
        this.#failures++;
        this.#listener.onConnectFailed(error);
      },
      onCapacity: () => this.#listener.onCapacity(),
    });
  }

  async #openOne(open: () => Promise<Connection>): Promise<boolean> {
    try {
      this.#add(await open());
      return true;
    } catch (error) {
      if (this.#closing.signal.aborted) return false;
      this.#lastError = error as Error;
      this.#failures++;
      this.#listener.onConnectFailed(this.#lastError);
      return false;
    }
  }

  #add(connection: Connection): void {
    if (this.#closing.signal.aborted) {
      connection.close();
      return;
    }
    this.#opened++;
    const isFirst = this.#connections.length === 0;
    this.#connections = [...this.#connections, connection];
    if (this.#options.connectionsPerShard > 0) this.#addToShard(connection);
    this.#lastError = undefined;
    this.#reconnection.opened();
    if (isFirst) this.#listener.onUp();
    this.#listener.onCapacity();
  }

  /** A node may have other shards after a restart: connections from before it are of no use. */
  #addToShard(connection: Connection): void {
    const { shardPlace: place } = connection;
    const isKnown = place === undefined ? this.#shards === undefined : place.sharding.equals(this.#shards?.sharding);
    if (!isKnown) {
      this.#shards = place && new ShardConnections(place.sharding, this.#options);
      this.#closeInOrder(this.#connections.filter((other) => other !== connection));
    }
    if (place !== undefined) this.#shards!.add(connection, place.shard);
  }

  #closeInOrder(connections: readonly Connection[]): void {
    for (const connection of connections) connection.closeWhenIdle();
    this.#retire(connections);
  }

  /** Takes connections out of use. Those that still wait for answers are counted until they close. */
  #retire(connections: readonly Connection[]): void {
    this.#connections = this.#connections.filter((other) => !connections.includes(other));
    for (const connection of connections) this.#shards?.remove(connection);
    if (this.#connections.length === 0) this.#shards = undefined;
    const leaving = [...this.#retiring, ...connections];
    for (const other of leaving) if (other.isClosed) this.#earlier.add(other);
    this.#retiring = leaving.filter((other) => !other.isClosed);
  }
}
