// The client: what a call of cassandra-driver's API means for the engine. Options, results, errors and walks over pages have files of
// their own. Above 300 lines: it has each method of cassandra-driver's Client.
import { EventEmitter } from 'node:events';
import {
  AsyncCluster,
  ConfigurationError,
  type AsyncCassandraSession,
  type ExecuteOptions,
  type ExecutionInfo,
} from '@async-cassandra/core';
import {
  defaultOptions,
  errors,
  type ArrayOrObject,
  type Client as DriverClient,
  type DseClientOptions,
  type EmptyCallback,
  type metrics,
  type QueryOptions,
  type types,
  type ValueCallback,
} from 'cassandra-driver';
import { batchOf, type BatchQuery } from './batch';
import { CallOptionsReader } from './call-options';
import { promiseOrCallback } from './callbacks';
import { readClientOptions } from './client-options';
import { ClientState } from './client-state';
import { walkRows, type RowCallback } from './each-row';
import { toConnectError, toDriverError } from './errors';
import type { Host } from './host';
import { HostMap } from './host-map';
import { announceHosts } from './host-events';
import { Metadata } from './metadata';
import { RequestReport, type ReportedCall } from './request-report';
import { ResultSet } from './result-set';
import { RowStream } from './row-stream';
import { isUse } from './use-statement';

type ResultCallback = ValueCallback<types.ResultSet>;
type Values = ArrayOrObject | null | undefined;
type Options = QueryOptions | null | undefined;
type LogLevel = 'verbose' | 'info' | 'warning' | 'error';

