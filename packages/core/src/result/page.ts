import type { Row } from '../codec/row';
import type { Uuid } from '../driver/values';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import type { QueryTrace, QueryTraceOptions, QueryTraceReader } from './query-trace';

/** One page of a result, and where to go on. */
export interface Page<R = Row> {
  readonly rows: R[];
  /** Opaque and safe in a URL: give it as `pagingState` with the same statement and parameters. Null after the last page. */
  readonly pagingState: string | null;
  /** The columns, in order. Empty for a statement that gives no rows. */
  readonly columns: readonly ColumnSpec[];
  /** Which nodes were tried, how long each took, warnings, the trace id. */
  readonly executionInfo: ExecutionInfo;
  /** The trace of this request, when it was executed with `trace: true`; null otherwise, or when it is not whole in time. */
  getQueryTrace(options?: QueryTraceOptions): Promise<QueryTrace | null>;
}

/** What is of the request stays out of `JSON.stringify`: applications send pages to their clients as they are. */
export class ResultPage<R> implements Page<R> {
  readonly rows: R[];
  readonly pagingState: string | null;
  readonly #columns: readonly ColumnSpec[];
  readonly #executionInfo: ExecutionInfo;
  /** Only of a request that was traced: it keeps the session. */
  readonly #readTrace: QueryTraceReader | undefined;

  constructor(
    rows: R[],
    pagingState: string | null,
    { columns, executionInfo }: Pick<Page, 'columns' | 'executionInfo'>,
    readTrace: QueryTraceReader,
  ) {
    this.rows = rows;
    this.pagingState = pagingState;
    this.#columns = columns;
    this.#executionInfo = executionInfo;
    this.#readTrace = executionInfo.traceId === undefined ? undefined : readTrace;
  }

  get columns(): readonly ColumnSpec[] {
    return this.#columns;
  }

  get executionInfo(): ExecutionInfo {
    return this.#executionInfo;
  }

  async getQueryTrace(options?: QueryTraceOptions): Promise<QueryTrace | null> {
    const traceId = this.#executionInfo.traceId as Uuid | undefined;
    return traceId === undefined ? null : this.#readTrace!(traceId, options);
  }
}
