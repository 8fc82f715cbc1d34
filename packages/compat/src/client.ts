// The client: translates the calls of cassandra-driver's API to the engine. Options, results, errors and the iteration over pages have files of
// their own. Above 300 lines: it has each method of cassandra-driver's Client.
import { EventEmitter } from 'node:events';
import { AsyncCluster, ConfigurationError, type AsyncCassandraSession } from '@async-cassandra/core';
import {
  defaultOptions,
  errors,
  type ArrayOrObject,
  type Client as DriverClient,
  type DseClientOptions,
  type EmptyCallback,
  type metrics,
  type QueryOptions,
  types,
  type ValueCallback,
} from 'cassandra-driver';
import type { BatchQuery } from './batch';
import { CallOptionsReader } from './call-options';
import { promiseOrCallback } from './callbacks';
import { ClientLifecycle } from './client-lifecycle';
import { readClientOptions } from './client-options';
import { controlConnectionOf, type ControlConnection } from './control-connection';
import { ClientState } from './client-state';
import type { EngineClientOptions } from './engine-client-options';
import { walkRows, type RowCallback } from './each-row';
import { toConnectError } from './errors';
import type { Host } from './host';
import { contactPointOf } from './host-address';
import { HostMap } from './host-map';
import { announceHosts } from './host-events';
import { Metadata } from './metadata';
import { RequestReport } from './request-report';
import { Requests } from './requests';
import { RowStream } from './row-stream';

const { local, remote, ignored } = types.distance;

type ResultCallback = ValueCallback<types.ResultSet>;
type Values = ArrayOrObject | null | undefined;
type Options = QueryOptions | null | undefined;
type LogLevel = 'verbose' | 'info' | 'warning' | 'error';

/** The limit of all attempts to connect, which cassandra-driver lacks: for a cluster that answers only now and then. */
const connectLimitMs = 60_000;

/** Emits `log`, `hostAdd`, `hostRemove`, `hostUp` and `hostDown`. */
export class Client extends EventEmitter implements DriverClient {
  readonly hosts = new HostMap();
  readonly metadata: Metadata;
  readonly metrics: metrics.ClientMetrics;
  /** The given options, with cassandra-driver's defaults for omitted ones. */
  readonly options: DseClientOptions;
  readonly cluster: AsyncCluster;
  readonly #lifecycle: ClientLifecycle;
  readonly #requests: Requests;
  readonly #warning: string | undefined;

