// A request whose answer is one page: for streams and scans, which request each page separately.
import { TimeoutError } from '../../errors/async-cassandra-error';
import { isInstance } from '../../errors/thrown';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import { EncodedPage, type EncodedRows } from '../../result/encoded-page';
import type { Abandonable, PageReceiver } from '../../result/page-source';
import type { Attempt } from './attempt';
import type { Operation } from '../operations/operation';
import { QueryRequest } from './query-request';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

export class PageRequest extends QueryRequest implements Abandonable {
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

  abandon(cause?: unknown): void {
    if (cause === undefined) {
      this.leave();
      return;
    }
    // Shared: the time limit's error is the stream's, and a reason of a signal is the caller's own object.
    const isTimeout = isInstance(cause, TimeoutError);
    if (!isTimeout) this.abortReason = cause;
    this.cancel(isTimeout ? new TimeoutError(cause.message) : cause);
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
