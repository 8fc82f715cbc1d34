// One page of a result, still encoded: rows are decoded as they are walked, a few at a time, so that a row is young when it is
// delivered and a page costs its bytes instead of its objects.
import type { Row } from '../codec/row';
import type { RowDecoder } from '../codec/row-decoder';
import type { ExecutionInfo } from '../errors/execution-info';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import type { ColumnSpec } from '../protocol/data-type';

/** Encoded rows: `count` rows in `buffer` from `position` to `end`. */
export interface EncodedRows {
  readonly buffer: Buffer;
  readonly position: number;
  readonly end: number;
  readonly count: number;
  readonly decoder: RowDecoder;
}

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

export class EncodedPage {
  readonly rowCount: number;
  /** The paging state of the next page; null after the last one. */
  readonly pagingState: Buffer | null;
  readonly executionInfo: ExecutionInfo;
  readonly columns: readonly ColumnSpec[];
  readonly #rows: EncodedRows | undefined;
  #position: number;
  #left: number;
  #decoded = 0;
  /** The error that is thrown in place of the row with this index. */
  #refusal: { readonly row: number; readonly error: Error } | undefined = undefined;

  /** `rows` is undefined for the answer of a statement without rows. */
  constructor(rows: EncodedRows | undefined, pagingState: Buffer | null, executionInfo: ExecutionInfo) {
    this.rowCount = rows?.count ?? 0;
    this.pagingState = pagingState;
    this.executionInfo = executionInfo;
    this.columns = rows?.decoder.columns ?? noColumns;
    this.#rows = rows;
    this.#position = rows?.position ?? 0;
    this.#left = this.rowCount;
  }

  /** The number of rows that can still be decoded. */
  get left(): number {
    return this.#left;
  }

  get decoded(): number {
    return this.#decoded;
  }

  /** Makes `decode` throw the error in place of the rows from this index on. */
  refuseFrom(row: number, error: Error): void {
    this.#refusal = { row, error };
  }

  /**
   * Appends up to `count` of the remaining rows to `into`.
   *
   * @throws UnreadableAnswerError when a row cannot be read: `into` then has the rows before it, and no row is left.
   */
  decode(count: number, into: Row[], decoder = this.#rows?.decoder): void {
    const rows = this.#rows;
    const taken = Math.min(count, this.#left);
    if (rows === undefined || decoder === undefined || taken === 0) return;
    const before = into.length;
    try {
      const allowed = Math.min(taken, (this.#refusal?.row ?? Infinity) - this.#decoded);
      this.#position = decoder.decode(rows.buffer, this.#position, rows.end, allowed, into);
      if (allowed < taken) throw this.#refusal!.error;
      this.#left -= taken;
      if (this.#left === 0 && this.#position !== rows.end) {
        throw new UnreadableAnswerError(`${rows.end - this.#position} bytes follow the last row of a page`);
      }
    } catch (error) {
      this.#left = 0;
      throw error;
    } finally {
      this.#decoded += into.length - before;
    }
  }
}
