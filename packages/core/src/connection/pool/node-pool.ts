// Our connections to one node. Keeps `connectionsPerNode` of them open: replaces lost connections, after the delays of the reconnection
// policy while the node does not answer. Ends with close(): then no socket and no timer exists.
import type { ReconnectionPolicy } from '../../driver/policies';
import type { NodeTotals } from '../../observability/channels/observed-node';
import { Connection, type ConnectionOwner } from '../connection';
import type { ConnectionOptions } from '../connection-options';
import type { Endpoint } from '../endpoint';
import { KeyspaceConnections } from './keyspace-connections';
import { Reconnection, type Reconnected } from '../../waiting/reconnection';
import { TrafficSum } from './traffic-sum';

export interface NodePoolOptions {
  readonly connection: ConnectionOptions;
  readonly connectionsPerNode: number;
  readonly reconnectionPolicy: ReconnectionPolicy;
}

export interface NodePoolListener {
  /** The first connection is open. */
  onUp(): void;
  /** The last connection was lost. */
  onDown(error: Error): void;
  /** An attempt to connect failed; the reconnection policy decides when the next one follows. */
  onConnectFailed(error: Error): void;
  /** A connection that had no capacity has capacity again. */
  onCapacity(): void;
}

/** More answers than a handshake has: a connection with more of them was useful, however short-lived. */
const usefulResponses = 10;

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
  /** Protocol v4: set when a request first needs a keyspace. */
  #inKeyspaces: KeyspaceConnections | undefined = undefined;

  constructor(endpoint: Endpoint, options: NodePoolOptions, listener: NodePoolListener) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#listener = listener;
    this.#reconnection = new Reconnection(options.reconnectionPolicy, this);
    this.#firstAttempt = new Promise((resolve) => (this.#attempted = resolve));
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

  /** Returns the connection with the fewest requests in flight and with capacity. */
  borrow(): Connection | undefined {
    const connections = this.#connections;
    if (connections.length === 1) {
      const only = connections[0]!;
      return only.hasCapacity ? only : undefined;
    }
    let best: Connection | undefined;
    for (const connection of connections) {
      if ((best === undefined || connection.inFlight < best.inFlight) && connection.hasCapacity) best = connection;
    }
    return best;
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
    this.#connections = this.#connections.filter((other) => other !== connection);
    this.#lost++;
    const leaving = [...this.#retiring, connection];
    for (const other of leaving) if (other.isClosed) this.#earlier.add(other);
    this.#retiring = leaving.filter((other) => !other.isClosed);
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
    return !this.#closing.signal.aborted && this.#connections.length < this.#options.connectionsPerNode;
  }

  /** Opens the missing connections. Called by the reconnection. */
  async connectOnce(): Promise<boolean> {
    this.#isConnecting = true;
    const missing = this.#options.connectionsPerNode - this.#connections.length;
    const attempts = await Promise.all(Array.from({ length: missing }, () => this.#openOne()));
    this.#isConnecting = false;
    this.#attempted();
    if (this.#connections.length === 0 && !this.#closing.signal.aborted) this.#listener.onCapacity();
    return attempts.every((isOpen) => isOpen);
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

  async #openOne(): Promise<boolean> {
    try {
      this.#add(await Connection.open(this.#endpoint, this.#options.connection, this, this.#closing.signal));
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
    this.#connections = [...this.#connections, connection];
    this.#lastError = undefined;
    this.#reconnection.opened();
    if (this.#connections.length === 1) this.#listener.onUp();
    this.#listener.onCapacity();
  }
}
