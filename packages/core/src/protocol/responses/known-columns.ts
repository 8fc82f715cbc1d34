// In v4 every answer describes its columns, mostly in the same bytes as an earlier answer. Equal bytes are not decoded again: they give
// the same array, by which a cached decoder is found.
import type { ByteReader } from '../byte-reader';
import type { ColumnSpec } from '../data-type';
import { decodeColumns, metadataFlag } from './result-metadata';

interface Known {
  readonly isGlobal: boolean;
  readonly bytes: Buffer;
  readonly columns: readonly ColumnSpec[];
}

/** Enough bytes to distinguish most statements: keyspace, table and a column. */
const keyLength = 48;
const maxKeys = 256;
const maxOfOneKey = 8;

const known = new Map<string, Known[]>();

/** Returns the same as `decodeColumns`, from the cache if possible. */
export function decodeKnownColumns(reader: ByteReader, flags: number, count: number): readonly ColumnSpec[] {
  const { buffer, position, end } = reader;
  const key = buffer.toString('latin1', position, Math.min(position + keyLength, end));
  const isGlobal = (flags & metadataFlag.globalTableSpec) !== 0;
  const candidates = known.get(key);
  for (const candidate of candidates ?? []) {
    const { bytes, columns } = candidate;
    if (candidate.isGlobal !== isGlobal || columns.length !== count || position + bytes.length > end) continue;
    if (bytes.compare(buffer, position, position + bytes.length) !== 0) continue;
    reader.position = position + bytes.length;
    return columns;
  }
  const columns = decodeColumns(reader, flags, count);
  const entry = { isGlobal, bytes: Buffer.from(buffer.subarray(position, reader.position)), columns };
  if (known.size >= maxKeys && candidates === undefined) known.delete(known.keys().next().value!);
  known.set(key, [entry, ...(candidates ?? [])].slice(0, maxOfOneKey));
  return columns;
}
