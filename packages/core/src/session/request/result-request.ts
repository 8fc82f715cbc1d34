// A request whose answer is a whole result: follows the pages and collects the rows. The constructor starts the request, so that a caller
// cannot hold one that never runs.
import type { Row } from '../../codec/row';
import type { ColumnSpec } from '../../protocol/data-type';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import { AsyncResultSet } from '../../result/async-result-set';
import { tooManyRows } from '../../result/too-many-rows';
import type { QueryTraceReader } from '../../result/query-trace';
import type { Attempt } from './attempt';
import type { Operation } from '../operations/operation';
import { QueryRequest } from './query-request';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

export class ResultRequest<R> extends QueryRequest {
  readonly promise: Promise<AsyncResultSet<R>>;
  readonly #rows: Row[] = [];
  readonly #readTrace: QueryTraceReader;
  #resolve!: (result: AsyncResultSet<R>) => void;
  #reject!: (error: unknown) => void;

  constructor(
    context: SessionContext,
    operation: Operation,
    settings: RequestSettings,
    pagingState: Buffer | null,
    readTrace: QueryTraceReader,
  ) {
    super(context, operation, settings);
    this.pagingState = pagingState;
    this.#readTrace = readTrace;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.start();
  }

  protected override onFailure(error: unknown): void {
    this.#reject(error);
  }

  protected override onRows(attempt: Attempt, response: RowsResponse): void {
    const decoder = this.rowDecoderFor(attempt, response);
    const { rowCount, pagingState } = response;
    if (this.#rows.length + rowCount > this.settings.maxRows) {
      this.fail(tooManyRows('The result', this.settings.maxRows, '; use executeStream for results of any size'));
      return;
    }
    const before = this.#rows.length;
    try {
      this.decodeRows(decoder, response, this.#rows);
    } catch (error) {
      // A retry may request this page again, so its rows are dropped.
      this.#rows.length = before;
      throw error;
    }
    if (pagingState !== null) {
      this.continueWith(pagingState, rowCount > 0);
      return;
    }
    this.settle();
    this.#resolve(this.#result(response, decoder.columns));
  }

  protected override onNoRows(response: Response, schemaInAgreement?: boolean): void {
    this.#resolve(this.#result(response, noColumns, schemaInAgreement));
  }

  #result(response: Response, columns: readonly ColumnSpec[], schemaInAgreement?: boolean): AsyncResultSet<R> {
    const info = this.executionInfo(response, schemaInAgreement);
    const { mayBeConditional } = this.operation;
    return AsyncResultSet.create(this.#rows as R[], columns, info, this.#readTrace, mayBeConditional);
  }
}
