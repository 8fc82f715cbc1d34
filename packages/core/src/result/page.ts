import type { Row } from '../codec/row';
import type { Uuid } from '../driver/values';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import type { QueryTrace, QueryTraceOptions, QueryTraceReader } from './query-trace';

/** One page of a result, and the paging state of the next one. */
export interface Page<R = Row> {
  /** The rows of this page, in the order of the server. May be empty before the last page. */
  readonly rows: R[];
  /** Opaque and safe in a URL: give it as `pagingState` with the same statement and parameters. Null after the last page. */
  readonly pagingState: string | null;
  /** The columns, in order. Empty for a statement that gives no rows. */
  readonly columns: readonly ColumnSpec[];
  /** Which nodes were tried, how long each took, warnings, the trace id. */
  readonly executionInfo: ExecutionInfo;
  /** Reads the trace of a request with `trace: true`. Null for other requests, or when the trace is not complete in time. */
  getQueryTrace(options?: QueryTraceOptions): Promise<QueryTrace | null>;
}

/** Keeps execution info and columns out of `JSON.stringify`: applications send pages to their clients as they are. */
export class ResultPage<R> implements Page<R> {
  readonly rows: R[];
  readonly pagingState: string | null;
  readonly #columns: readonly ColumnSpec[];
  readonly #executionInfo: ExecutionInfo;
  /** Set only for a traced request, because it keeps the session alive. */
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
