// One page of a result, its rows still in the bytes that came from the server: they are decoded as they are walked, a few at a
// time, so that a row is young when it is handed over and a page costs its bytes instead of its objects.
import type { Row } from '../codec/row';
import type { RowDecoder } from '../codec/row-decoder';
import type { ExecutionInfo } from '../errors/execution-info';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import type { ColumnSpec } from '../protocol/data-type';

/** Where the rows are: `count` of them in `buffer` from `position` to `end`. */
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
  /** Where the next page begins; null after the last one. */
  readonly pagingState: Buffer | null;
  readonly executionInfo: ExecutionInfo;
  readonly columns: readonly ColumnSpec[];
  readonly #rows: EncodedRows | undefined;
  #position: number;
  #left: number;
  #decoded = 0;
  /** What is thrown in place of the row with this number, from 0. */
  #refusal: { readonly row: number; readonly error: Error } | undefined = undefined;

  /** Without `rows`: the answer of a statement that gives none. */
  constructor(rows: EncodedRows | undefined, pagingState: Buffer | null, executionInfo: ExecutionInfo) {
    this.rowCount = rows?.count ?? 0;
    this.pagingState = pagingState;
    this.executionInfo = executionInfo;
    this.columns = rows?.decoder.columns ?? noColumns;
    this.#rows = rows;
    this.#position = rows?.position ?? 0;
    this.#left = this.rowCount;
  }

  /** Rows that can still be decoded. */
  get left(): number {
    return this.#left;
  }

  get decoded(): number {
    return this.#decoded;
  }

  /** Rows from this number on, from 0, are too many: `decode` throws the error in their place. */
  refuseFrom(row: number, error: Error): void {
    this.#refusal = { row, error };
  }

  /**
   * Appends up to `count` of the rows that are left to `into`.
   *
   * @throws UnreadableAnswerError when one cannot be read: `into` then has the rows before it, and none is left.
   */
  decode(count: number, into: Row[]): void {
    const rows = this.#rows;
    const taken = Math.min(count, this.#left);
    if (rows === undefined || taken === 0) return;
    const before = into.length;
    try {
      const allowed = Math.min(taken, (this.#refusal?.row ?? Infinity) - this.#decoded);
      this.#position = rows.decoder.decode(rows.buffer, this.#position, rows.end, allowed, into);
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
