// The session as a type: AsyncCassandraSession implements it, SessionWrapper delegates to it.
import type { Row } from '../codec/row';
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ObservedSession } from '../observability/metrics/observed-session';
import type { AsyncResultSet } from '../result/async-result-set';
import type { BatchStatement } from '../statement/batch-statement';
import type { ExecutableStatement } from '../statement/executable-statement';
import type { StatementParameters } from '../statement/parameters';
import type { ParametersOf, RowOf } from '../statement/typed-text';
import type { ConcurrentOptions, ConcurrentOutcome } from './concurrent/concurrent-executions';
import type { Some, TypedCall } from './concurrent/execute-concurrently';
import type { ExecuteOptions } from '../statement/execute-options';
import type { CountOptions } from './scan-options';
import type { TableScan } from '../result/table-scan';
import type { ColumnOf, ScannedRow, TypedScanOptions, TypedTable } from './typed-scan';
import type { SessionStatementMethods } from './typed-statement-methods';

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
export interface Session extends AsyncDisposable, SessionStatementMethods {
  /** The keyspace of unqualified names; undefined when the session has none. */
  readonly keyspace: string | undefined;
  /** Whether the session was closed. It cannot be used again. */
  readonly isClosed: boolean;
  /** The collectors that record every request; undefined when there are none. */
  readonly metrics: MetricsMiddleware | undefined;
  /** Gauges and counters of the session and of its cluster's nodes, for monitors. */
  readonly observed: ObservedSession;

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
   * Executes a statement with each of many parameters, or many statements, several at once; yields the outcomes in order.
   * Parameters are pulled as outcomes are taken: at most `concurrency` requests are started and not yet taken, and `await` without a loop
   * sends nothing. A failed request yields an outcome with an `error`, unless `stopOnError` is set.
   *
   * @throws the error of the source of parameters; the signal's reason.
   *
   * @example
   * for await (const { index, error } of session.executeConcurrent(insert, rows)) {
   *   if (error !== undefined) console.error(`row ${index}:`, error);
   * }
   */
  executeConcurrent<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    parameters: Some<ParametersOf<Q, NoInfer<P>>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<RowOf<Q, R>>, undefined>;
  executeConcurrent<R = Row, Q extends string = string>(
    statements: Some<TypedCall<R, Q>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<RowOf<Q, R>>, undefined>;

  /**
   * Reads a whole table, or the rows of it that satisfy a condition: by ranges of its tokens, several at once, each from a node
   * that holds it. `table` is `name` or `keyspace.name`, as in CQL. No request is sent before the first row is requested.
   *
   * @throws (the iteration) a `StreamError` when a range cannot be read, after retries: `scan.checkpoint()` returns its position.
   *
   * @example
   * for await (const item of session.scanTable('shop.items', { columns: ['id', 'price'] })) total += item.price;
   */
  scanTable<R = Row, T extends string = string, C extends ColumnOf<T> = ColumnOf<T>>(
    table: TypedTable<T>,
    options?: TypedScanOptions<C>,
  ): TableScan<ScannedRow<T, C, R>>;

  /** Counts the rows of a table, or the rows that satisfy a condition: the nodes count, range by range, several at once. @throws the error of a range that cannot be counted, after retries. */
  countTable<T extends string = string>(table: TypedTable<T>, options?: CountOptions): Promise<number>;

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
