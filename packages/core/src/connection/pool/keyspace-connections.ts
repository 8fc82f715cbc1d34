// Connections to one node that are in a keyspace, for protocol v4: there a keyspace is a property of a connection, not of a request. A
// connection is in one keyspace from its handshake to its end: no USE ever goes over one that another session uses.
//
// Opened when a request first needs the keyspace, at most `connectionsPerKeyspace` of them; closed when they have been idle for a while,
// or when too many other keyspaces were used since. A connection that is lost is opened again when it is needed again.
import { ConnectionError } from '../../errors/async-cassandra-error';
import { ConnectionLostError } from '../../errors/connection-lost-error';
import { asError, messageOf } from '../../errors/thrown';
import { clearInterval, nowMs, setInterval } from '../../waiting/timers';
import { Connection, type ConnectionOwner } from '../connection';
import type { ConnectionOptions } from '../connection-options';
import { formatEndpoint, type Endpoint } from '../endpoint';
import type { TrafficSum } from './traffic-sum';

export interface KeyspaceConnectionsOptions {
  readonly connection: ConnectionOptions;
  readonly connectionsPerKeyspace: number;
  /** Of connections that are gone: added to. */
  readonly earlier: TrafficSum;
  /** Aborts when no more may be opened. */
  readonly closing: AbortSignal;
  /** Keyspaces that have connections at the same time. Default: 32. */
  readonly maxKeyspaces?: number;
  /** Without a request for so long, a keyspace's connections are closed. Default: 60,000. */
  readonly idleMs?: number;
}

export interface KeyspaceConnectionsListener {
  onOpened(): void;
  onLost(): void;
  onConnectFailed(error: Error): void;
  /** There is room again where there was none, or what was waited for is gone. */
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
  /** Of keyspaces that had to make room, with requests in flight. */
  #leaving: readonly Connection[] = [];
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(endpoint: Endpoint, options: KeyspaceConnectionsOptions, listener: KeyspaceConnectionsListener) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#listener = listener;
  }

  /** Those that are open or finish what is in flight. */
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

  /** The connection in the keyspace with the fewest requests in flight that has room for one more. */
  borrow(keyspace: string): Connection | undefined {
    const used = this.#keyspaces.get(keyspace);
    if (used === undefined) return undefined;
    used.usedAt = nowMs();
    let best: Connection | undefined;
    for (const connection of used.connections) {
      if ((best === undefined || connection.inFlight < best.inFlight) && connection.hasCapacity) best = connection;
    }
    return best;
  }

  /** Whether waiting for `open` may bring room: false where all that the keyspace may have are open, and full. */
  mayOpen(keyspace: string): boolean {
    if (this.#options.closing.aborted) return false;
    const used = this.#keyspaces.get(keyspace);
    return used === undefined || used.connections.length < this.#options.connectionsPerKeyspace;
  }

  /** There is no room now but soon will be. */
  willHaveRoom(keyspace: string): boolean {
    return this.#keyspaces.has(keyspace) && this.borrow(keyspace) === undefined;
  }

  /**
   * One more connection in the keyspace, for everyone who asks while it is opened. Rejects with the server's error where there is no such
   * keyspace, and with a `ConnectionLostError` of what was not sent where the node cannot be connected to.
   */
  open(keyspace: string): Promise<Connection> {
    let used = this.#keyspaces.get(keyspace);
    if (used === undefined) {
      this.#makeRoom();
      used = { connections: [], opening: undefined, usedAt: nowMs() };
      this.#keyspaces.set(keyspace, used);
      this.#idleTimer ??= setInterval(() => this.#closeIdle(), this.#idleMs);
    }
    used.opening ??= this.#open(keyspace, used);
    return used.opening;
  }

  /** The keyspace is gone from the cluster: a connection that was in it would still answer as if it were there. */
  forget(keyspace: string): void {
    const used = this.#keyspaces.get(keyspace);
    if (used !== undefined) this.#leave(keyspace, used);
  }

  /** Closes every connection. Idempotent. Afterwards no timer is left. */
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
    // A request that waits for it has to look elsewhere.
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

  /** The keyspace that was not used for longest gives way. */
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
