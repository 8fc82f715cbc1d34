// One named connection of an application: its cluster and its session, from the boot to the shutdown.
import { AsyncCluster, ConnectionError, errorCode, type AsyncCassandraSession } from '@async-cassandra/core';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { CassandraModuleOptions } from '../cassandra-module-options';
import { checkOptions } from './check-options';
import { connectWithRetries } from './connect-with-retries';
import { createLazySession } from './lazy-session';
import { withinTime } from './within-time';

const defaultShutdownTimeoutMs = 5000;

export class CassandraConnection implements OnApplicationShutdown {
  readonly name: string;
  readonly isLazy: boolean;
  readonly #options: CassandraModuleOptions;
  readonly #logger: Logger;
  readonly #giveUp = new AbortController();
  #cluster: AsyncCluster | undefined;
  #opening: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  /** Opens nothing. */
  constructor(name: string, options: CassandraModuleOptions) {
    checkOptions(name, options);
    this.name = name;
    this.isLazy = options.lazyConnection ?? false;
    this.#options = options;
    this.#logger = new Logger(`Cassandra:${name}`);
  }

  /** The cluster of the session; before there is one, a cluster that is not connected. */
  get cluster(): AsyncCluster {
    return (this.#cluster ??= this.#createCluster());
  }

  /** What is injected as the session. */
  openSession(): Promise<object> {
    const opening = this.#open();
    this.#opening = opening;
    return opening;
  }

  /**
   * Gives up what is under way, and closes what is open. Idempotent, and never rejects: an error is logged. `reason` is what
   * becomes of an attempt to connect.
   */
  close(
    reason: unknown = new ConnectionError('The application shuts down', { code: errorCode.closed }),
  ): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  /** After the servers have stopped: requests that were being served had their session until the end. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  async #open(): Promise<object> {
    const { sessionFactory = (session: AsyncCassandraSession) => session } = this.#options;
    return sessionFactory(this.isLazy ? this.#lazySession() : await this.#connect());
  }

  /** One cluster for all attempts: it has been injected before the first. */
  #lazySession(): AsyncCassandraSession {
    const { keyspace, metrics } = this.#options;
    const cluster = this.cluster;
    return createLazySession(keyspace, () => cluster.connect(keyspace, { metrics, signal: this.#giveUp.signal }));
  }

  async #connect(): Promise<AsyncCassandraSession> {
    const { cluster, session } = await connectWithRetries({
      options: this.#options,
      createCluster: () => this.#createCluster(),
      logger: this.#logger,
      signal: this.#giveUp.signal,
    });
    this.#cluster = cluster;
    return session;
  }

  #createCluster(): AsyncCluster {
    const { cluster: options, onClusterCreate } = this.#options;
    const cluster = new AsyncCluster(typeof options === 'function' ? options() : options);
    cluster.on('warning', (message, error) =>
      this.#logger.warn(error instanceof Error ? `${message}: ${error.message}` : message),
    );
    onClusterCreate?.(cluster);
    return cluster;
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
    await this.#opening?.catch(() => {});
    await this.#cluster?.shutdown();
  }
}
