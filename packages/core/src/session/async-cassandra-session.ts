// The session: applications execute statements with it. It interprets a call; request-execution.ts executes it.
// Above 300 lines: it has each method of the interface Session, and each method is short.
import type { Row } from '../codec/row';
import type { Uuid } from '../driver/values';
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { CallSite } from '../errors/call-site';
import { errorCode } from '../errors/error-codes';
import { errorOfUse } from '../errors/error-of-use';
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ObservedSession } from '../observability/metrics/observed-session';
import { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import type { QueryTrace, QueryTraceOptions } from '../result/query-trace';
import { RequestExecutionInfo } from '../result/request-execution-info';
import { foreignStatementError } from '../statement/another-copy';
import { BatchStatement } from '../statement/batch-statement';
import type { ExecutableStatement } from '../statement/executable-statement';
import type { StatementParameters } from '../statement/parameters';
import { PreparedStatement } from '../statement/prepared-statement';
import type { StatementOptions } from '../statement/statement-options';
import type { CallArguments, KeptText, ParametersOf, RowOf, TypedText, Uncallable } from '../statement/typed-text';
import { throwIfAborted } from '../waiting/on-abort';
import { rejectLater } from '../waiting/reject-later';
import { withDeadline } from '../waiting/with-deadline';
import { nowMs } from '../waiting/timers';
import { callSettings, noStatementOptions, optionsOf } from './call-settings';
import type { ClusterServices } from './cluster-services';
import type { ConcurrentOptions, ConcurrentOutcome } from './concurrent/concurrent-executions';
import {
  executeConcurrently,
  type ConcurrentArguments,
  type Some,
  type TypedCall,
} from './concurrent/execute-concurrently';
import type { ExecuteOptions } from '../statement/execute-options';
import { openStream } from './open-stream';
import type { Operation } from './operations/operation';
import { OperationFactory } from './operations/operation-factory';
import { checkPrepareOptions, type PrepareOptions } from '../statement/prepare-options';
import { pagingBinding } from './request/paging-binding';
import { decodePagingState } from '../result/paging-state';
import { readQueryTrace } from '../result/read-query-trace';
import { PageResult } from './request/page-result';
import type { RequestSettings } from './request/request-settings';
import { markPerhapsSent, markNotSent } from '../statement/write-errors';
import { ResultRequest } from './request/result-request';
import {
  checkCountOptions,
  checkScanOptions,
  requestOptionsOf,
  withOwnParameters,
  type CountOptions,
  type ScanOptions,
} from './scan-options';
import type { Session } from './session';
import { SessionContext } from './session-context';
import { SessionGauges } from './session-gauges';
import { splitStreamOptions, type StreamOptions } from './stream-options';
import type { TableScan } from '../result/table-scan';
import type { ColumnOf, ScannedRow, TypedScanOptions, TypedTable } from './typed-scan';
import type { ScanRequests, TableScans } from './table-scans';
import { keyspaceToUse, refuseUse } from '../statement/use-statement';

/** How long `close` waits for requests in flight. */
const closeGraceMs = 2000;

/**
 * Executes statements on a cluster. Made by `cluster.connect()`; the sessions of a cluster share its connections, and each
 * has its own keyspace.
 *
 * @example
 * await using session = await cluster.connect('shop');
 * const byId = await session.prepare<User>('SELECT * FROM users WHERE id = ?');
 * const user = (await session.execute(byId, [id])).one();
 */
export class AsyncCassandraSession implements Session {
  readonly observed: ObservedSession;
  readonly #cluster: ClusterServices;
  readonly #context: SessionContext;
  readonly #operations: OperationFactory;
  readonly #scans: TableScans;
  readonly #onClosed: (session: AsyncCassandraSession) => void;
  readonly #readTrace = (traceId: Uuid, options?: QueryTraceOptions): Promise<QueryTrace | null> =>
    readQueryTrace((...request) => this.execute(...request), traceId, options);
  #closing: Promise<void> | undefined;

  /** @internal Not private: the result of Nest's `get(AsyncCassandraSession)` is typed only when the constructor is public. */
  constructor(
    cluster: ClusterServices,
    keyspace: string | undefined,
    scans: TableScans,
    onClosed: (session: AsyncCassandraSession) => void,
  ) {
    if ((cluster as unknown) === undefined)
      throw new TypeError('A session cannot be constructed: call cluster.connect()');
    this.#cluster = cluster;
    this.#scans = scans;
    this.#onClosed = onClosed;
    this.#context = new SessionContext(cluster, keyspace);
    this.#operations = new OperationFactory(this.#context, cluster.prepared);
    this.observed = new SessionGauges(cluster, this.#context);
  }

  /** The keyspace of unqualified names, exactly as the cluster spells it. */
  get keyspace(): string | undefined {
    return this.#context.keyspace;
  }

  /** Whether the session was closed. It cannot be used again. */
  get isClosed(): boolean {
    return this.#context.closedError !== undefined;
  }

  /** The collectors that record every request of this session; undefined when there are none. */
  get metrics(): MetricsMiddleware | undefined {
    return this.#context.metrics;
  }

  /** @internal Reports every request from here on. Call it once. */
  reportTo(metrics: MetricsMiddleware): void {
    this.#context.metrics = metrics;
    metrics.watchSession(this.observed);
  }

  /** The number of requests in flight, and in the queue. */
  get requests(): { readonly inFlight: number; readonly queued: number } {
    const { active, queued } = this.#context.admission;
    return { inFlight: active, queued };
  }

  execute<R, _P extends StatementParameters, _Q extends string>(...uncallable: Uncallable): Promise<AsyncResultSet<R>>;
  execute<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, ExecuteOptions>
  ): Promise<AsyncResultSet<RowOf<Q, R>>>;
  execute<R>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    try {
      const settings = this.#settingsOf(optionsOf(statement), options);
      const keyspace = keyspaceToUse(statement, parameters);
      if (keyspace !== undefined) return this.#use(keyspace, settings);
      const operation = this.#operations.of(statement, parameters, settings);
      if (operation instanceof Promise) {
        return operation.then(
          (ready) => this.#run(ready, settings, options?.pagingState),
          (error: unknown) => rejectLater(markNotSent(error, statement, options, parameters)),
        );
      }
      return this.#run(operation, settings, options?.pagingState);
    } catch (error) {
      return rejectLater(markNotSent(error, statement, options, parameters));
    }
  }

  executeStream<R, _P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<AsyncStreamingResultSet<R>>;
  executeStream<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, StreamOptions>
  ): Promise<AsyncStreamingResultSet<RowOf<Q, R>>>;
  async executeStream<R>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options: StreamOptions = {},
  ): Promise<AsyncStreamingResultSet<R>> {
    const stream = splitStreamOptions(optionsOf(statement), options);
    const startedAt = nowMs();
    let settings: RequestSettings;
    let operation: Operation;
    try {
      settings = this.#settingsOf(optionsOf(statement), stream.execute);
      refuseUse(statement, parameters);
      const made = this.#operations.of(statement, parameters, settings);
      operation =
        made instanceof Promise
          ? await withDeadline(made, { timeoutMs: stream.config.timeoutMs, operation: 'The stream' })
          : made;
      // Every page is requested with these values.
      operation.snapshotValues();
    } catch (error) {
      return rejectLater(markNotSent(error, statement, options, parameters));
    }
    try {
      return await openStream<R>(this.#context, operation, settings, stream, startedAt, this.#readTrace);
    } catch (error) {
      throw markPerhapsSent(error, statement, options);
    }
  }

  executePage<R, _P extends StatementParameters, _Q extends string>(...uncallable: Uncallable): Promise<Page<R>>;
  executePage<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, ExecuteOptions>
  ): Promise<Page<RowOf<Q, R>>>;
  executePage<R>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<Page<R>> {
    try {
      const settings = this.#settingsOf(optionsOf(statement), options);
      refuseUse(statement, parameters);
      // Copies the values at once if possible, so that the call uses their current state.
      const operation = this.#operations.of(statement, parameters, settings);
      if (operation instanceof Promise) {
        return operation.then(
          (ready) => this.#runPage<R>(ready, settings, options?.pagingState),
          (error: unknown) => rejectLater(markNotSent(error, statement, options, parameters)),
        );
      }
      return this.#runPage(operation, settings, options?.pagingState);
    } catch (error) {
      return rejectLater(markNotSent(error, statement, options, parameters));
    }
  }

  executeConcurrent<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    parameters: Some<ParametersOf<Q, NoInfer<P>>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<RowOf<Q, R>>, undefined>;
  executeConcurrent<R = Row, Q extends string = string>(
    statements: Some<TypedCall<R, Q>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<RowOf<Q, R>>, undefined>;
  executeConcurrent<R>(...args: ConcurrentArguments<R>): AsyncIterableIterator<ConcurrentOutcome<R>, undefined> {
    return executeConcurrently<R>((...call) => this.execute<R>(...call), args);
  }

  scanTable<R = Row, T extends string = string, C extends ColumnOf<T> = ColumnOf<T>>(
    table: TypedTable<T>,
    options?: TypedScanOptions<C>,
  ): TableScan<ScannedRow<T, C, R>>;
  scanTable<R>(table: string, options: ScanOptions = {}): TableScan<R> {
    checkScanOptions(options);
    return this.#scans.scan<R>(this.#scanRequests(options), table, withOwnParameters(options));
  }

  countTable<T extends string = string>(table: TypedTable<T>, options?: CountOptions): Promise<number>;
  async countTable(table: string, options: CountOptions = {}): Promise<number> {
    checkCountOptions(options);
    return this.#scans.count(this.#scanRequests(options), table, withOwnParameters(options));
  }

  async executeBatch(batch: BatchStatement, options?: ExecuteOptions): Promise<AsyncResultSet> {
    if (!(batch instanceof BatchStatement)) {
      throw foreignStatementError(
        batch,
        'executeBatch takes a BatchStatement: new BatchStatement().add(query, parameters) for each statement',
      );
    }
    let settings: RequestSettings;
    let operation: Operation;
    try {
      if (batch.length === 0) throw new ConfigurationError('The batch is empty: add statements to it first');
      settings = this.#settingsOf(batch.options, options);
      const made = this.#operations.ofBatch(batch, settings);
      operation = made instanceof Promise ? await made : made;
    } catch (error) {
      return rejectLater(markNotSent(error, batch, options));
    }
    return this.#run(operation, settings, null);
  }

  prepare<R, P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<PreparedStatement<R, P>>;
  prepare<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    query: TypedText<Q>,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<RowOf<Q, R>, ParametersOf<Q, P>, KeptText<Q>>>;
  async prepare<R, P extends StatementParameters>(
    query: string,
    options: PrepareOptions = {},
  ): Promise<PreparedStatement<R, P>> {
    if (typeof query !== 'string' || query === '') throw new ConfigurationError('prepare needs a CQL text');
    checkPrepareOptions(options);
    const { customPayload, signal } = options;
    throwIfAborted(signal);
    if (this.isClosed) return rejectLater(sessionIsClosed());
    const settings = this.#settingsOf(noStatementOptions, { customPayload, timeoutMs: options.timeoutMs, signal });
    const keyspace = options.keyspace ?? this.keyspace;
    return PreparedStatement.create<R, P>(await this.#operations.prepared(query, keyspace, settings));
  }

  async setKeyspace(keyspace: string): Promise<void> {
    await this.checkKeyspace(keyspace);
    this.#context.keyspace = keyspace;
  }

  /** @internal Rejects with the server's own error when the keyspace does not exist. */
  async checkKeyspace(keyspace: string, signal?: AbortSignal): Promise<void> {
    if (typeof keyspace !== 'string' || !/^\w{1,48}$/.test(keyspace)) {
      throw new ConfigurationError(
        `'${String(keyspace)}' cannot be a keyspace: a name has 1 to 48 letters, digits and underscores`,
      );
    }
    // The server refuses a request that names an unknown keyspace. A USE would bind the whole connection, so none is sent.
    const call = new CallSite(this.checkKeyspace);
    try {
      await this.execute('SELECT key FROM system.local', [], { keyspace, signal });
    } catch (error) {
      throw errorOfUse(error, keyspace, call);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Calls `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Call it when connections have room again. */
  onCapacity(): void {
    this.#context.admission.onCapacity();
  }

  async #close(): Promise<void> {
    const error = sessionIsClosed();
    this.#context.closedError = error;
    const { admission, paused, streams } = this.#context;
    for (const stream of [...streams]) stream.interrupt(error);
    admission.cancelQueued(error);
    for (const request of [...paused]) request.cancel(error);
    await withDeadline(admission.whenIdle(), { timeoutMs: closeGraceMs, operation: 'close' }).catch(() => {});
    this.metrics?.forgetSession(this.observed);
    this.#onClosed(this);
  }

  #scanRequests(options: CountOptions): ScanRequests {
    const settings = this.#settingsOf(noStatementOptions, requestOptionsOf(options));
    return { session: this, context: this.#context, settings };
  }

  #run<R>(
    operation: Operation,
    settings: RequestSettings,
    pagingState: string | null | undefined,
  ): Promise<AsyncResultSet<R>> {
    const from = this.#pageOf(pagingState, operation, settings);
    return new ResultRequest<R>(this.#context, operation, settings, from, this.#readTrace).promise;
  }

  #runPage<R>(
    operation: Operation,
    settings: RequestSettings,
    pagingState: string | null | undefined,
  ): Promise<Page<R>> {
    const from = this.#pageOf(pagingState, operation, settings);
    return new PageResult<R>(this.#context, operation, settings, from, this.#readTrace).promise;
  }

  #pageOf(pagingState: string | null | undefined, operation: Operation, settings: RequestSettings): Buffer | null {
    return pagingState == null
      ? null
      : decodePagingState(pagingState, pagingBinding(operation, settings, this.#context));
  }

  async #use<R>(keyspace: string, settings: RequestSettings): Promise<AsyncResultSet<R>> {
    await this.setKeyspace(keyspace);
    return AsyncResultSet.create<R>(
      [],
      [],
      new RequestExecutionInfo([], undefined, settings.consistency),
      this.#readTrace,
    );
  }

  #settingsOf(statement: StatementOptions, execute: ExecuteOptions | undefined): RequestSettings {
    if (this.#context.closedError !== undefined) {
      throw sessionIsClosed();
    }
    const settings = callSettings(this.#cluster, statement, execute);
    if (settings.nowInSeconds !== undefined && this.#context.protocolVersion < 5) {
      throw new ConfigurationError(
        "Option 'nowInSeconds' needs protocol v5, and the cluster is connected with v4, which has no place for it",
      );
    }
    return settings;
  }
}

function sessionIsClosed(): ConnectionError {
  return new ConnectionError('The session is closed', { code: errorCode.closed });
}
