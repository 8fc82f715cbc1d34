// Decodes rows by walking the columns: used where generated code is forbidden, and as the reference in tests of generated code.
import type { ColumnSpec } from '../../protocol/data-type';
import { decodeBytes, readLength } from '../elements';
import { createRowClass, hasDuplicateNames, keepAllValues, type Row } from '../row';
import { malformedColumn } from '../malformed';
import type { RowDecoder } from '../row-decoder';
import { setProperty } from '../set-property';
import type { ValueCodec } from '../value-codec';

export class InterpretedRowDecoder implements RowDecoder {
  readonly #codecs: readonly ValueCodec[];
  readonly #newRow: new () => Row;
  readonly #keepsAllValues: boolean;

  constructor(
    readonly columns: readonly ColumnSpec[],
    codecs: readonly ValueCodec[],
  ) {
    this.#codecs = codecs;

    const names = columns.map((column) => column.name);
    this.#newRow = createRowClass(names);
    this.#keepsAllValues = hasDuplicateNames(names);
  }

  decode(buffer: Buffer, position: number, end: number, count: number, into: Row[]): number {
    let next = position;
    for (let index = 0; index < count; index++) next = this.#decodeRow(buffer, next, end, into);
    return next;
  }

  #decodeRow(buffer: Buffer, start: number, end: number, into: Row[]): number {
    const { columns } = this;
    const codecs = this.#codecs;
    const row = new this.#newRow();
    const values: unknown[] = [];
    let position = start;
    let index = 0;
    try {
      for (; index < columns.length; index++) {
        const length = readLength(buffer, position, end);
        const value = decodeBytes(codecs[index]!, buffer, position + 4, length);
        position += length > 0 ? 4 + length : 4;
        setProperty(row, columns[index]!.name, value);
        if (this.#keepsAllValues) values.push(value);
      }
    } catch (error) {
      throw malformedColumn(columns[index]!, error);
    }
    if (this.#keepsAllValues) keepAllValues(row, values);
    into.push(row);
    return position;
  }
}
