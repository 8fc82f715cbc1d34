// The cluster: an application configures it, connects with it and shuts it down.
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

/** The options of `connect`. */
export interface ConnectOptions {
  /** Milliseconds for the whole call: the attempts, the delays between them and the check of the keyspace. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Records every request of this session. Default: the cluster's `metrics`. */
  readonly metrics?: MetricsMiddleware | undefined;
  /** Cancels the call, which rejects with the signal's reason. */
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

/** The delays between the attempts of connect(): there is one more attempt than delays. */
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

  /** Creates a cluster that logs in with a name and a password. `options` as for the constructor. */
  static createWithAuth(
    contactPoints: readonly string[],
    username: string,
    password: string,
    options: AsyncClusterOptions = {},
  ): AsyncCluster {
    return new AsyncCluster({ ...options, contactPoints, authProvider: { username, password } });
  }

  /**
   * Creates a cluster from the options of cassandra-driver's `Client`.
   *
   * @throws ConfigurationError when a field has no equivalent here: it names the field.
   */
  static fromDriverOptions(options: ClientOptions): AsyncCluster {
    return new AsyncCluster(fromDriverOptions(options));
  }

  constructor(options: AsyncClusterOptions = {}) {
    super();
    this.#options = resolveOptions(options);
  }

  /** Whether the cluster was shut down. It cannot be used again. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** The known nodes; empty before the first `connect`. */
  get nodes(): readonly Node[] {
    return this.#running?.nodes ?? [];
  }

  /**
   * The version of the native protocol that the cluster's connections speak: 5, or 4 with `allowProtocolV4`.
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
   * The schema (keyspaces, tables, types), the token ring and its replicas.
   *
   * @throws ConnectionError before the first `connect`.
   */
  get metadata(): Metadata {
    if (this.#running === undefined) throw new ConnectionError('The cluster has no metadata before it is connected');
    return this.#running.metadata;
  }

  /**
   * Maps a user-defined type to a class, for reading and writing. If the constructor takes one object, a value is read as
   * `new cls(fields)`; otherwise its fields are assigned to a new instance. The last class registered for a type is used.
   *
   * @throws ConfigurationError when a name is empty, or `cls` is not a class.
   */
  registerUserType(keyspace: string, userType: string, cls: new (...args: never[]) => object): void {
    this.#userTypes.register(keyspace, userType, cls);
  }

  /**
   * Opens a session; the first call also connects. Makes up to three attempts within `timeoutMs`. After an error nothing stays open.
   *
   * @throws Without further attempts: AuthenticationError for wrong credentials, ConfigurationError for wrong options, ConnectionError for a
   *   server without protocol v5 (see `allowProtocolV4`). Otherwise: ConnectionError when no node answers (`cause` has the error of each
   *   node); TimeoutError after `timeoutMs`; the signal's reason; the server's InvalidRequestError when the keyspace does not exist.
   *
   * @example
   * const session = await cluster.connect('shop', { timeoutMs: 30_000 });
   */
  async connect(keyspace?: string, options: ConnectOptions = {}): Promise<AsyncCassandraSession> {
    const { timeoutMs, metrics = this.#options.metrics, signal } = completeOptions(connectBag, options);
    if (this.#closing !== undefined) return rejectLater(shutDownError());
    throwIfAborted(signal);
    const cancelled = new AbortController();
    const timer = setTimeout(() => {
      const cause = this.#start?.lastError;
      cancelled.abort(new TimeoutError(`connect took longer than ${timeoutMs} ms`, { cause }));
    }, timeoutMs);
    const onShutdown = (): void => cancelled.abort(this.#shutdown.signal.reason);
    const cancel = (): void => cancelled.abort(reasonOf(signal!));
    try {
      onAbort(this.#shutdown.signal, onShutdown);
      onAbort(signal, cancel);
      const session = await this.#openSession(keyspace, cancelled.signal);
      // Reports only from here: the requests of connecting itself are not requests of the application.
      if (metrics !== undefined) reportTo(session, metrics);
      return session;
    } finally {
      clearTimeout(timer);
      offAbort(this.#shutdown.signal, onShutdown);
      offAbort(signal, cancel);
    }
  }

  /** Closes every session and connection. Afterwards no socket, timer or listener exists. Idempotent. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Calls `shutdown`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  async #openSession(keyspace: string | undefined, cancelled: AbortSignal): Promise<AsyncCassandraSession> {
    const cluster = this.#running ?? (await this.#connected(cancelled));
    const session = cluster.openSession(keyspace);
    if (keyspace === undefined) return session;
    try {
      await session.checkKeyspace(keyspace, cancelled);
      return session;
    } catch (error) {
      await session.close();
      if (!cluster.hasSessions) await this.#stop();
      throw error;
    }
  }

  /** Concurrent calls share one start. It is cancelled when no call waits for it any more. */
  async #connected(cancelled: AbortSignal): Promise<RunningCluster> {
    const start = (this.#start ??= new SharedStart((signal, onError) => this.#startWithRetries(signal, onError)));
    try {
      this.#running = await start.join(cancelled);
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

/** Returns whether another attempt would fail in the same way. */
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
