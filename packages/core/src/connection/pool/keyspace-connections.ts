// Connections to one node in a keyspace, for protocol v4: there a keyspace is a property of a connection, not of a request. A connection
// stays in one keyspace from its handshake to its end: no USE is ever sent on a connection that another session uses.
//
// Opened when a request first needs the keyspace, at most `connectionsPerKeyspace` of them; closed after an idle time, or when too many
// other keyspaces have been used since. A lost connection is opened again when it is needed.
import { ConnectionError } from '../../errors/async-cassandra-error';
import { ConnectionLostError } from '../../errors/connection-lost-error';
import { asError, messageOf } from '../../errors/thrown';
import { inOwnContext } from '../../waiting/own-context';
import { clearInterval, nowMs, setInterval } from '../../waiting/timers';
import { Connection, type ConnectionOwner } from '../connection';
import type { ConnectionOptions } from '../connection-options';
import { formatEndpoint, type Endpoint } from '../endpoint';
import { leastBusy } from './least-busy';
import type { TrafficSum } from './traffic-sum';

export interface KeyspaceConnectionsOptions {
  readonly connection: ConnectionOptions;
  readonly connectionsPerKeyspace: number;
  /** The sum of closed connections, to which this class adds. */
  readonly earlier: TrafficSum;
  /** Aborts when no more connections may be opened. */
  readonly closing: AbortSignal;
  /** The most keyspaces with connections at the same time. Default: 32. */
  readonly maxKeyspaces?: number;
  /** The connections of a keyspace without requests for this long are closed. Milliseconds, 60,000 by default. */
  readonly idleMs?: number;
}

export interface KeyspaceConnectionsListener {
  onOpened(): void;
  onLost(): void;
  onConnectFailed(error: Error): void;
  /** There is capacity again, or a connection that requests waited for was lost. */
  onCapacity(): void;
}

interface InOneKeyspace {
  connections: readonly Connection[];
  opening: Promise<Connection> | undefined;
  usedAt: number;
}

