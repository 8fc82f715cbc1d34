// The methods of a session that take the text of a statement or a statement: as they are declared while no statement is known.
import type { Row } from '../codec/row';
import type { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import type { ExecutableStatement } from '../statement/executable-statement';
import type { ExecuteOptions } from '../statement/execute-options';
import type { StatementParameters } from '../statement/parameters';
import type { PrepareOptions } from '../statement/prepare-options';
import type { PreparedStatement } from '../statement/prepared-statement';
import type { StreamOptions } from './stream-options';

/** The methods of `Session` that take a statement. With known statements, `TypedStatementMethods` stand for them. */
export interface StatementMethods {
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
}