/** Emits `log`, `hostAdd`, `hostRemove`, `hostUp` and `hostDown`. */
export class Client extends EventEmitter implements DriverClient {
  readonly hosts = new HostMap();
  readonly metadata: Metadata;
  readonly metrics: metrics.ClientMetrics;
  /** The options as they were given, with cassandra-driver's defaults for what was left out. */
  readonly options: DseClientOptions;
  readonly cluster: AsyncCluster;
  readonly #callOptions: CallOptionsReader;
  readonly #queryOptions: QueryOptions;
  readonly #report: RequestReport;
  readonly #warning: string | undefined;
  #keyspace: string | undefined;
  #session: AsyncCassandraSession | undefined;
  #connecting: Promise<AsyncCassandraSession> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: DseClientOptions) {
    super();
    const { engine, warning } = readClientOptions(options);
    this.cluster = clusterOf(engine);
    this.#warning = warning;
    this.options = withDefaults(options);
    this.#queryOptions = this.options.queryOptions!;
    this.metrics = this.options.metrics!;
    this.#callOptions = new CallOptionsReader(options);
    this.#keyspace = options.keyspace;
    this.metadata = new Metadata({
      engine: () => (this.#session === undefined ? undefined : this.cluster.metadata),
      hosts: this.hosts,
      execute: (query, parameters, consistency) =>
        this.execute(query, [...parameters], consistency == null ? {} : { consistency }),
    });
    this.#report = new RequestReport({
      metrics: this.metrics,
      requestTracker: this.options.requestTracker,
      queryOptions: this.#queryOptions,
      hosts: this.hosts,
      warn: (message, error) => this.log('warning', message, error),
    });
    announceHosts(this.cluster, this.hosts, this);
  }

  /** The keyspace of unqualified names: that of the options, or of the last `USE`. */
  get keyspace(): string {
    // The declaration of cassandra-driver leaves out that there may be none.
    return this.#keyspace as string;
  }

  /** Applies to calls from here on. */
  set keyspace(name: string) {
    this.#keyspace = name;
  }

  get connected(): boolean {
    return this.#session !== undefined && this.#closing === undefined;
  }

  get session(): AsyncCassandraSession {
    if (this.#session === undefined)
      throw new errors.NoHostAvailableError(
        null,
        'The client has no session before it is connected: await client.connect()',
      );
    return this.#session;
  }

  connect(callback?: EmptyCallback): Promise<void> {
    const connected = this.#connected().then(() => {});
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
      this.#execute(query, valueOf<Values>(params), valueOf<Options>(options)),
      done,
    );
  }

  /** Rejects: there are no graph statements here. */
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
    // The forms without options or parameters have the callbacks one place earlier.
    const functions = [params, options, rowCallback, callback].filter((each) => typeof each === 'function');
    const [onRow, onEnd = () => {}] = functions as [RowCallback?, ResultCallback?];
    if (onRow === undefined) throw new TypeError('rowCallback is not a function');
    const [values, callOptions] = [valueOf<Values>(params), valueOf<Options>(options)];
    walkRows({
      readPage: () => this.#execute(query, values, callOptions),
      autoPage: callOptions?.autoPage ?? this.#queryOptions.autoPage ?? false,
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
    return new RowStream(this.#execute(query, params, options), callback as (error?: Error) => void);
  }

  batch(
    queries: readonly BatchQuery[],
    options?: QueryOptions | ResultCallback | null,
    callback?: ResultCallback,
  ): Promise<types.ResultSet> {
    const done = callback ?? lastFunction(options);
    return promiseOrCallback<types.ResultSet>(this.#batch(queries, valueOf<Options>(options)), done);
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

  /** Emits a `log` event: the level, the name of the class, the message, and what there is to say further. */
  log(level: LogLevel, message: string, furtherInfo: unknown = ''): void {
    this.emit('log', level, this.constructor.name, message, furtherInfo);
  }

  #connected(): Promise<AsyncCassandraSession> {
    if (this.connected) return Promise.resolve(this.#session!);
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #connect(): Promise<AsyncCassandraSession> {
    if (this.#closing !== undefined)
      throw new errors.NoHostAvailableError(null, 'Connecting after shutdown is not supported');
    this.log('info', 'Connecting to cluster using native protocol v5');
    if (this.#warning !== undefined) this.log('warning', this.#warning);
    try {
      const session = await this.cluster.connect(this.#keyspace);
      for (const node of this.cluster.nodes) this.hosts.add(node);
      this.#session = session;
      this.log('info', `Connected to ${this.hosts.length} host(s)`);
      this.emit('connected');
      return session;
    } catch (error) {
      const translated = toConnectError(error);
      this.log('error', 'Connecting failed', translated);
      this.emit('connected', translated);
      throw translated;
    }
  }

  async #shutdown(): Promise<void> {
    this.log('info', 'Shutting down');
    await this.#connecting?.catch(() => {});
    // As in cassandra-driver, one that never was connected still can be.
    if (this.#session === undefined) return;
    this.#closing ??= this.cluster.shutdown();
    this.options.requestTracker?.shutdown();
    await this.#closing;
  }

  async #execute(
    query: string,
    params: ArrayOrObject | null | undefined,
    options: QueryOptions | null | undefined,
  ): Promise<ResultSet> {
    const call: ReportedCall = { query, parameters: params ?? null, options };
    const settings = this.#callOptions.read(options);
    const session = this.connected ? this.#session! : await this.#connected();
    try {
      if (isUse(query)) return await this.#use(session, query, settings);
      return await this.#page(session, call, this.#inKeyspace(session, settings));
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  async #page(session: AsyncCassandraSession, call: ReportedCall, settings: ExecuteOptions): Promise<ResultSet> {
    const page = await session.executePage<types.Row>(call.query as string, call.parameters ?? undefined, settings);
    this.#succeeded(call, page.executionInfo);
    if (page.pagingState === null) return new ResultSet(page);
    return new ResultSet(page, async (pagingState) => {
      try {
        return await this.#page(session, call, { ...settings, pagingState });
      } catch (error) {
        throw this.#failed(call, error);
      }
    });
  }

  async #use(session: AsyncCassandraSession, query: string, settings: ExecuteOptions): Promise<ResultSet> {
    const result = await session.execute<types.Row>(query, [], settings);
    this.#keyspace = session.keyspace;
    return new ResultSet(result);
  }

  async #batch(queries: readonly BatchQuery[], options: QueryOptions | null | undefined): Promise<ResultSet> {
    const call: ReportedCall = { query: queries as never, parameters: null, options };
    const batch = batchOf(queries, options, this.#queryOptions);
    const settings = this.#callOptions.read(options);
    const session = this.connected ? this.#session! : await this.#connected();
    try {
      const result = await session.executeBatch(batch, this.#inKeyspace(session, settings));
      this.#succeeded(call, result.executionInfo);
      return new ResultSet(result as never);
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  /** The session follows `USE`; a keyspace that was assigned goes with each request. */
  #inKeyspace(session: AsyncCassandraSession, settings: ExecuteOptions): ExecuteOptions {
    if (this.#keyspace === session.keyspace || settings.keyspace !== undefined) return settings;
    return { ...settings, keyspace: this.#keyspace };
  }

  #succeeded(call: ReportedCall, info: ExecutionInfo): void {
    const { warnings } = info;
    warnings.forEach((warning, index) =>
      this.log('warning', `Received warning (${index + 1} of ${warnings.length}) "${warning}" for "${textOf(call)}"`),
    );
    this.#report.succeeded(call, info);
  }

  #failed(call: ReportedCall, error: unknown): Error {
    const translated = toDriverError(error, { query: typeof call.query === 'string' ? call.query : undefined });
    this.#report.failed(call, translated);
    return translated;
  }
}

/** @throws TypeError as cassandra-driver's constructor does. */
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
  return complete;
}

function textOf({ query }: ReportedCall): string {
  return typeof query === 'string' ? query : 'batch';
}

function lastFunction(...candidates: unknown[]): ResultCallback | undefined {
  return candidates.find((each) => typeof each === 'function') as ResultCallback | undefined;
}

type Callable = (...args: never[]) => void;

/** What stands in the place of an argument that may be left out, unless it is a callback. */
function valueOf<T>(argument: T | Callable): T | undefined {
  return typeof argument === 'function' ? undefined : (argument as T);
}