export class KeyspaceConnections implements ConnectionOwner {
  readonly #endpoint: Endpoint;
  readonly #options: KeyspaceConnectionsOptions;
  readonly #listener: KeyspaceConnectionsListener;
  readonly #keyspaces = new Map<string, InOneKeyspace>();
  /** Connections of evicted keyspaces that still have requests in flight. */
  #leaving: readonly Connection[] = [];
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(endpoint: Endpoint, options: KeyspaceConnectionsOptions, listener: KeyspaceConnectionsListener) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#listener = listener;
  }

  /** The connections that are open, or that finish their requests. */
  get connections(): readonly Connection[] {
    this.#forgetClosed();
    return [...this.#inUse(), ...this.#leaving];
  }

  get openConnections(): number {
    let open = 0;
    for (const { connections } of this.#keyspaces.values()) open += connections.length;
    return open;
  }

  get inFlight(): number {
    let inFlight = 0;
    for (const connection of this.#inUse()) inFlight += connection.inFlight;
    return inFlight;
  }

  /** Returns the connection in the keyspace with the fewest requests in flight and with capacity. */
  borrow(keyspace: string): Connection | undefined {
    const used = this.#keyspaces.get(keyspace);
    if (used === undefined) return undefined;
    used.usedAt = nowMs();
    return leastBusy(used.connections);
  }

  /** Returns whether `open` may give capacity: false when the keyspace already has all its connections. */
  mayOpen(keyspace: string): boolean {
    if (this.#options.closing.aborted) return false;
    const used = this.#keyspaces.get(keyspace);
    return used === undefined || used.connections.length < this.#options.connectionsPerKeyspace;
  }

  /** Returns whether there is no capacity now, but will be soon. */
  willHaveRoom(keyspace: string): boolean {
    return this.#keyspaces.has(keyspace) && this.borrow(keyspace) === undefined;
  }

  /**
   * Opens one more connection in the keyspace; concurrent calls share it. Rejects with the server's error when the keyspace does not exist,
   * and with a `ConnectionLostError` with `written: false` when the node cannot be reached.
   */
  open(keyspace: string): Promise<Connection> {
    let used = this.#keyspaces.get(keyspace);
    if (used === undefined) {
      this.#makeRoom();
      used = { connections: [], opening: undefined, usedAt: nowMs() };
      this.#keyspaces.set(keyspace, used);
      this.#idleTimer ??= inOwnContext(() => setInterval(() => this.#closeIdle(), this.#idleMs));
    }
    used.opening ??= this.#open(keyspace, used);
    return used.opening;
  }

  /** Closes the connections of a dropped keyspace: they would still answer as if the keyspace existed. */
  forget(keyspace: string): void {
    const used = this.#keyspaces.get(keyspace);
    if (used !== undefined) this.#leave(keyspace, used);
  }

  /** Closes every connection. Idempotent. Afterwards no timer exists. */
  close(): void {
    clearInterval(this.#idleTimer);
    const { connections } = this;
    this.#keyspaces.clear();
    this.#leaving = [];
    for (const connection of connections) {
      connection.close();
      this.#options.earlier.add(connection);
    }
  }

  onCapacity(): void {
    this.#listener.onCapacity();
  }

  onLost(connection: Connection): void {
    for (const [keyspace, used] of this.#keyspaces) {
      if (!used.connections.includes(connection)) continue;
      used.connections = used.connections.filter((other) => other !== connection);
      if (used.connections.length === 0 && used.opening === undefined) this.#keyspaces.delete(keyspace);
    }
    this.#leaving = [...this.#leaving, connection];
    this.#forgetClosed();
    this.#listener.onLost();
    // A request that waits for this connection must try another node.
    this.#listener.onCapacity();
  }

  get #idleMs(): number {
    return this.#options.idleMs ?? 60_000;
  }

  #inUse(): readonly Connection[] {
    return [...this.#keyspaces.values()].flatMap(({ connections }) => connections);
  }

  async #open(keyspace: string, used: InOneKeyspace): Promise<Connection> {
    const { connection: options, closing } = this.#options;
    try {
      const connection = await Connection.open(this.#endpoint, { ...options, keyspace }, this, closing);
      if (closing.aborted || this.#keyspaces.get(keyspace) !== used) {
        connection.close();
        throw new ConnectionError(`The connections to ${formatEndpoint(this.#endpoint)} are closed`);
      }
      used.connections = [...used.connections, connection];
      used.usedAt = nowMs();
      this.#listener.onOpened();
      return connection;
    } catch (cause) {
      if (used.connections.length === 0 && this.#keyspaces.get(keyspace) === used) this.#keyspaces.delete(keyspace);
      if (!(cause instanceof ConnectionError)) throw cause;
      if (!closing.aborted) this.#listener.onConnectFailed(asError(cause));
      const message = `No connection in the keyspace ${keyspace}: ${messageOf(cause)}`;
      throw new ConnectionLostError(message, { written: false, cause });
    } finally {
      used.opening = undefined;
      if (!closing.aborted) this.#listener.onCapacity();
    }
  }

  /** Evicts the keyspace that was not used for the longest time. */
  #makeRoom(): void {
    if (this.#keyspaces.size < (this.#options.maxKeyspaces ?? 32)) return;
    const [oldest] = [...this.#keyspaces].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    if (oldest !== undefined) this.#leave(...oldest);
  }

  #leave(keyspace: string, { connections }: InOneKeyspace): void {
    this.#keyspaces.delete(keyspace);
    this.#leaving = [...this.#leaving, ...connections];
    for (const connection of connections) connection.closeWhenIdle();
    this.#forgetClosed();
  }

  #closeIdle(): void {
    const before = nowMs() - this.#idleMs;
    for (const [keyspace, used] of this.#keyspaces) {
      if (used.opening === undefined && used.usedAt <= before && used.connections.every(isIdle)) {
        this.#leave(keyspace, used);
      }
    }
    if (this.#keyspaces.size > 0) return;
    clearInterval(this.#idleTimer);
    this.#idleTimer = undefined;
  }

  #forgetClosed(): void {
    for (const connection of this.#leaving) if (connection.isClosed) this.#options.earlier.add(connection);
    this.#leaving = this.#leaving.filter(({ isClosed }) => !isClosed);
  }
}

const isIdle = ({ inFlight }: Connection): boolean => inFlight === 0;
