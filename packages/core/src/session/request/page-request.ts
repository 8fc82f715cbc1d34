// A request whose answer is one page: for streams and scans, which request each page separately.
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import { EncodedPage, type EncodedRows } from '../../result/encoded-page';
import type { Cancellable, PageReceiver } from '../../result/page-source';
import type { Attempt } from './attempt';
import type { Operation } from '../operations/operation';
import { QueryRequest } from './query-request';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

export class PageRequest extends QueryRequest implements Cancellable {
  readonly #receiver: PageReceiver;

  constructor(
    context: SessionContext,
    operation: Operation,
    settings: RequestSettings,
    pagingState: Buffer | null,
    receiver: PageReceiver,
  ) {
    super(context, operation, settings);
    this.pagingState = pagingState;
    this.#receiver = receiver;
    this.start();
  }

  protected override onFailure(error: unknown): void {
    this.#receiver.onFailure(error);
  }

  override get scope(): 'page' {
    return 'page';
  }

  protected override onRows(attempt: Attempt, response: RowsResponse): void {
    const rows = this.#rowsOf(attempt, response);
    this.settle();
    this.#receiver.onPage(new EncodedPage(rows, response.pagingState, this.executionInfo(response)));
  }

  protected override onNoRows(response: Response, schemaInAgreement?: boolean): void {
    this.#receiver.onPage(new EncodedPage(undefined, null, this.executionInfo(response, schemaInAgreement)));
  }

  #rowsOf(attempt: Attempt, response: RowsResponse): EncodedRows {
    const { buffer, rowsStart, rowsEnd, rowCount } = response;
    return {
      buffer,
      position: rowsStart,
      end: rowsEnd,
      count: rowCount,
      decoder: this.rowDecoderFor(attempt, response),
    };
  }
}
