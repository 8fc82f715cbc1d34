// A request whose answer is one decoded page: the result of `executePage`.
import type { Row } from '../../codec/row';
import type { ColumnSpec } from '../../protocol/data-type';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import { ResultPage, type Page } from '../../result/page';
import { encodePagingState } from '../../result/paging-state';
import type { QueryTraceReader } from '../../result/query-trace';
import { tooManyRows } from '../../result/too-many-rows';
import type { Operation } from '../operations/operation';
import { pagingBinding } from './paging-binding';
import type { SessionContext } from '../session-context';
import type { Attempt } from './attempt';
import { QueryRequest } from './query-request';
import type { RequestSettings } from './request-settings';

const noColumns: readonly ColumnSpec[] = [];

export class PageResult<R> extends QueryRequest {
  readonly promise: Promise<Page<R>>;
  readonly #readTrace: QueryTraceReader;
  #resolve!: (page: Page<R>) => void;
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

  override get scope(): 'page' {
    return 'page';
  }

  protected override onFailure(error: unknown): void {
    this.#reject(error);
  }

  protected override onRows(attempt: Attempt, response: RowsResponse): void {
    const decoder = this.rowDecoderFor(attempt, response);
    const { rowCount, pagingState } = response;
    const { maxRows } = this.settings;
    if (rowCount > maxRows) {
      this.fail(tooManyRows('The page', maxRows, ': ask for smaller ones with fetchSize'));
      return;
    }
    const rows: Row[] = [];
    this.decodeRows(decoder, response, rows);
    const next =
      pagingState === null
        ? null
        : encodePagingState(pagingState, pagingBinding(this.operation, this.settings, this.context));
    this.settle();
    const info = { columns: decoder.columns, executionInfo: this.executionInfo(response) };
    this.#resolve(new ResultPage(rows as R[], next, info, this.#readTrace));
  }

  protected override onNoRows(response: Response, schemaInAgreement?: boolean): void {
    const info = { columns: noColumns, executionInfo: this.executionInfo(response, schemaInAgreement) };
    this.#resolve(new ResultPage<R>([], null, info, this.#readTrace));
  }
}
