// A request whose answer is a whole result: follows the pages and collects the rows. The constructor starts the request, so that a caller
// cannot hold one that never runs.
import type { Row } from '../../codec/row';
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { ColumnSpec } from '../../protocol/data-type';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import type { SchemaChangeResponse } from '../../protocol/responses/schema-change';
import { AsyncResultSet } from '../../result/async-result-set';
import { tooManyRows } from '../../result/too-many-rows';
import type { QueryTraceReader } from '../../result/query-trace';
import type { Attempt } from './attempt';
import type { Operation } from '../operations/operation';
import { RequestExecution } from './request-execution';
import type { RequestSettings } from './request-settings';
import type { SessionContext } from '../session-context';

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

export class ResultRequest<R> extends RequestExecution {
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

  protected override onAnswer(attempt: Attempt, response: Response): void {
    switch (response.kind) {
      case 'rows':
        this.#onRows(attempt, response);
        return;
      case 'void':
        this.#finish(response, noColumns);
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
    if (this.#rows.length + rowCount > this.settings.maxRows) {
      this.fail(tooManyRows('The result', this.settings.maxRows, '; use executeStream for results of any size'));
      return;
    }
    const before = this.#rows.length;
    try {
      const end = decoder.decode(buffer, rowsStart, rowsEnd, rowCount, this.#rows);
      if (end !== rowsEnd) throw new UnreadableAnswerError(`${rowsEnd - end} bytes follow the last row of a page`);
    } catch (error) {
      // A retry may request this page again, so its rows are dropped.
      this.#rows.length = before;
      throw error;
    }
    if (pagingState === null) this.#finish(response, decoder.columns);
    else this.continueWith(pagingState, rowCount > 0);
  }

  #onSchemaChange({ node }: Attempt, response: SchemaChangeResponse): void {
    // The server has made the change. The wait for agreement has a limit of its own, so the deadline of the request ends here.
    this.settle();
    this.context.afterSchemaChange(response.schemaChange, node).then(
      (inAgreement) => this.#resolve(this.#result(response, noColumns, inAgreement)),
      (error: unknown) => this.#reject(error),
    );
  }

  #finish(response: Response, columns: readonly ColumnSpec[]): void {
    this.settle();
    this.#resolve(this.#result(response, columns));
  }

  #result(response: Response, columns: readonly ColumnSpec[], schemaInAgreement?: boolean): AsyncResultSet<R> {
    const info = this.executionInfo(response, schemaInAgreement);
    const { mayBeConditional } = this.operation;
    return AsyncResultSet.create(this.#rows as R[], columns, info, this.#readTrace, mayBeConditional);
  }
}
