// A request of a QUERY, an EXECUTE or a BATCH: the answer is rows, nothing, or a schema change.
import { UnreadableAnswerError } from '../../errors/unreadable-answer-error';
import type { Row } from '../../codec/row';
import type { RowDecoder } from '../../codec/row-decoder';
import type { Response } from '../../protocol/responses/response';
import type { RowsResponse } from '../../protocol/responses/rows';
import type { SchemaChangeResponse } from '../../protocol/responses/schema-change';
import type { Attempt } from './attempt';
import { RequestExecution } from './request-execution';

export abstract class QueryRequest extends RequestExecution {
  /** Takes rows; settles the request unless another page follows. */
  protected abstract onRows(attempt: Attempt, response: RowsResponse): void;

  /** Takes an answer without rows. The request is settled. `schemaInAgreement` is set after a schema change. */
  protected abstract onNoRows(response: Response, schemaInAgreement?: boolean): void;

  protected override onAnswer(attempt: Attempt, response: Response): void {
    switch (response.kind) {
      case 'rows':
        this.onRows(attempt, response);
        return;
      case 'void':
        this.settle();
        this.onNoRows(response);
        return;
      case 'schemaChange':
        this.#onSchemaChange(attempt, response);
        return;
      default:
        throw new UnreadableAnswerError(`${attempt.node.endpoint} answered a query with a ${response.kind} message`);
    }
  }

  /** Adds the rows of a response to `rows`. A row that cannot be decoded throws, and may leave the rows before it there. */
  protected decodeRows(decoder: RowDecoder, response: RowsResponse, rows: Row[]): void {
    const { buffer, rowsStart, rowsEnd, rowCount } = response;
    const end = decoder.decode(buffer, rowsStart, rowsEnd, rowCount, rows);
    if (end !== rowsEnd) throw new UnreadableAnswerError(`${rowsEnd - end} bytes follow the last row of a page`);
  }

  #onSchemaChange({ node }: Attempt, response: SchemaChangeResponse): void {
    // The server has made the change. The wait for agreement has a limit of its own, so the deadline of the request ends here.
    this.settle();
    this.context.afterSchemaChange(response.schemaChange, node).then(
      (inAgreement) => this.onNoRows(response, inAgreement),
      (error: unknown) => this.onFailure(error),
    );
  }
}
