// A request whose answer is one page, its rows decoded: what `executePage` gives.
import type { Row } from '../../codec/row';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { ColumnSpec } from '../../protocol/data-type';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import type { SchemaChangeResponse } from '../../protocol/responses/schema-change';
import { ResultPage, type Page } from '../../result/page';
import { encodePagingState } from '../../result/paging-state';
import type { QueryTraceReader } from '../../result/query-trace';
import { tooManyRows } from '../../result/too-many-rows';
import type { Operation } from '../operations/operation';
import { pagingBinding } from './paging-binding';
import type { SessionContext } from '../session-context';
import type { Attempt } from './attempt';
import { RequestExecution } from './request-execution';
import type { RequestSettings } from './request-settings';

const noColumns: readonly ColumnSpec[] = [];

export class PageResult<R> extends RequestExecution {
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

  protected override onAnswer(attempt: Attempt, response: Response): void {
    switch (response.kind) {
      case 'rows':
        this.#onRows(attempt, response);
        return;
      case 'void':
        this.#finish(response, [], noColumns, null);
        return;
      case 'schemaChange':
        this.#onSchemaChange(attempt, response);
        return;
      default:
        throw new UnreadableAnswerError(`${attempt.node.endpoint} answered a query with a ${response.kind} message`);
    }
  }

  protected override onFailure(error: unknown): void {
    this.#reject(error);
  }

  #onRows(attempt: Attempt, response: RowsResponse): void {
    const decoder = this.rowDecoderFor(attempt, response);
    const { buffer, rowsStart, rowsEnd, rowCount, pagingState } = response;
    const { maxRows } = this.settings;
    if (rowCount > maxRows) {
      this.fail(tooManyRows('The page', maxRows, ': ask for smaller ones with fetchSize'));
      return;
    }
    const rows: Row[] = [];
    const end = decoder.decode(buffer, rowsStart, rowsEnd, rowCount, rows);
    if (end !== rowsEnd) throw new UnreadableAnswerError(`${rowsEnd - end} bytes follow the last row of a page`);
    this.#finish(response, rows, decoder.columns, pagingState);
  }

  #onSchemaChange({ node }: Attempt, response: SchemaChangeResponse): void {
    // The server has done it: from here on no deadline of this request counts, the wait has a bound of its own.
    this.settle();
    this.context.afterSchemaChange(response.schemaChange, node).then(
      (inAgreement) => {
        const info = { columns: noColumns, executionInfo: this.executionInfo(response, inAgreement) };
        this.#resolve(new ResultPage<R>([], null, info, this.#readTrace));
      },
      (error: unknown) => this.#reject(error),
    );
  }

  #finish(response: Response, rows: Row[], columns: readonly ColumnSpec[], pagingState: Buffer | null): void {
    const next =
      pagingState === null
        ? null
        : encodePagingState(pagingState, pagingBinding(this.operation, this.settings, this.context));
    this.settle();
    const info = { columns, executionInfo: this.executionInfo(response) };
    this.#resolve(new ResultPage(rows as R[], next, info, this.#readTrace));
  }
}
