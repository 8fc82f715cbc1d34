// From the first connect to shutdown: which call waits for which. Connecting and closing themselves are the client's.
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { errors } from 'cassandra-driver';

export interface LifecycleSteps {
  connect(): Promise<AsyncCassandraSession>;
  /** Told how connecting has ended. */
  onConnected(error?: Error): void;
  /** Called once, when a client that is connected is shut down. */
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

  /** Of a client that is connected and not shut down: what a call runs on at once. */
  get session(): AsyncCassandraSession | undefined {
    return this.#closing === undefined ? this.#session : undefined;
  }

  /** Also of a client that is shut down; undefined before it was connected. */
  get lastSession(): AsyncCassandraSession | undefined {
    return this.#session;
  }

  /**
   * Connects, once for all that ask meanwhile. One that failed may be tried again.
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

  /** Connects, and makes a call that came before: `shutdown` waits for its answer. */
  afterConnect<T>(call: (session: AsyncCassandraSession) => Promise<T>): Promise<T> {
    const running = this.connect().then(call);
    const forget = (): boolean => this.#early.delete(running);
    this.#early.add(running);
    running.then(forget, forget);
    return running;
  }

  /**
   * Lets calls that were made while it connects have their answers, then closes. A client that never was connected, or could not
   * be, stays as it is: as in cassandra-driver, it can still be connected.
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
