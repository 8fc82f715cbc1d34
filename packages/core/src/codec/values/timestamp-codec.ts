// timestamp: Date, milliseconds since the epoch.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import { Long } from '../../driver/values';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { writeInt64 } from './long-codecs';

const TWO_TO_32 = 0x1_0000_0000;
const EXPECTED = 'a Date, its string, or milliseconds';

export const timestampCodec: ValueCodec = {
  size: 8,
  isBareInVector: true,
  decode: (buffer, position) =>
    new Date(readInt32(buffer, position) * TWO_TO_32 + (readInt32(buffer, position + 4) >>> 0)),
  encode: writeTimestamp,
};

export function writeTimestamp(writer: ByteWriter, value: unknown): void {
  if (value instanceof Date) writeDate(writer, value, value);
  else if (typeof value === 'string') writeDate(writer, new Date(value), value);
  else if (typeof value === 'number' || typeof value === 'bigint' || Long.isLong(value)) writeInt64(writer, value);
  else throw wrongType(EXPECTED, value);
}

function writeDate(writer: ByteWriter, date: Date, original: unknown): void {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw wrongType(EXPECTED, original);
  writer.int64FromNumber(milliseconds);
}