  constructor(options: EngineClientOptions) {
    super();
    const { engine, warning } = readClientOptions(options);
    this.cluster = clusterOf(engine);
    this.#warning = warning;
    this.options = withDefaults(options);
    this.metrics = this.options.metrics!;
    this.#lifecycle = new ClientLifecycle({
      connect: () => this.#connect(),
      onConnected: (error) => this.#announce('connected', error),
      close: () => this.#close(),
    });
    this.metadata = new Metadata({
      engine: () => (this.#lifecycle.lastSession === undefined ? undefined : this.cluster.metadata),
      hosts: this.hosts,
      showsAll: options.isMetadataSyncEnabled !== false,
      isCloud: options.cloud != null,
      execute: (query, parameters, consistency) =>
        this.execute(query, [...parameters], consistency == null ? {} : { consistency }),
    });
    const queryOptions = this.options.queryOptions!;
    const warn = (message: string, error?: unknown): void => this.log('warning', message, error);
    const report = new RequestReport({
      metrics: this.metrics,
      requestTracker: this.options.requestTracker,
      queryOptions,
      hosts: this.hosts,
      warn,
    });
    const callOptions = new CallOptionsReader(options);
    this.#requests = new Requests(
      { lifecycle: this.#lifecycle, callOptions, queryOptions, report, hosts: this.hosts, warn },
      options.keyspace,
    );
    announceHosts(this.cluster, this.hosts, this);
  }

  /** The keyspace of unqualified names: from the options, or from the last `USE`. */
  get keyspace(): string {
    // cassandra-driver's declaration omits undefined.
    return this.#requests.keyspace as string;
  }

  /** Sets the keyspace of later calls. */
  set keyspace(name: string) {
    this.#requests.keyspace = name;
  }

  get connected(): boolean {
    return this.#lifecycle.session !== undefined;
  }

  get session(): AsyncCassandraSession {
    const session = this.#lifecycle.lastSession;
    if (session !== undefined) return session;
    throw new errors.NoHostAvailableError(
      null,
      'The client has no session before it is connected: await client.connect()',
    );
  }

  get controlConnection(): ControlConnection {
    return controlConnectionOf(this.hosts, () => this.cluster.protocolVersion);
  }

  connect(callback?: EmptyCallback): Promise<void> {
    const connected = this.#lifecycle.connect().then(() => {});
    return promiseOrCallback(connected, callback);
  }

  execute(
    query: string,
    params?: ArrayOrObject | ResultCallback | null,
    options?: QueryOptions | ResultCallback | null,
    callback?: ResultCallback,
  ): Promise<types.ResultSet> {
    const done = callback ?? lastFunction(options, params);
    return promiseOrCallback<types.ResultSet>(
      this.#requests.execute(query, valueOf<Values>(params), valueOf<Options>(options)),
      done,
    );
  }

  /** Rejects: graph statements are not supported. */
  executeGraph(...args: unknown[]): Promise<never> {
    const refused = Promise.reject(new errors.NotSupportedError('Graph statements are not supported'));
    return promiseOrCallback(refused, args.findLast((each) => typeof each === 'function') as ValueCallback<never>);
  }

  eachRow(
    query: string,
    params?: ArrayOrObject | RowCallback | null,
    options?: QueryOptions | RowCallback | null,
    rowCallback?: RowCallback | ResultCallback,
    callback?: ResultCallback,
  ): void {
    // In the forms without options or parameters the callbacks come one position earlier.
    const functions = [params, options, rowCallback, callback].filter((each) => typeof each === 'function');
    const [onRow, onEnd = () => {}] = functions as [RowCallback?, ResultCallback?];
    if (onRow === undefined) throw new TypeError('rowCallback is not a function');
    const [values, callOptions] = [valueOf<Values>(params), valueOf<Options>(options)];
    walkRows({
      readPage: () => this.#requests.execute(query, values, callOptions),
      autoPage: callOptions?.autoPage ?? this.options.queryOptions!.autoPage ?? false,
      onRow,
      onEnd,
    });
  }

  stream(
    query: string,
    params?: ArrayOrObject | null,
    options?: QueryOptions | null,
    callback: EmptyCallback = () => {},
  ): RowStream {
    return new RowStream(this.#requests.execute(query, params, options), callback as (error?: Error) => void);
  }

  batch(
    queries: readonly BatchQuery[],
    options?: QueryOptions | ResultCallback | null,
    callback?: ResultCallback,
  ): Promise<types.ResultSet> {
    const done = callback ?? lastFunction(options);
    return promiseOrCallback<types.ResultSet>(this.#requests.batch(queries, valueOf<Options>(options)), done);
  }

  shutdown(callback?: EmptyCallback): Promise<void> {
    return promiseOrCallback(this.#shutdown(), callback);
  }

  getReplicas(keyspace: string, token: Buffer): Host[] {
    return this.metadata.getReplicas(keyspace, token);
  }

  getState(): ClientState {
    return new ClientState(this.hosts.values());
  }

  /** Emits a `log` event: the level, the name of the class, the message, and further information. */
  log(level: LogLevel, message: string, furtherInfo: unknown = ''): void {
    this.#announce('log', level, this.constructor.name, message, furtherInfo);
  }

  async #connect(): Promise<AsyncCassandraSession> {
    this.log('info', 'Connecting to cluster');
    if (this.#warning !== undefined) this.log('warning', this.#warning);
    try {
      const session = await this.cluster.connect(this.#requests.keyspace, { timeoutMs: connectLimitMs });
      for (const node of this.cluster.nodes) this.hosts.add(node);
      this.log(
        'info',
        `Connected to ${this.hosts.length} host(s) using native protocol v${this.cluster.protocolVersion}`,
      );
      return session;
    } catch (error) {
      const translated = toConnectError(error, contactPointOf(this.options));
      this.log('error', 'Connecting failed', translated);
      throw translated;
    }
  }

  #shutdown(): Promise<void> {
    this.log('info', 'Shutting down');
    return this.#lifecycle.shutdown();
  }

  #close(): Promise<void> {
    const closing = this.cluster.shutdown();
    try {
      this.options.requestTracker?.shutdown();
    } catch (error) {
      this.log('warning', 'The request tracker of the client failed', error);
    }
    return closing;
  }

  /** An exception of a listener is an uncaught exception of the application: it fails no request and no step of the client. */
  #announce(event: string, ...payload: unknown[]): void {
    try {
      this.emit(event, ...payload);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }
}

/** @throws TypeError for the same options as cassandra-driver's constructor. */
function clusterOf(options: DseClientOptions): AsyncCluster {
  try {
    return AsyncCluster.fromDriverOptions(options);
  } catch (error) {
    throw error instanceof ConfigurationError ? new TypeError(error.message, { cause: error }) : error;
  }
}

function withDefaults(options: DseClientOptions): DseClientOptions {
  const defaults = defaultOptions();
  const complete: Record<string, unknown> = { ...defaults, ...options };
  for (const name of ['policies', 'queryOptions', 'protocolOptions', 'pooling', 'socketOptions', 'encoding'] as const) {
    complete[name] = { ...defaults[name], ...options[name] };
  }
  complete['metrics'] ??= defaults.metrics;
  // The values that cassandra-driver sets when it knows the server.
  (complete['queryOptions'] as QueryOptions).consistency ??=
    options.cloud == null ? types.consistencies.localOne : types.consistencies.localQuorum;
  const pooling = complete['pooling'] as NonNullable<DseClientOptions['pooling']>;
  pooling.coreConnectionsPerHost ??= { [local]: 1, [remote]: 1, [ignored]: 0 };
  pooling.maxRequestsPerConnection ??= 2048;
  return complete;
}

function lastFunction(...candidates: unknown[]): ResultCallback | undefined {
  return candidates.find((each) => typeof each === 'function') as ResultCallback | undefined;
}

type Callable = (...args: never[]) => void;

/** Returns an optional argument, unless it is a callback. */
function valueOf<T>(argument: T | Callable): T | undefined {
  return typeof argument === 'function' ? undefined : (argument as T);
}
