// The order of calls from the first connect to shutdown. The client itself connects and closes.
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { errors } from 'cassandra-driver';

export interface LifecycleSteps {
  connect(): Promise<AsyncCassandraSession>;
  /** Called with the outcome of connecting. */
  onConnected(error?: Error): void;
  /** Called once, when a connected client is shut down. */
  close(): Promise<void>;
}

export class ClientLifecycle {
  readonly #steps: LifecycleSteps;
  /** Calls that came before the client was connected, and have no answer yet. */
  readonly #early = new Set<Promise<unknown>>();
  #session: AsyncCassandraSession | undefined;
  #connecting: Promise<AsyncCassandraSession> | undefined;
  #closing: Promise<void> | undefined;

  constructor(steps: LifecycleSteps) {
    this.#steps = steps;
  }

  /** The session of a client that is connected and not shut down: calls use it at once. */
  get session(): AsyncCassandraSession | undefined {
    return this.#closing === undefined ? this.#session : undefined;
  }

  /** The session, also of a client that is shut down; undefined before it was connected. */
  get lastSession(): AsyncCassandraSession | undefined {
    return this.#session;
  }

  /**
   * Connects, once for all concurrent callers. A failed attempt can be repeated.
   *
   * @throws NoHostAvailableError after shutdown.
   */
  connect(): Promise<AsyncCassandraSession> {
    if (this.#closing !== undefined) {
      return Promise.reject(new errors.NoHostAvailableError(null, 'Connecting after shutdown is not supported'));
    }
    if (this.#session !== undefined) return Promise.resolve(this.#session);
    return (this.#connecting ??= this.#connect());
  }

  /** Connects, then makes an earlier call: `shutdown` waits for its answer. */
  afterConnect<T>(call: (session: AsyncCassandraSession) => Promise<T>): Promise<T> {
    const running = this.connect().then(call);
    const forget = (): boolean => this.#early.delete(running);
    this.#early.add(running);
    running.then(forget, forget);
    return running;
  }

  /**
   * Waits for the answers of calls that were made while the client connected, then closes. A client that never connected, or failed to,
   * stays unchanged: as in cassandra-driver, it can still be connected.
   */
  async shutdown(): Promise<void> {
    await this.#connecting?.catch(() => {});
    while (this.#early.size > 0) await Promise.allSettled(this.#early);
    if (this.#session === undefined) return;
    await (this.#closing ??= this.#steps.close());
  }

  async #connect(): Promise<AsyncCassandraSession> {
    try {
      const session = await this.#steps.connect();
      this.#session = session;
      this.#connecting = undefined;
      this.#steps.onConnected();
      return session;
    } catch (error) {
      this.#connecting = undefined;
      this.#steps.onConnected(error as Error);
      throw error;
    }
  }
}
