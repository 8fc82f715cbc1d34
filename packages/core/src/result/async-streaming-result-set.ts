// The rows of one statement as a stream.
import type { Row } from '../codec/row';
import type { Uuid } from '../driver/values';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import type { PageReceiver, PageRequests } from './page-source';
import { StatementPages, type PageLimits } from './statement-pages';
import type { QueryTrace, QueryTraceOptions, QueryTraceReader } from './query-trace';
import { RowStream } from './row-stream';
import type { PagePosition, StreamPosition } from './stream-position';

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

/**
 * The result of `session.executeStream`: any number of rows in the memory of two pages. Pages are asked for at the pace at which
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

  /** The page that rows are taken from: 0 before the first row is asked for, then from 1; empty pages count. */
  get pageNumber(): number {
    return this.#pages.pageNumber;
  }

  /** The rows of all pages up to `pageNumber`. */
  get totalRowsFetched(): number {
    return this.#pages.rowCount;
  }

  /**
   * Where the page after `pageNumber` begins: give it as `pagingState` with the same statement and parameters, also in another
   * process, to go on there. Null when there is none. Rows of the present page that have not been taken are not part of the rest:
   * `position` counts them. After an error in the middle of a page it is where that page begins.
   */
  get pagingState(): string | null {
    return this.#pages.pagingState;
  }

  /**
   * Where the rows begin that have not been handed over, to the row, at any time and also after an early end of a loop: give it as
   * `resume` with the same statement and parameters. Undefined after the last row.
   */
  get position(): StreamPosition | undefined {
    return this.#pages.position(this.cursor.rowsTaken);
  }

  /** The columns, in order. Empty for a statement that gives no rows. */
  get columns(): readonly ColumnSpec[] {
    return this.#pages.latest?.columns ?? noColumns;
  }

  /** How the page was got that came last: which nodes were tried, how long each took, warnings, the trace id. */
  get executionInfo(): ExecutionInfo | undefined {
    return this.#pages.latest?.executionInfo;
  }

  /** The trace of the page that came last, when the stream was opened with `trace: true`; null otherwise, or when it is not whole in time. */
  async getQueryTrace(options?: QueryTraceOptions): Promise<QueryTrace | null> {
    const traceId = this.executionInfo?.traceId as Uuid | undefined;
    return traceId === undefined ? null : this.#readTrace(traceId, options);
  }

  /** @internal Asks for the first page. */
  open(onFirst: PageReceiver): void {
    this.#pages.open(onFirst);
  }
}
