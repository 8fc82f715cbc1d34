import type { ColumnSpec } from '../protocol/data-type';
import type { Row } from './row';

/** Turns the rows of a result into objects. One decoder serves every page of its statement. */
export interface RowDecoder {
  readonly columns: readonly ColumnSpec[];
  /**
   * Appends `count` rows to `into` and returns the position after them: a page may be decoded in pieces.
   * Throws ProtocolError when a value is malformed or passes `end`; `into` then holds the rows before it. Nothing else is
   * thrown, but for what the constructor of a registered user type throws.
   */
  decode(buffer: Buffer, position: number, end: number, count: number, into: Row[]): number;
}
