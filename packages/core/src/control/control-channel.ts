// The one connection of the control connection: opened to whichever node answers, moved to another when it is lost, and
// queried. While there is none, queries wait for the next one; requests of sessions do not come by here.
import { Codecs } from '../codec/codecs';
import { Connection, type ConnectionOwner } from '../connection/connection';
import type { ConnectionOptions } from '../connection/connection-options';
import type { Endpoint } from '../connection/endpoint';
import { Reconnection, type Reconnected } from '../waiting/reconnection';
import { OperationTimedOutError } from '../driver/errors';
import type { ReconnectionPolicy } from '../driver/policies';
import { ConnectionError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { errorCode } from '../errors/error-codes';
import { eventType, type EventResponse } from '../protocol/responses/event';
import { Register } from '../protocol/requests/register';
import { ConnectFailures, isSameOnEveryNode } from './connect-failures';
import { openFirst } from './open-first';
import { querySystem, type SystemQuery } from './system-query';
import { withDeadline } from '../waiting/with-deadline';
import { clearTimeout, setTimeout } from '../waiting/timers';

export interface ControlChannelOptions {
  readonly connection: ConnectionOptions;
  readonly reconnectionPolicy: ReconnectionPolicy;
  /** Bounds each query, and the wait for a connection before it. */
  readonly timeoutMs: number;
}

export interface ControlChannelOwner {
  /** Where to connect to, the best first; `lost` is where the last connection was. */
  candidates(lost: Endpoint | undefined): AsyncIterator<Endpoint>;
  /** Reads what must be known before the connection counts. When it rejects, another node is tried. */
  onConnected(connection: Connection): Promise<void>;
  onEvent(event: EventResponse['event']): void;
  onUnreadableEvent(error: Error): void;
  onLost(error: Error): void;
  /** No node could be connected to; the next attempt follows by the reconnection policy. */
  onUnreachable(error: Error): void;
}

/** How long one node may be silent before the next one is tried as well. */
const headStartMs = 1000;
/** Schema metadata is read by several queries at a time, and many tables may be asked for at once. */
const maxRequests = 2048;

export class ControlChannel implements ConnectionOwner, Reconnected {
  readonly #options: ControlChannelOptions;
  readonly #owner: ControlChannelOwner;
  /** Maps and sets as such, whatever the user chose for rows of their own. */
  readonly #codecs = new Codecs({ encoding: { map: Map, set: Set } });
  readonly #closing = new AbortController();
  readonly #reconnection: Reconnection;
  readonly #waiting = new Set<(connection: Connection | Error) => void>();
  #connection: Connection | undefined;
  #adopting: Connection | undefined;
  /** The first connection is being opened. */
  #connecting: Promise<void> | undefined;
  #hasConnected = false;
  /** Where the last connection was. */
  #lost: Endpoint | undefined;

  constructor(options: ControlChannelOptions, owner: ControlChannelOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#reconnection = new Reconnection(options.reconnectionPolicy, this);
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Aborts when the channel is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** The first connection. Rejects when no candidate could be connected to; the error holds that of each. */
  async connect(signal: AbortSignal): Promise<void> {
    this.#connecting = this.#connectTo(AbortSignal.any([signal, this.closing]), true);
    try {
      await this.#connecting;
      this.#hasConnected = true;
    } finally {
      this.#connecting = undefined;
    }
    this.#reconnection.start();
  }

  /** A node is said to be there: does not wait for the rest of a delay. */
  reconnectNow(): void {
    this.#reconnection.hurry();
  }

  /** Asks whichever node the connection is to. A connection lost meanwhile is waited for again once: reading is harmless. */
  readonly query: SystemQuery = async (text, parameters) => {
    const connection = await this.#usable();
    try {
      return await this.queryOn(connection)(text, parameters);
    } catch (error) {
      // While a connection is taken into use its loss must show at once: another node is tried instead.
      if (!(error instanceof ConnectionLostError) || connection === this.#adopting || this.closing.aborted) throw error;
      return await this.queryOn(await this.#usable())(text, parameters);
    }
  };

  /**
   * Asks over one connection. If that is the control connection and its node does not answer its own tables in time, it moves
   * to another node; a connection of a pool serves requests and is left alone.
   */
  queryOn(connection: Connection): SystemQuery {
    const { timeoutMs } = this.#options;
    return async (text, parameters = []) => {
      try {
        return await querySystem(connection, this.#codecs, text, parameters, timeoutMs);
      } catch (error) {
        // Closing the channel closes the connection: no listener on a signal for each query.
        this.closing.throwIfAborted();
        if (error instanceof OperationTimedOutError && connection === this.#connection) connection.close(error);
        throw error;
      }
    };
  }

  onEvent(event: EventResponse['event']): void {
    this.#owner.onEvent(event);
  }

  onUnreadableEvent(error: Error): void {
    this.#owner.onUnreadableEvent(error);
  }

  onLost(connection: Connection, error: Error): void {
    connection.close();
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    if (this.closing.aborted) return;
    this.#lost = connection.endpoint;
    this.#reconnection.lost();
    if (this.#hasConnected) this.#reconnection.start();
    this.#owner.onLost(error);
  }

  /** Idempotent. Afterwards there is no socket and no timer. */
  async close(): Promise<void> {
    this.#closing.abort(new ConnectionError('The cluster is shut down', { code: errorCode.closed }));
    const attempts = this.#reconnection.stop();
    this.#connection?.close();
    this.#connection = undefined;
    for (const settle of [...this.#waiting]) settle(this.closing.reason as Error);
    await this.#connecting?.catch(() => {});
    await attempts;
  }

  get isShort(): boolean {
    return this.#connection === undefined && !this.closing.aborted;
  }

  /** For the reconnection. */
  async connectOnce(): Promise<boolean> {
    try {
      await this.#connectTo(this.closing, false);
      return true;
    } catch (error) {
      if (!this.closing.aborted) this.#owner.onUnreachable(error as Error);
      return false;
    }
  }

  /** Each candidate once. */
  async #connectTo(signal: AbortSignal, isFirst: boolean): Promise<void> {
    const candidates = this.#owner.candidates(this.#lost);
    const failures = new ConnectFailures();
    const onFailure = (endpoint: Endpoint, error: unknown): void => {
      if (isFirst && isSameOnEveryNode(error)) throw error;
      failures.add(endpoint, error);
    };
    const options = { ...this.#options.connection, maxRequestsPerConnection: maxRequests };
    const open = (endpoint: Endpoint, giveUp: AbortSignal): Promise<Connection> =>
      Connection.open(endpoint, options, this, giveUp);
    for (;;) {
      const connection = await openFirst(candidates, { open, onFailure, headStartMs, signal });
      if (connection === undefined) throw failures.toError();
      try {
        await this.#takeOver(connection, signal);
        return;
      } catch (error) {
        connection.close();
        if (this.#connection === connection) this.#connection = undefined;
        signal.throwIfAborted();
        onFailure(connection.endpoint, error);
      }
    }
  }

  async #takeOver(connection: Connection, signal: AbortSignal): Promise<void> {
    const { timeoutMs } = this.#options;
    this.#adopting = connection;
    try {
      await connection.request(new Register(Object.values(eventType)), { timeoutMs, signal });
      this.#connection = connection;
      for (const settle of [...this.#waiting]) settle(connection);
      await withDeadline(this.#owner.onConnected(connection), { signal });
      this.#reconnection.opened();
    } finally {
      this.#adopting = undefined;
    }
  }

  #usable(): Promise<Connection> {
    if (this.closing.aborted) return Promise.reject(this.closing.reason as Error);
    if (this.#connection !== undefined) return Promise.resolve(this.#connection);
    if (!this.#hasConnected && this.#connecting === undefined)
      return Promise.reject(new ConnectionError('The cluster is not connected yet'));
    return new Promise((resolve, reject) => {
      const settle = (outcome: Connection | Error): void => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const { timeoutMs } = this.#options;
      const timer = setTimeout(
        () =>
          settle(new ConnectionError(`No node could be asked within ${timeoutMs} ms: there is no control connection`)),
        timeoutMs,
      );
      this.#waiting.add(settle);
    });
  }
}
