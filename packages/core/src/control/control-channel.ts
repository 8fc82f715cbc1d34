// The connection of the control connection: opened to the first node that answers, moved to another node when it is lost. While there is
// none, queries wait for the next one; requests of sessions do not use it.
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
  /** The time limit of a query, and of the wait for a connection before it. */
  readonly timeoutMs: number;
}

export interface ControlChannelOwner {
  /** Returns the endpoints to connect to, the best first; `lost` is the endpoint of the lost connection. */
  candidates(lost: Endpoint | undefined): AsyncIterator<Endpoint>;
  /** Reads what must be known before the connection is used. When it rejects, another node is tried. */
  onConnected(connection: Connection): Promise<void>;
  onEvent(event: EventResponse['event']): void;
  onUnreadableEvent(error: Error): void;
  onLost(error: Error): void;
  /** No node could be connected to; the reconnection policy decides when the next attempt follows. */
  onUnreachable(error: Error): void;
}

/** How long one node may stay silent before the next one is tried as well. */
const headStartMs = 1000;
/** Schema metadata is read by several queries at a time, and many tables may be requested at once. */
const maxRequests = 2048;

export class ControlChannel implements ConnectionOwner, Reconnected {
  readonly #options: ControlChannelOptions;
  readonly #owner: ControlChannelOwner;
  /** Decodes maps and sets as `Map` and `Set`, whatever the user configured. */
  readonly #codecs = new Codecs({ encoding: { map: Map, set: Set } });
  readonly #closing = new AbortController();
  readonly #reconnection: Reconnection;
  readonly #waiting = new Set<(connection: Connection | Error) => void>();
  #connection: Connection | undefined;
  #adopting: Connection | undefined;
  /** Set while the first connection is being opened. */
  #connecting: Promise<void> | undefined;
  #hasConnected = false;
  /** The endpoint of the last connection. */
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

  /** Opens the first connection. Rejects when no candidate could be connected to; the error has the error of each. */
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

  /** Skips the rest of a delay, because a node was reported as up. */
  reconnectNow(): void {
    this.#reconnection.hurry();
  }

  /** Queries the node of the current connection. When the connection is lost meanwhile, repeats the query once on the next one: reading is harmless. */
  readonly query: SystemQuery = async (text, parameters) => {
    const connection = await this.#usable();
    try {
      return await this.queryOn(connection)(text, parameters);
    } catch (error) {
      // While a connection is being adopted its loss must be visible at once: another node is tried instead.
      if (!(error instanceof ConnectionLostError) || connection === this.#adopting || this.closing.aborted) throw error;
      return await this.queryOn(await this.#usable())(text, parameters);
    }
  };

  /**
   * Returns a function that queries over one connection. If the node of the control connection does not answer in time, the control
   * connection moves to another node. A connection of a pool serves requests and stays open.
   */
  queryOn(connection: Connection): SystemQuery {
    const { timeoutMs } = this.#options;
    return async (text, parameters = []) => {
      try {
        return await querySystem(connection, this.#codecs, text, parameters, timeoutMs);
      } catch (error) {
        // Closing the channel closes the connection, so a query needs no listener on a signal.
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

  /** Closes the channel. Idempotent. Afterwards no socket and no timer exists. */
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

  /** Tries all candidates. Called by the reconnection. */
  async connectOnce(): Promise<boolean> {
    try {
      await this.#connectTo(this.closing, false);
      return true;
    } catch (error) {
      if (!this.closing.aborted) this.#owner.onUnreachable(error as Error);
      return false;
    }
  }

  /** Tries each candidate once. */
  async #connectTo(signal: AbortSignal, isFirst: boolean): Promise<void> {
    const candidates = this.#owner.candidates(this.#lost);
    const failures = new ConnectFailures();
    const onFailure = (endpoint: Endpoint, error: unknown): void => {
      if (isFirst && isSameOnEveryNode(error)) throw error;
      failures.add(endpoint, error);
    };
    const options = { ...this.#options.connection, maxRequestsPerConnection: maxRequests };
    const open = (endpoint: Endpoint, cancelled: AbortSignal): Promise<Connection> =>
      Connection.open(endpoint, options, this, cancelled);
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
          settle(
            new ConnectionError(`No node could be queried within ${timeoutMs} ms: there is no control connection`),
          ),
        timeoutMs,
      );
      this.#waiting.add(settle);
    });
  }
}
