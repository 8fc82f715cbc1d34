// A request whose answer is one page: for streams and scans, which request each page separately.
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import type { SchemaChangeResponse } from '../../protocol/responses/schema-change';
import { EncodedPage, type EncodedRows } from '../../result/encoded-page';
import type { Cancellable, PageReceiver } from '../../result/page-source';
import type { Attempt } from './attempt';
import type { Operation } from '../operations/operation';
import { RequestExecution } from './request-execution';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

export class PageRequest extends RequestExecution implements Cancellable {
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

  protected override onAnswer(attempt: Attempt, response: Response): void {
    switch (response.kind) {
      case 'rows':
        this.#finish(response, this.#rowsOf(attempt, response), response.pagingState);
        return;
      case 'void':
        this.#finish(response, undefined, null);
        return;
      case 'schemaChange':
        this.#onSchemaChange(attempt, response);
        return;
      default:
        throw new UnreadableAnswerError(`${attempt.node.endpoint} answered a query with a ${response.kind} message`);
    }
  }

  protected override onFailure(error: unknown): void {
    this.#receiver.onFailure(error);
  }

  override get scope(): 'page' {
    return 'page';
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

  #onSchemaChange({ node }: Attempt, response: SchemaChangeResponse): void {
    this.settle();
    this.context.afterSchemaChange(response.schemaChange, node).then(
      (inAgreement) =>
        this.#receiver.onPage(new EncodedPage(undefined, null, this.executionInfo(response, inAgreement))),
      (error: unknown) => this.#receiver.onFailure(error),
    );
  }

  #finish(response: Response, rows: EncodedRows | undefined, pagingState: Buffer | null): void {
    this.settle();
    this.#receiver.onPage(new EncodedPage(rows, pagingState, this.executionInfo(response)));
  }
}
