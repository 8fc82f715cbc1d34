// One named connection of an application: its cluster and its session, from boot to shutdown.
import {
  AsyncCluster,
  ConfigurationError,
  ConnectionError,
  errorCode,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
} from '@async-cassandra/core';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { CassandraModuleOptions } from '../cassandra-module-options';
import { SafeLogger } from '../safe-logger';
import { atOnce } from './at-once';
import { checkOptions } from './check-options';
import { connectWithRetries, type CreatedCluster } from './connect-with-retries';
import { createLazySession } from './lazy-session';
import { runMigrations } from './run-migrations';
import { withinTime } from './within-time';

const defaultShutdownTimeoutMs = 5000;

export class CassandraConnection implements OnApplicationShutdown {
  readonly name: string;
  readonly isLazy: boolean;
  readonly #options: CassandraModuleOptions;
  readonly #logger: SafeLogger;
  readonly #giveUp = new AbortController();
  #created: CreatedCluster | undefined;
  #connecting: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  /** Opens no connection. */
  constructor(name: string, options: CassandraModuleOptions) {
    checkOptions(name, options);
    this.name = name;
    this.isLazy = options.lazyConnection ?? false;
    this.#options = options;
    this.#logger = new SafeLogger(`Cassandra:${name}`);
  }

  /** The cluster of the session; before there is a session, an unconnected cluster. */
  get cluster(): AsyncCluster {
    return this.#create().cluster;
  }

  /**
   * Returns the object to inject as the session.
   *
   * @throws the error of `sessionFactory`; a ConfigurationError when it returns no object.
   */
  async openSession(): Promise<object> {
    const { sessionFactory = (session: AsyncCassandraSession) => session } = this.#options;
    const given: unknown = await sessionFactory(await (this.isLazy ? this.#lazySession() : this.#connect()));
    if (typeof given === 'object' && given !== null) return given;
    throw this.#wrong('sessionFactory must give a session, or a promise of one');
  }

  /**
   * Cancels pending attempts, and closes what is open. Idempotent, and never rejects: an error is logged. `reason` is the error
   * of a cancelled attempt to connect.
   */
  close(
    reason: unknown = new ConnectionError('The application shuts down', { code: errorCode.closed }),
  ): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  /** Called after the servers have stopped: requests in progress kept their session until the end. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** One cluster for all attempts, because it was injected before the first one. */
  async #lazySession(): Promise<AsyncCassandraSession> {
    const { keyspace, metrics } = this.#options;
    const { cluster, ready } = this.#create();
    await ready;
    return createLazySession(keyspace, () => cluster.connect(keyspace, { metrics, signal: this.#giveUp.signal }));
  }

  async #connect(): Promise<AsyncCassandraSession> {
    const connecting = connectWithRetries({
      connectionName: this.name,
      options: this.#options,
      createCluster: () => this.#createCluster(),
      logger: this.#logger,
      signal: this.#giveUp.signal,
    });
    this.#connecting = connecting;
    const { cluster, session } = await connecting;
    this.#created = { cluster, ready: Promise.resolve() };
    await runMigrations(session, this.#options, this.#giveUp.signal);
    return session;
  }

  #create(): CreatedCluster {
    this.#created ??= this.#createCluster();
    return this.#created;
  }

  /** @throws the errors of the application's functions; then there is nothing to close. */
  #createCluster(): CreatedCluster {
    const cluster = new AsyncCluster(this.#clusterOptions());
    cluster.on('warning', (message, error) =>
      this.#logger.warn(error instanceof Error ? `${message}: ${error.message}` : message),
    );
    const show = async (): Promise<void> => this.#options.onClusterCreate?.(cluster);
    const ready = show();
    // Nothing may wait for it yet.
    ready.catch(() => {});
    return { cluster, ready };
  }

  #clusterOptions(): AsyncClusterOptions {
    const { cluster: options } = this.#options;
    const given = atOnce(typeof options === 'function' ? options() : options);
    if (typeof given === 'object' && given !== null && !('then' in given)) return given;
    // Used unchanged, they would mean the defaults: a cluster on this machine.
    throw this.#wrong("the function 'cluster' must give the options of AsyncCluster, at once");
  }

  #wrong(what: string): ConfigurationError {
    return new ConfigurationError(`Cassandra connection '${this.name}': ${what}`);
  }

  async #close(reason: unknown): Promise<void> {
    const { shutdownTimeoutMs = defaultShutdownTimeoutMs } = this.#options;
    this.#giveUp.abort(reason);
    try {
      await withinTime(this.#shutDown(), shutdownTimeoutMs, 'Closing the connection');
    } catch (error) {
      this.#logger.error(error);
    }
  }

  async #shutDown(): Promise<void> {
    // Does not wait for the application's own `sessionFactory`, which may never end.
    await this.#connecting?.catch(() => {});
    await this.#created?.cluster.shutdown();
  }
}
