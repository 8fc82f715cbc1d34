// The rows of one statement as a stream.
import type { Row } from '../codec/row';
import type { Uuid } from '../driver/values';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import { GivenRows } from './given-rows';
import type { PageReceiver, PageRequests } from './page-source';
import { StatementPages, type PageLimits } from './statement-pages';
import type { QueryTrace, QueryTraceOptions, QueryTraceReader } from './query-trace';
import { RowStream } from './row-stream';
import type { PagePosition, StreamPosition } from './stream-position';

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

/**
 * The result of `session.executeStream`: any number of rows in the memory of two pages. Pages are requested at the pace at which
 * rows are taken.
 *
 * @example
 * await using users = await session.executeStream('SELECT name, email FROM users');
 * for await (const user of users) console.log(user.name);
 */
export class AsyncStreamingResultSet<R = Row> extends RowStream<R> {
  readonly #pages: StatementPages;
  readonly #readTrace: QueryTraceReader;

  private constructor(pages: StatementPages, readTrace: QueryTraceReader, onOver: () => void) {
    super(pages, onOver);
    this.#pages = pages;
    this.#readTrace = readTrace;
  }

  /**
   * Makes a stream from rows, without a server: for fakes in tests. It has one page, and ends once it is read: make one for each call.
   *
   * @example
   * const users: Session = { ...unused, executeStream: async () => AsyncStreamingResultSet.of([{ name: 'Ada' }]) };
   */
  static of<R = Row>(rows: Iterable<unknown>, columns: readonly ColumnSpec[] = []): AsyncStreamingResultSet<R> {
    const source = new GivenRows([...rows] as Row[], columns);
    const start = { pagingState: null, rows: 0 };
    const noTrace = (): Promise<null> => Promise.resolve(null);
    const stream = AsyncStreamingResultSet.create<R>(source, { maxRows: Infinity }, start, noTrace, () => {});
    stream.open({ onPage() {}, onFailure() {} });
    return stream;
  }

  /** @internal */
  static create<R>(
    source: PageRequests,
    limits: PageLimits,
    from: PagePosition,
    readTrace: QueryTraceReader,
    onOver: () => void,
  ): AsyncStreamingResultSet<R> {
    return new AsyncStreamingResultSet<R>(new StatementPages(source, limits, from), readTrace, onOver);
  }

  /** The number of the current page, from 1; 0 before the first row is requested. Empty pages count. */
  get pageNumber(): number {
    return this.#pages.pageNumber;
  }

  /** The rows of all pages up to `pageNumber`. */
  get totalRowsFetched(): number {
    return this.#pages.rowCount;
  }

  /**
   * The paging state after `pageNumber`: give it as `pagingState` with the same statement and parameters, also in another
   * process, to continue there. Null after the last page. It skips the rest of the current page: `position` does not.
   * After an error in the middle of a page it is the beginning of that page.
   */
  get pagingState(): string | null {
    return this.#pages.pagingState;
  }

  /**
   * The exact position of the first row that was not delivered, at any time, also after an early end of a loop: give it as
   * `resume` with the same statement and parameters. Undefined after the last row.
   */
  get position(): StreamPosition | undefined {
    return this.#pages.position(this.cursor.rowsTaken);
  }

  /** The columns, in order. Empty for a statement that gives no rows. */
  get columns(): readonly ColumnSpec[] {
    return this.#pages.latest?.columns ?? noColumns;
  }

  /** The execution info of the last page: which nodes were tried, how long each took, warnings, the trace id. */
  get executionInfo(): ExecutionInfo | undefined {
    return this.#pages.latest?.executionInfo;
  }

  /** Reads the trace of the last page of a stream with `trace: true`. Null for other streams, or when the trace is not complete in time. */
  async getQueryTrace(options?: QueryTraceOptions): Promise<QueryTrace | null> {
    const traceId = this.executionInfo?.traceId as Uuid | undefined;
    return traceId === undefined ? null : this.#readTrace(traceId, options);
  }

  /** @internal Requests the first page. */
  open(onFirst: PageReceiver): void {
    this.#pages.open(onFirst);
  }
}
