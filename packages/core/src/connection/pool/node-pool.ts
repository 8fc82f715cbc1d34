// Our connections to one node. Keeps `size` of them open: what is lost is replaced, by the reconnection policy's delays
// while the node does not answer. Ends with close(): no socket and no timer is left.
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
  /** The last connection is gone. */
  onDown(error: Error): void;
  /** An attempt to connect failed; the next one follows by the reconnection policy. */
  onConnectFailed(error: Error): void;
  /** There is room again on a connection that had none. */
  onCapacity(): void;
}

/** More than a handshake ever takes: a connection with more answers was of use, however short its life was. */
const usefulResponses = 10;

export class NodePool implements ConnectionOwner, Reconnected {
  readonly #endpoint: Endpoint;
  readonly #options: NodePoolOptions;
  readonly #listener: NodePoolListener;
  readonly #closing = new AbortController();
  readonly #reconnection: Reconnection;
  #connections: readonly Connection[] = [];
  /** Replaced already, but with requests in flight that may still be answered. */
  #retiring: readonly Connection[] = [];
  readonly #firstAttempt: Promise<void>;
  #attempted!: () => void;
  #lastError: Error | undefined;
  /** On connections that are gone. */
  readonly #earlier = new TrafficSum();
  #opened = 0;
  #lost = 0;
  #failures = 0;
  #isConnecting = false;
  /** Protocol v4, once a request needs a keyspace. */
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

  /** Protocol v4: open connections that are in a keyspace. */
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

  /** Answers that came in on all its connections so far. */
  get responseCount(): number {
    let count = this.#earlier.responses;
    for (const connection of this.#connections) count += connection.responseCount;
    for (const connection of this.#inKeyspaces?.connections ?? []) count += connection.responseCount;
    return count;
  }

  /** Requests that were given up and hold their stream id until the node answers. */
  get orphaned(): number {
    let orphaned = 0;
    for (const connection of this.#all) orphaned += connection.orphaned;
    return orphaned;
  }

  /** What happened on all its connections so far. */
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

  /** Why the node has no connection: the error of the last attempt, or of the last loss. */
  get lastError(): Error | undefined {
    return this.#lastError;
  }

  /** Begins to connect. Resolves when the first attempt has ended, well or not; never rejects. */
  open(): Promise<void> {
    this.#reconnection.start();
    return this.#firstAttempt;
  }

  /** There is no room now but soon will be: every connection is full, or the first one is being opened. */
  get willHaveRoom(): boolean {
    return this.#connections.length === 0 ? this.#isConnecting : this.borrow() === undefined;
  }

  /** The connection with the fewest requests in flight that has room for one more. */
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

  /** Protocol v4: a connection that is in the keyspace, with room for one more request. */
  borrowIn(keyspace: string): Connection | undefined {
    return this.#inKeyspaces?.borrow(keyspace);
  }

  /** Protocol v4: whether `openIn` may bring room. Not while the node has no connection at all. */
  mayOpenIn(keyspace: string): boolean {
    return this.#connections.length > 0 && (this.#inKeyspaces?.mayOpen(keyspace) ?? true);
  }

  /** Protocol v4: one more connection in the keyspace; see `KeyspaceConnections`. */
  openIn(keyspace: string): Promise<Connection> {
    this.#inKeyspaces ??= this.#keyspaceConnections();
    return this.#inKeyspaces.open(keyspace);
  }

  /** Protocol v4: as `willHaveRoom`, for requests that need the keyspace. */
  willHaveRoomIn(keyspace: string): boolean {
    return this.#connections.length === 0
      ? this.#isConnecting
      : this.#inKeyspaces === undefined || this.#inKeyspaces.willHaveRoom(keyspace);
  }

  /** The keyspace was dropped. */
  forgetKeyspace(keyspace: string): void {
    this.#inKeyspaces?.forget(keyspace);
  }

  /** The node is said to be up: does not wait for the rest of a delay. */
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
    // A request that waits for this node would wait for the whole delay: it has to look elsewhere.
    if (!this.#isConnecting) this.#listener.onCapacity();
  }

  get isShort(): boolean {
    return !this.#closing.signal.aborted && this.#connections.length < this.#options.connectionsPerNode;
  }

  /** Opens what is missing. For the reconnection. */
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
