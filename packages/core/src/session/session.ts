// The session: what an application executes statements with. It decides what a call means; request-execution.ts runs it.
import type { Row } from '../codec/row';
import type { Node } from '../connection/pool/node';
import { OperationTimedOutError } from '../driver/errors';
import type { Uuid } from '../driver/values';
import { ConfigurationError, ConnectionError, TimeoutError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ObservedSession } from '../observability/metrics/observed-session';
import { envelopeFlag } from '../protocol/envelope-flag';
import type { PreparedResponse } from '../protocol/responses/prepared';
import { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import type { QueryTrace, QueryTraceOptions } from '../result/query-trace';
import { RequestExecutionInfo } from '../result/request-execution-info';
import type { BatchStatement } from '../statement/batch-statement';
import { BoundStatement } from '../statement/bound-statement';
import { keyspaceOfUse, statementKind } from '../statement/cql-scanner';
import { toPositional, type StatementParameters } from '../statement/parameters';
import type { PreparedQuery } from '../statement/prepared-query';
import { PreparedStatement } from '../statement/prepared-statement';
import { SimpleStatement } from '../statement/simple-statement';
import type { StatementOptions } from '../statement/statement-options';
import { BatchOperation, type BatchItem } from './operations/batch-operation';
import { bounded } from '../waiting/bounded';
import type { ClusterServices } from './cluster-services';
import type { ConcurrentOptions, ConcurrentOutcome } from './concurrent/concurrent-executions';
import { ExecuteOperation } from './operations/execute-operation';
import { checkExecuteOptions, type ExecuteOptions } from './execute-options';
import {
  executeConcurrently,
  type ConcurrentArguments,
  type Some,
  type StatementCall,
} from './concurrent/execute-concurrently';
import { fetchPage } from './request/fetch-page';
import { openStream } from './open-stream';
import type { Operation } from './operations/operation';
import { pagingBinding } from './prepared/paging-binding';
import { decodePagingState } from './prepared/paging-state';
import { PrepareExecution } from './request/prepare-execution';
import { PrepareOperation } from './operations/prepare-operation';
import { QueryOperation } from './operations/query-operation';
import { readQueryTrace } from './query-trace-reader';
import { mergeSettings, type RequestSettings } from './request/request-settings';
import { countTable } from '../scan/count-table';
import type { ScanServices } from '../scan/plan-scan';
import { checkScanOptions, requestOptionsOf, type CountOptions, type ScanOptions } from '../scan/scan-options';
import { parseTableName } from '../statement/table-name';
import { TableScan } from '../scan/table-scan';
import { SessionContext } from './session-context';
import { SessionGauges } from './session-gauges';
import { splitStreamOptions, type StreamOptions } from './stream-options';
import { WholeResult } from './request/whole-result';
import { nowMs } from '../waiting/timers';

/** What can be executed. A text with parameters is prepared behind the scenes. */
export type ExecutableStatement<R = Row> = string | SimpleStatement | PreparedStatement<R> | BoundStatement<R>;

export interface PrepareOptions {
  readonly customPayload?: Readonly<Record<string, Buffer>>;
  /** Milliseconds; the cluster's `requestTimeoutMs` by default. */
  readonly timeoutMs?: number;
  /** The exact name of the keyspace of unqualified names, in place of the session's. */
  readonly keyspace?: string;
  readonly signal?: AbortSignal;
}

/** How long `close` waits for what is in flight. */
const closeGraceMs = 2000;
const noStatementOptions: StatementOptions = {};
const noExecuteOptions: ExecuteOptions = {};

/**
 * Executes statements on a cluster. Made by `cluster.connect()`; the sessions of a cluster share its connections, and each
 * has its own keyspace.
 *
 * @example
 * await using session = await cluster.connect('shop');
 * const byId = await session.prepare<User>('SELECT * FROM users WHERE id = ?');
 * const user = (await session.execute(byId, [id])).one();
 */
export class AsyncCassandraSession implements AsyncDisposable {
  /** @internal What metrics and monitors read. */
  readonly observed: ObservedSession;
  readonly #cluster: ClusterServices;
  readonly #context: SessionContext;
  readonly #onClosed: (session: AsyncCassandraSession) => void;
  readonly #readTrace = (traceId: Uuid, options?: QueryTraceOptions): Promise<QueryTrace | null> =>
    readQueryTrace((...request) => this.execute(...request), traceId, options);
  #closing: Promise<void> | undefined;

  /** @internal Sessions come from `cluster.connect()`. */
  constructor(
    cluster: ClusterServices,
    keyspace: string | undefined,
    onClosed: (session: AsyncCassandraSession) => void,
  ) {
    this.#cluster = cluster;
    this.#onClosed = onClosed;
    this.#context = new SessionContext(cluster, keyspace);
    this.observed = new SessionGauges(cluster, this.#context);
  }

  /** The keyspace of unqualified names, exactly as the cluster spells it. */
  get keyspace(): string | undefined {
    return this.#context.keyspace;
  }

  get isClosed(): boolean {
    return this.#context.closedError !== undefined;
  }

  /** Who is told of every request of this session; undefined when nobody is. */
  get metrics(): MetricsMiddleware | undefined {
    return this.#context.metrics;
  }

  /** @internal From here on every request is reported. Once. */
  reportTo(metrics: MetricsMiddleware): void {
    this.#context.metrics = metrics;
    metrics.watchSession(this.observed);
  }

  /** Requests that have been sent, or wait for their turn to be sent. */
  get requests(): { readonly inFlight: number; readonly queued: number } {
    const { active, queued } = this.#context.admission;
    return { inFlight: active, queued };
  }

  /**
   * Executes a statement and gives its whole result: all rows, following the pages. For results of any size see `executeStream`.
   *
   * Parameters go by position (`?`) or by name (`:name` from an object); `undefined` leaves a column unset, `null` writes null.
   *
   * @throws the server's errors as subclasses of cassandra-driver's `ResponseError` (`InvalidRequestError`, `ReadTimeoutError`, ...);
   *   `OperationTimedOutError` after `timeoutMs`; `NoHostAvailableError` when no node could be asked; `OverloadError` beyond
   *   `maxConcurrentRequests` and `maxQueuedRequests`; `TypeError` or `RangeError` for a parameter that does not fit its column.
   *
   * @example
   * const { rows } = await session.execute('SELECT name FROM users WHERE id = ?', [id]);
   */
  execute<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    try {
      const settings = this.#settingsOf(optionsOf(statement), options);
      const keyspace = keyspaceToUse(statement, parameters);
      if (keyspace !== undefined) return this.#use(keyspace, settings);
      const operation = this.#operationOf(statement, parameters, settings);
      if (operation instanceof Promise) {
        return operation.then((ready) => this.#run(ready, settings, options?.pagingState));
      }
      return this.#run(operation, settings, options?.pagingState);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Executes a statement and gives its rows as a stream: any number of them in the memory of two pages.
   *
   * @throws as `execute`, when the first page cannot be read. A later page that cannot be read ends the stream with a
   *   `StreamError`, which says where to go on.
   *
   * @example
   * for await (const user of await session.executeStream('SELECT * FROM users')) await greet(user);
   */
  async executeStream<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options: StreamOptions = {},
  ): Promise<AsyncStreamingResultSet<R>> {
    const { execute, config } = splitStreamOptions(optionsOf(statement), options);
    const settings = this.#settingsOf(optionsOf(statement), execute);
    refuseUse(statement, parameters);
    const prepared = Promise.resolve(this.#operationOf(statement, parameters, settings));
    const { timeoutMs = Infinity } = config;
    const startedAt = nowMs();
    const operation = await bounded(prepared, { timeoutMs, what: 'The stream' });
    return openStream<R>(this.#context, operation, settings, config, startedAt);
  }

  /**
   * Executes a statement and gives one page of its rows, and where the next one begins: for pages that are shown one by one.
   *
   * @throws as `execute`; QueryError when `options.pagingState` is damaged or belongs to another statement or other parameters.
   *
   * @example
   * const { rows, pagingState } = await session.executePage(byUser, [id], { fetchSize: 50, pagingState: request.query.after });
   */
  async executePage<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<Page<R>> {
    const settings = this.#settingsOf(optionsOf(statement), options);
    refuseUse(statement, parameters);
    const operation = await this.#operationOf(statement, parameters, settings);
    return fetchPage<R>(this.#context, operation, settings, options?.pagingState);
  }

  /**
   * Executes a statement with each of many parameters, or many statements, several at once; gives the outcomes in order.
   * Parameters are taken as outcomes are: begun and not yet taken are never more than `concurrency`. A request that fails is an
   * outcome like any other: look at `error`, or set `stopOnError`.
   *
   * @throws what taking the parameters throws; the signal's reason.
   *
   * @example
   * for await (const { index, error } of session.executeConcurrent(insert, rows)) {
   *   if (error !== undefined) console.error(`row ${index}:`, error);
   * }
   */
  executeConcurrent<R = Row>(
    statement: ExecutableStatement<R>,
    parameters: Some<StatementParameters>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<R>, undefined>;
  executeConcurrent<R = Row>(
    statements: Some<StatementCall<R>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<R>, undefined>;
  executeConcurrent<R>(...args: ConcurrentArguments<R>): AsyncIterableIterator<ConcurrentOutcome<R>, undefined> {
    return executeConcurrently<R>((...call) => this.execute<R>(...call), args);
  }

  /**
   * Reads a whole table, or the rows of it that satisfy a condition: by ranges of its tokens, several at once, each from a node
   * that holds it. `table` is `name` or `keyspace.name`, as in CQL. Nothing is sent before the first row is asked for.
   *
   * @throws (the iteration) a `StreamError` when a range cannot be read, after retries: `scan.checkpoint()` says where it stands.
   *
   * @example
   * for await (const item of session.scanTable('shop.items', { columns: ['id', 'price'] })) total += item.price;
   */
  scanTable<R = Row>(table: string, options: ScanOptions = {}): TableScan<R> {
    checkScanOptions(options);
    return new TableScan<R>(this.#scanServices(options), parseTableName(table, this.keyspace), options);
  }

  /** Counts the rows of a table, or those that satisfy a condition: the nodes count, range by range, several at once. */
  async countTable(table: string, options: CountOptions = {}): Promise<number> {
    checkScanOptions(options);
    return countTable(this.#scanServices(options), parseTableName(table, this.keyspace), options);
  }

  /**
   * Executes the statements of a batch as one request.
   *
   * @throws as `execute`.
   */
  async executeBatch(batch: BatchStatement, options?: ExecuteOptions): Promise<AsyncResultSet> {
    if (batch.length === 0) throw new ConfigurationError('The batch is empty: add statements to it first');
    const settings = this.#settingsOf(batch.options, options);
    const { type, isIdempotent } = batch;
    const items = batch.entries.map((entry) => this.#batchItemOf(entry, settings));
    const isReady = (item: BatchItem | Promise<BatchItem>): item is BatchItem => !(item instanceof Promise);
    const ready = items.every(isReady) ? items : await Promise.all(items.map((item) => Promise.resolve(item)));
    return this.#run(new BatchOperation(type, ready, isIdempotent), settings, null);
  }

  /**
   * Has the server parse and check a statement once, for as many executions as you like. Preparing the same text again is free.
   *
   * @throws the server's `InvalidRequestError` or `CqlSyntaxError`; `TimeoutError` after `timeoutMs`.
   */
  async prepare<R = Row>(query: string, options: PrepareOptions = {}): Promise<PreparedStatement<R>> {
    if (typeof query !== 'string' || query === '') throw new ConfigurationError('prepare needs a CQL text');
    const { timeoutMs = this.#settingsOf(noStatementOptions, undefined).timeoutMs, signal } = options;
    signal?.throwIfAborted();
    const settings = this.#settingsOf(noStatementOptions, { customPayload: options.customPayload, timeoutMs });
    const prepared = Promise.resolve(this.#prepared(query, options.keyspace ?? this.keyspace, settings));
    return new PreparedStatement<R>(await bounded(prepared, { timeoutMs, signal, what: 'prepare' }));
  }

  /**
   * Sets the keyspace of unqualified names, for requests that begin after this. The name is taken as it is: `Shop` is not `shop`.
   *
   * @throws the server's `InvalidRequestError` when there is no such keyspace; `ConfigurationError` when it cannot be a name.
   */
  async setKeyspace(keyspace: string): Promise<void> {
    await this.checkKeyspace(keyspace);
    this.#context.keyspace = keyspace;
  }

  /** @internal The server's own error when there is no such keyspace. */
  async checkKeyspace(keyspace: string, signal?: AbortSignal): Promise<void> {
    if (typeof keyspace !== 'string' || !/^\w{1,48}$/.test(keyspace)) {
      throw new ConfigurationError(
        `'${String(keyspace)}' cannot be a keyspace: a name has 1 to 48 letters, digits and underscores`,
      );
    }
    // A request that names a keyspace is refused when there is none; no USE goes over the wire, it would bind the connection.
    await this.execute('SELECT key FROM system.local', [], { keyspace, signal });
  }

  /**
   * Takes no new work, gives what is in flight a moment to end, and releases the session. The cluster stays connected. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Connections have room again. */
  onCapacity(): void {
    this.#context.admission.onCapacity();
  }

  async #close(): Promise<void> {
    const error = new ConnectionError('The session is closed', { code: errorCode.closed });
    this.#context.closedError = error;
    const { admission, streams } = this.#context;
    for (const stream of [...streams]) stream.interrupt(error);
    admission.cancelQueued(error);
    await bounded(admission.whenIdle(), { timeoutMs: closeGraceMs, what: 'close' }).catch(() => {});
    this.metrics?.forgetSession(this.observed);
    this.#onClosed(this);
  }

  #scanServices(options: CountOptions): ScanServices {
    const settings = this.#settingsOf(noStatementOptions, requestOptionsOf(options));
    return { session: this, context: this.#context, cluster: this.#cluster, settings };
  }

  #run<R>(
    operation: Operation,
    settings: RequestSettings,
    pagingState: string | null | undefined,
  ): Promise<AsyncResultSet<R>> {
    const from =
      pagingState == null ? null : decodePagingState(pagingState, pagingBinding(operation, settings, this.#context));
    return new WholeResult<R>(this.#context, operation, settings, from, this.#readTrace).promise;
  }

  #operationOf<R>(
    statement: ExecutableStatement<R>,
    parameters: StatementParameters | undefined,
    settings: RequestSettings,
  ): Operation | Promise<Operation> {
    if (statement instanceof PreparedStatement) {
      const values = toPositional(statement.shared, parameters ?? []);
      return this.#whenCurrent(
        statement.shared,
        new ExecuteOperation(statement.shared, values, statement.isIdempotent),
        settings,
      );
    }
    if (statement instanceof BoundStatement) {
      if (parameters !== undefined) throw new TypeError('A bound statement has its parameters already');
      const { shared, values, isIdempotent } = statement;
      return this.#whenCurrent(shared, new ExecuteOperation(shared, values, isIdempotent), settings);
    }
    const { query, isIdempotent } =
      typeof statement === 'string' ? { query: statement, isIdempotent: undefined } : statement;
    if (parameters === undefined || isEmpty(parameters)) return new QueryOperation(query, isIdempotent);
    const prepared = this.#prepared(query, settings.keyspace ?? this.keyspace, settings);
    const bind = (ready: PreparedQuery): Operation =>
      new ExecuteOperation(ready, toPositional(ready, parameters), isIdempotent);
    if (!(prepared instanceof Promise)) return bind(prepared);
    return bounded(prepared, { timeoutMs: settings.timeoutMs, signal: settings.signal, what: 'prepare' }).then(bind);
  }

  /** What is to be executed, once its prepared text is up to date: at once unless the schema has changed under it. */
  #whenCurrent<T>(shared: PreparedQuery, execution: T, settings: RequestSettings): T | Promise<T> {
    if (!shared.isOutdated) return execution;
    const { query, keyspace } = shared;
    const updated = this.#cluster.prepared.update(shared, () => this.#sendPrepare(query, keyspace, settings));
    return bounded(updated, { timeoutMs: settings.timeoutMs, signal: settings.signal, what: 'prepare' }).then(
      () => execution,
    );
  }

  /** A promise only for a text that has to be prepared behind the scenes. */
  #batchItemOf(entry: BatchStatement['entries'][number], settings: RequestSettings): BatchItem | Promise<BatchItem> {
    const { statement, parameters } = entry;
    if (statement instanceof BoundStatement) return this.#whenCurrent<BatchItem>(statement.shared, statement, settings);
    if (parameters === undefined || isEmpty(parameters)) return statement.query;
    return this.#prepareItem(statement.query, parameters, settings);
  }

  /** Rejects also where it could throw: an entry that fails must not leave the promises of those before it to nobody. */
  async #prepareItem(query: string, parameters: StatementParameters, settings: RequestSettings): Promise<BatchItem> {
    const shared = await this.#prepared(query, settings.keyspace ?? this.keyspace, settings);
    return { shared, values: toPositional(shared, parameters) };
  }

  /** The prepared text at once where it is known; otherwise it is prepared, for everyone who asks meanwhile. */
  #prepared(
    query: string,
    keyspace: string | undefined,
    settings: RequestSettings,
  ): PreparedQuery | Promise<PreparedQuery> {
    const { prepared } = this.#cluster;
    return (
      prepared.find(query, keyspace) ??
      prepared.prepare(query, keyspace, () => this.#sendPrepare(query, keyspace, settings))
    );
  }

  #sendPrepare(query: string, keyspace: string | undefined, settings: RequestSettings): Promise<PreparedResponse> {
    // Others may wait for it too: neither the caller's signal nor its time may end it for them.
    const shared = { ...settings, signal: undefined, host: undefined, flags: settings.flags & ~envelopeFlag.tracing };
    return new PrepareExecution(this.#context, new PrepareOperation(query, keyspace), shared).promise.catch(
      (error: unknown) => {
        throw error instanceof OperationTimedOutError
          ? new TimeoutError(`prepare took longer than ${settings.timeoutMs} ms`, { cause: error })
          : error;
      },
    );
  }

  async #use<R>(keyspace: string, settings: RequestSettings): Promise<AsyncResultSet<R>> {
    await this.setKeyspace(keyspace);
    return new AsyncResultSet<R>(
      [],
      [],
      new RequestExecutionInfo([], undefined, settings.consistency),
      this.#readTrace,
    );
  }

  #settingsOf(statement: StatementOptions, execute: ExecuteOptions | undefined): RequestSettings {
    if (this.#context.closedError !== undefined) {
      throw new ConnectionError('The session is closed', { code: errorCode.closed });
    }
    const base = this.#cluster.settingsOf(execute?.executionProfile);
    if (base === undefined) {
      throw new ConfigurationError(`There is no execution profile '${execute!.executionProfile}' in executionProfiles`);
    }
    if (execute === undefined && isEmpty(statement)) return base;
    if (execute !== undefined) checkExecuteOptions(execute);
    return mergeSettings(base, statement, execute ?? noExecuteOptions, this.#nodeOf(execute?.host));
  }

  #nodeOf(host: Node | string | undefined): Node | undefined {
    if (host === undefined) return undefined;
    const endpoint = typeof host === 'string' ? host : host.endpoint;
    const node = this.#cluster.nodes.find((candidate) => candidate.endpoint === endpoint);
    if (node === undefined) throw new ConfigurationError(`Option 'host': there is no node ${endpoint} in this cluster`);
    return node;
  }
}

function optionsOf(statement: ExecutableStatement<unknown>): StatementOptions {
  if (typeof statement === 'string') return noStatementOptions;
  if (statement instanceof BoundStatement) return statement.prepared.options;
  if (statement instanceof SimpleStatement || statement instanceof PreparedStatement) return statement.options;
  throw new TypeError('A statement is a CQL text, a SimpleStatement, a PreparedStatement or a BoundStatement');
}

/** `USE name` sets the keyspace of the session instead of going over the wire. */
function keyspaceToUse(statement: ExecutableStatement<unknown>, parameters: unknown): string | undefined {
  if (parameters !== undefined && !isEmpty(parameters as object)) return undefined;
  if (typeof statement === 'string') return statementKind(statement) === 'use' ? keyspaceOfUse(statement) : undefined;
  return statement instanceof SimpleStatement && statement.kind === 'use' ? keyspaceOfUse(statement.query) : undefined;
}

function refuseUse(statement: ExecutableStatement<unknown>, parameters: unknown): void {
  if (keyspaceToUse(statement, parameters) !== undefined) {
    throw new ConfigurationError('USE gives no rows: call execute or setKeyspace');
  }
}

function isEmpty(object: object): boolean {
  // Of an array, `in` would make a text of each index.
  if (Array.isArray(object)) return object.length === 0;
  for (const _ in object) return false;
  return true;
}
