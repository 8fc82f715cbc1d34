import type { ColumnSpec } from '../protocol/data-type';
import type { Row } from './row';

/** Turns the rows of a result into objects. One decoder serves every page of its statement. */
export interface RowDecoder {
  readonly columns: readonly ColumnSpec[];
  /**
   * Appends `count` rows to `into` and returns the position after them: a page may be decoded in pieces.
   * @throws UnreadableAnswerError, and no other error, when a value is malformed, passes `end`, or is refused by its class; `into`
   * then contains the rows before it.
   */
  decode(buffer: Buffer, position: number, end: number, count: number, into: Row[]): number;
}
