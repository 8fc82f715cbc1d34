// The session as a type: AsyncCassandraSession implements it, SessionWrapper delegates to it.
import type { Row } from '../codec/row';
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ObservedSession } from '../observability/metrics/observed-session';
import type { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import type { BatchStatement } from '../statement/batch-statement';
import type { ExecutableStatement } from '../statement/executable-statement';
import type { StatementParameters } from '../statement/parameters';
import type { PreparedStatement } from '../statement/prepared-statement';
import type { ConcurrentOptions, ConcurrentOutcome } from './concurrent/concurrent-executions';
import type { Some, StatementCall } from './concurrent/execute-concurrently';
import type { ExecuteOptions } from '../statement/execute-options';
import type { PrepareOptions } from '../statement/prepare-options';
import type { CountOptions, ScanOptions } from './scan-options';
import type { StreamOptions } from './stream-options';
import type { TableScan } from '../result/table-scan';

/**
 * Executes statements on a cluster. Depend on this type where a wrapper, a rate-limited session or a fake in a test may be used.
 *
 * @example
 * export class Users {
 *   constructor(private readonly session: Session) {}
 *   async find(id: Uuid): Promise<User | null> {
 *     return (await this.session.execute<User>('SELECT * FROM users WHERE id = ?', [id])).one();
 *   }
 * }
 */
export interface Session extends AsyncDisposable {
  /** The keyspace of unqualified names; undefined when the session has none. */
  readonly keyspace: string | undefined;
  /** Whether the session was closed. It cannot be used again. */
  readonly isClosed: boolean;
  /** The collectors that record every request; undefined when there are none. */
  readonly metrics: MetricsMiddleware | undefined;
  /** Gauges and counters of the session and of its cluster's nodes, for monitors. */
  readonly observed: ObservedSession;

  /**
   * Executes a statement and returns its whole result: all rows, following the pages. For results of any size see `executeStream`.
   *
   * Parameters go by position (`?`) or by name (`:name` from an object); `undefined` leaves a column unset, `null` writes null.
   *
   * @throws the server's errors as subclasses of cassandra-driver's `ResponseError` (`InvalidRequestError`, `ReadTimeoutError`, ...);
   *   `OperationTimedOutError` after `timeoutMs`; `NoHostAvailableError` when no node could be tried; `OverloadError` beyond
   *   `maxConcurrentRequests` and `maxQueuedRequests`; `TypeError` or `RangeError` for a parameter that does not fit its column.
   *
   * @example
   * const { rows } = await session.execute('SELECT name FROM users WHERE id = ?', [id]);
   */
  execute<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters?: NoInfer<P>,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>>;

  /**
   * Executes the statements of a batch as one request.
   *
   * @throws the errors of `execute`.
   *
   * @example
   * await session.executeBatch(new BatchStatement({ type: 'unlogged' }).addAll(insert, rows));
   */
  executeBatch(batch: BatchStatement, options?: ExecuteOptions): Promise<AsyncResultSet>;

  /**
   * Executes a statement and returns its rows as a stream: any number of rows in the memory of two pages.
   *
   * @throws the errors of `execute` when the first page cannot be read. A later page that cannot be read ends the stream with a
   *   `StreamError`: give it as `resume`, and a new stream returns exactly the rows that were not delivered. `QueryError` with the
   *   code `INVALID_PAGING_STATE` for a `resume` or `pagingState` of another statement, other parameters or changed columns.
   *
   * @example
   * for await (const user of await session.executeStream('SELECT * FROM users')) await greet(user);
   */
  executeStream<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters?: NoInfer<P>,
    options?: StreamOptions,
  ): Promise<AsyncStreamingResultSet<R>>;

  /**
   * Executes a statement and returns one page of its rows, and the paging state of the next one: for pages that are shown one by one.
   *
   * @throws the errors of `execute`; QueryError when `options.pagingState` is damaged or belongs to another statement or other parameters.
   *
   * @example
   * const { rows, pagingState } = await session.executePage(byUser, [id], { fetchSize: 50, pagingState: request.query.after });
   */
  executePage<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters?: NoInfer<P>,
    options?: ExecuteOptions,
  ): Promise<Page<R>>;

  /**
   * Executes a statement with each of many parameters, or many statements, several at once; yields the outcomes in order.
   * Parameters are pulled as outcomes are taken: at most `concurrency` requests are started and not yet taken. A failed request yields an
   * outcome with an `error`, unless `stopOnError` is set.
   *
   * @throws the error of the source of parameters; the signal's reason.
   *
   * @example
   * for await (const { index, error } of session.executeConcurrent(insert, rows)) {
   *   if (error !== undefined) console.error(`row ${index}:`, error);
   * }
   */
  executeConcurrent<R = Row, P extends StatementParameters = StatementParameters>(
    statement: ExecutableStatement<R, P>,
    parameters: Some<NoInfer<P>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<R>, undefined>;
  executeConcurrent<R = Row>(
    statements: Some<StatementCall<R>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<R>, undefined>;

  /**
   * Reads a whole table, or the rows of it that satisfy a condition: by ranges of its tokens, several at once, each from a node
   * that holds it. `table` is `name` or `keyspace.name`, as in CQL. No request is sent before the first row is requested.
   *
   * @throws (the iteration) a `StreamError` when a range cannot be read, after retries: `scan.checkpoint()` returns its position.
   *
   * @example
   * for await (const item of session.scanTable('shop.items', { columns: ['id', 'price'] })) total += item.price;
   */
  scanTable<R = Row>(table: string, options?: ScanOptions): TableScan<R>;

  /** Counts the rows of a table, or the rows that satisfy a condition: the nodes count, range by range, several at once. @throws the error of a range that cannot be counted, after retries. */
  countTable(table: string, options?: CountOptions): Promise<number>;

  /**
   * Lets the server parse and check a statement once for any number of executions. Preparing the same text again is free.
   *
   * @throws the server's `InvalidRequestError` or `CqlSyntaxError`; `TimeoutError` after `timeoutMs`.
   *
   * @example
   * const byId = await session.prepare<User>('SELECT * FROM users WHERE id = ?');
   */
  prepare<R = Row, P extends StatementParameters = StatementParameters>(
    query: string,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<R, P>>;

  /**
   * Sets the keyspace of unqualified names, for requests that begin after this. The name is exact: `Shop` is not `shop`.
   *
   * @throws the server's `InvalidRequestError` when the keyspace does not exist; `ConfigurationError` for an invalid name.
   */
  setKeyspace(keyspace: string): Promise<void>;

  /**
   * Refuses new requests, waits a moment for requests in flight, and releases the session. The cluster stays connected. Idempotent.
   */
  close(): Promise<void>;
}
