// The cluster: what an application configures, connects with and shuts down.
import { EventEmitter } from 'node:events';
import type { Node } from '../connection/pool/node';
import type { Metadata } from '../control/metadata';
import type { ClientOptions } from '../driver/policies';
import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  TimeoutError,
} from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import { metricsMiddleware, type MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import { recordHealth } from '../observability/channels/observe-nodes';
import type { AsyncCassandraSession } from '../session/async-cassandra-session';
import type { ClusterEvents } from './cluster-events';
import type { AsyncClusterOptions } from './cluster-options';
import { fromDriverOptions } from './driver-options';
import * as check from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { resolveOptions } from './resolve-options';
import type { ResolvedOptions } from './options-with-secrets';
import { RunningCluster, type EmitClusterEvent } from './running-cluster';
import { SharedStart } from './shared-start';
import { UserTypeRegistry } from './user-type-registry';
import { clearTimeout, setTimeout } from '../waiting/timers';
import { delay } from '../waiting/delay';
import { guardEmit } from '../waiting/guard-callback';
import { offAbort, onAbort, reasonOf, throwIfAborted } from '../waiting/on-abort';
import { rejectLater } from '../waiting/reject-later';

export interface ConnectOptions {
  /** Milliseconds for everything: the attempts, the delays between them and the check of the keyspace. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Who is told of every request of this session. Default: the cluster's `metrics`. */
  readonly metrics?: MetricsMiddleware | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const connectBag = optionBag(
  'connect',
  {
    timeoutMs: option(check.milliseconds(1), 10_000),
    metrics: option(metricsMiddleware),
    signal: option(check.signal),
  } satisfies TableOf<ConnectOptions>,
  { keyspace: 'it is the first argument: cluster.connect(keyspace)', timeout: "give 'timeoutMs'" },
);

/** The delays between the attempts of connect(): one attempt more than there are delays. */
const connectDelaysMs: readonly number[] = [200, 1000];

/**
 * A Cassandra cluster. Connections are opened by the first `connect` and shared by all sessions; `shutdown` closes them.
 *
 * @example
 * await using cluster = new AsyncCluster({ contactPoints: ['10.0.0.1', '10.0.0.2'], localDatacenter: 'dc1' });
 * const session = await cluster.connect('shop');
 *
 * @throws ConfigurationError when an option is unknown, or of the wrong type or range: it names the option.
 */
export class AsyncCluster extends EventEmitter<ClusterEvents> implements AsyncDisposable {
  readonly #options: ResolvedOptions;
  readonly #userTypes = new UserTypeRegistry();
  readonly #shutdown = new AbortController();
  #start: SharedStart | undefined;
  #running: RunningCluster | undefined;
  #closing: Promise<void> | undefined;

  /** A cluster that logs in with a name and a password. */
  static createWithAuth(
    contactPoints: readonly string[],
    username: string,
    password: string,
    options: AsyncClusterOptions = {},
  ): AsyncCluster {
    return new AsyncCluster({ ...options, contactPoints, authProvider: { username, password } });
  }

  /**
   * A cluster from the options of cassandra-driver's `Client`.
   *
   * @throws ConfigurationError when a field has no meaning here: it names the field.
   */
  static fromDriverOptions(options: ClientOptions): AsyncCluster {
    return new AsyncCluster(fromDriverOptions(options));
  }

  constructor(options: AsyncClusterOptions = {}) {
    super();
    this.#options = resolveOptions(options);
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** The nodes that are known; none before the first `connect`. */
  get nodes(): readonly Node[] {
    return this.#running?.nodes ?? [];
  }

  /**
   * The version of the native protocol that the cluster's connections speak: 5, or 4 where `allowProtocolV4` was given.
   *
   * @throws ConnectionError before the first `connect`.
   */
  get protocolVersion(): number {
    if (this.#running === undefined) {
      throw new ConnectionError('The cluster has no protocol version before it is connected');
    }
    return this.#running.protocolVersion;
  }

  /**
   * Keyspaces, tables, types, the token ring and its replicas.
   *
   * @throws ConnectionError before the first `connect`.
   */
  get metadata(): Metadata {
    if (this.#running === undefined) throw new ConnectionError('The cluster has no metadata before it is connected');
    return this.#running.metadata;
  }

  /**
   * Maps a user-defined type to a class, for reading and writing. Where the constructor takes one object, a value is read as
   * `new cls(fields)`; otherwise its fields are assigned to a new instance.
   */
  registerUserType(keyspace: string, userType: string, cls: new (...args: never[]) => object): void {
    this.#userTypes.register(keyspace, userType, cls);
  }

  /**
   * Connects, if this is the first session, and opens a session. Tries up to three times within `timeoutMs`.
   *
   * @throws AuthenticationError for wrong credentials, ConfigurationError for what cannot work, and a ConnectionError for a
   *   server without protocol v5 (see `allowProtocolV4`), all at once; ConnectionError when no node answers (`cause` has the error of each);
   *   TimeoutError after `timeoutMs`; the server's InvalidRequestError when there is no such keyspace. Nothing stays open then.
   */
  async connect(keyspace?: string, options: ConnectOptions = {}): Promise<AsyncCassandraSession> {
    const { timeoutMs, metrics = this.#options.metrics, signal } = completeOptions(connectBag, options);
    if (this.#closing !== undefined) return rejectLater(shutDownError());
    throwIfAborted(signal);
    const giveUp = new AbortController();
    const timer = setTimeout(() => {
      const cause = this.#start?.lastError;
      giveUp.abort(new TimeoutError(`connect took longer than ${timeoutMs} ms`, { cause }));
    }, timeoutMs);
    const onShutdown = (): void => giveUp.abort(this.#shutdown.signal.reason);
    const cancel = (): void => giveUp.abort(reasonOf(signal!));
    try {
      onAbort(this.#shutdown.signal, onShutdown);
      onAbort(signal, cancel);
      const session = await this.#openSession(keyspace, giveUp.signal);
      // Not before: what connecting itself asks the server is none of the application's requests.
      if (metrics !== undefined) reportTo(session, metrics);
      return session;
    } finally {
      clearTimeout(timer);
      offAbort(this.#shutdown.signal, onShutdown);
      offAbort(signal, cancel);
    }
  }

  /** Closes every session and connection. Afterwards no socket, timer or listener is left. Idempotent. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  async #openSession(keyspace: string | undefined, giveUp: AbortSignal): Promise<AsyncCassandraSession> {
    const cluster = this.#running ?? (await this.#connected(giveUp));
    const session = cluster.openSession(keyspace);
    if (keyspace === undefined) return session;
    try {
      await session.checkKeyspace(keyspace, giveUp);
      return session;
    } catch (error) {
      await session.close();
      if (!cluster.hasSessions) await this.#stop();
      throw error;
    }
  }

  /** Concurrent calls share one start; it is given up when none of them waits for it any more. */
  async #connected(giveUp: AbortSignal): Promise<RunningCluster> {
    const start = (this.#start ??= new SharedStart((signal, onError) => this.#startWithRetries(signal, onError)));
    try {
      this.#running = await start.join(giveUp);
      return this.#running;
    } finally {
      if (this.#start === start && start.isOver) this.#start = undefined;
    }
  }

  async #startWithRetries(signal: AbortSignal, onError: (error: unknown) => void): Promise<RunningCluster> {
    const emit: EmitClusterEvent = (name, ...payload) => guardEmit(this as unknown as EventEmitter, name, ...payload);
    for (let attempt = 0; ; attempt++) {
      try {
        return await RunningCluster.start(this.#options, this.#userTypes, emit, signal);
      } catch (error) {
        signal.throwIfAborted();
        const delayMs = connectDelaysMs[attempt];
        if (isFinal(error) || delayMs === undefined) throw error;
        onError(error);
        await delay(delayMs, signal);
      }
    }
  }

  async #stop(): Promise<void> {
    const cluster = this.#running;
    this.#running = undefined;
    await cluster?.close();
  }

  async #close(): Promise<void> {
    this.#shutdown.abort(shutDownError());
    await this.#start?.settled();
    await this.#stop();
  }
}

function reportTo(session: AsyncCassandraSession, metrics: MetricsMiddleware): void {
  session.reportTo(metrics);
  for (const node of session.observed.nodes) if (!node.isIgnored) recordHealth([session], node);
}

/** What trying again cannot change. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof AuthenticationError ||
    error instanceof ConfigurationError ||
    (error instanceof ConnectionError && error.code === errorCode.unsupportedProtocolVersion)
  );
}

function shutDownError(): ConnectionError {
  return new ConnectionError('The cluster is shut down', { code: errorCode.closed });
}
