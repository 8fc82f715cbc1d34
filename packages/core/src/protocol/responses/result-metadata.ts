// <metadata>: the columns of rows, or the variables of a prepared statement (v5 spec, sections 4.2.5.2 and 4.2.5.4).
import type { ByteReader } from '../byte-reader';
import type { ColumnSpec } from '../data-type';
import { decodeDataType } from '../data-type-option';

export const metadataFlag = {
  globalTableSpec: 0x0001,
  hasMorePages: 0x0002,
  noMetadata: 0x0004,
  metadataChanged: 0x0008,
} as const;

/** The name and the type of a column have at least 2 bytes each. */
const minColumnLength = 4;

export function decodeColumnCount(reader: ByteReader, flags: number): number {
  return reader.count('the number of columns', flags & metadataFlag.noMetadata ? 0 : minColumnLength);
}

export function decodeColumns(reader: ByteReader, flags: number, count: number): readonly ColumnSpec[] {
  const columns = new Array<ColumnSpec>(count);
  const isGlobal = (flags & metadataFlag.globalTableSpec) !== 0;
  const globalKeyspace = isGlobal ? reader.string('the keyspace of the columns') : '';
  const globalTable = isGlobal ? reader.string('the table of the columns') : '';
  for (let index = 0; index < count; index++) {
    const keyspace = isGlobal ? globalKeyspace : reader.string('the keyspace of a column');
    const table = isGlobal ? globalTable : reader.string('the table of a column');
    const name = reader.string('the name of a column');
    columns[index] = Object.freeze({ keyspace, table, name, type: decodeDataType(reader) });
  }
  // Frozen, because callers and all executions of the statement share these columns.
  return Object.freeze(columns);
}
