// A whole result: every page of it.
import { Row } from '../codec/row';
import type { ExecutionInfo } from '../errors/execution-info';
import { typeCode, type ColumnSpec } from '../protocol/data-type';
import { RequestExecutionInfo } from './request-execution-info';
import { checkOptions } from '../options/option-table';
import { queryTraceBag, type QueryTrace, type QueryTraceOptions, type QueryTraceReader } from './query-trace';

/** The column that tells whether the condition of a lightweight transaction held. */
const appliedColumn = '[applied]';

/**
 * The result of `session.execute`: all rows, from all pages.
 *
 * @example
 * const users = await session.execute('SELECT name, email FROM users');
 * for (const user of users) console.log(user.name);
 * console.log(`${users.length} users`);
 */
export class AsyncResultSet<R = Row> {
  /** All rows, in the order of the server. */
  readonly rows: R[];
  /** The columns, in order. Empty for a statement that gives no rows. */
  readonly columns: readonly ColumnSpec[];
  /** Always null: `execute` follows the pages to the end. `executePage` gives one page and the paging state of the next one. */
  readonly pagingState: string | null = null;
  /** Which nodes were tried, how long each took, warnings, the trace id. */
  readonly executionInfo: ExecutionInfo;
  /** Set only for a traced request, because it keeps the session alive. */
  readonly #readTrace: QueryTraceReader | undefined;
  readonly #mayBeConditional: boolean;

  /**
   * Makes a result from rows, without a server: for fakes in tests.
   *
   * @example
   * const users: Session = { ...unused, execute: async () => AsyncResultSet.of([{ name: 'Ada' }]) };
   */
  static of<R = Row>(rows: Iterable<unknown>, columns: readonly ColumnSpec[] = []): AsyncResultSet<R> {
    const noTrace = (): Promise<null> => Promise.resolve(null);
    return new AsyncResultSet(
      [...rows] as R[],
      columns,
      new RequestExecutionInfo([], undefined, undefined),
      noTrace,
      true,
    );
  }

  /** @internal */
  static create<R>(
    rows: R[],
    columns: readonly ColumnSpec[],
    executionInfo: ExecutionInfo,
    readTrace: QueryTraceReader,
    mayBeConditional = true,
  ): AsyncResultSet<R> {
    return new AsyncResultSet(rows, columns, executionInfo, readTrace, mayBeConditional);
  }

  private constructor(
    rows: R[],
    columns: readonly ColumnSpec[],
    executionInfo: ExecutionInfo,
    readTrace: QueryTraceReader,
    mayBeConditional: boolean,
  ) {
    this.rows = rows;
    this.columns = columns;
    this.executionInfo = executionInfo;
    this.#readTrace = executionInfo.traceId === undefined ? undefined : readTrace;
    this.#mayBeConditional = mayBeConditional;
  }

  /** The number of rows. */
  get length(): number {
    return this.rows.length;
  }

  /** The first row; null without rows. */
  one(): R | null {
    return this.rows[0] ?? null;
  }

  /** Returns `rows`: the same array, not a copy. */
  all(): R[] {
    return this.rows;
  }

  /**
   * Whether the condition of a lightweight transaction held; undefined where there was no condition, and for transactions
   * of Accord, which do not report it.
   */
  get wasApplied(): boolean | undefined {
    const column = this.columns[0];
    if (!this.#mayBeConditional || column?.name !== appliedColumn || column.type.code !== typeCode.boolean)
      return undefined;
    // Read by position: the table may have a column of this name, too.
    return this.rows.length > 0 && Row.prototype.get.call(this.rows[0], 0) === true;
  }

  /** Iterates over the rows. */
  [Symbol.iterator](): IterableIterator<R> {
    return this.rows[Symbol.iterator]();
  }

  /** Iterates over the rows, so that code for streams also accepts a result. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<R> {
    yield* this.rows;
  }

  /** Reads the trace of a request with `trace: true`. Null for other requests, or when the trace is not complete in time. */
  async getQueryTrace(options: QueryTraceOptions = {}): Promise<QueryTrace | null> {
    checkOptions(queryTraceBag, options);
    const { traceId } = this.executionInfo;
    return traceId === undefined || this.#readTrace === undefined ? null : this.#readTrace(traceId, options);
  }
}
