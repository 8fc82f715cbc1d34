// timestamp: Date, milliseconds since the epoch.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ValueCodec } from '../value-codec';
import { Long } from '../../driver/values';
import { ProtocolError } from '../../errors/protocol-error';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { isDate, timeOf } from '../dates';
import { writeInt64 } from './long-codecs';
import { maxDateMs, parseTimestamp } from './timestamp-text';

const twoTo32 = 0x1_0000_0000;
const expected = 'a Date, milliseconds, or an ISO 8601 string like 2024-02-29T13:30:00Z';

export const timestampCodec: ValueCodec = {
  size: 8,
  isBareInVector: true,
  decode: (buffer, position) => dateFromWords(readInt32(buffer, position), readInt32(buffer, position + 4)),
  encode: writeTimestamp,
};

/** CQL has 292 million years, a Date 273,790: the other years have no Date, and an invalid Date would be another value. */
export function dateFromWords(high: number, low: number): Date {
  const milliseconds = high * twoTo32 + (low >>> 0);
  if (milliseconds > maxDateMs || milliseconds < -maxDateMs) {
    throw new ProtocolError('no Date reaches so far; select its milliseconds with toUnixTimestamp(...)');
  }
  return new Date(milliseconds);
}

export function writeTimestamp(writer: ByteWriter, value: unknown): void {
  if (isDate(value)) writeMilliseconds(writer, timeOf(value), value);
  else if (typeof value === 'string') writeMilliseconds(writer, parseTimestamp(value), value);
  else if (typeof value === 'number' || typeof value === 'bigint' || Long.isLong(value)) writeInt64(writer, value);
  else throw wrongType(expected, value);
}

function writeMilliseconds(writer: ByteWriter, milliseconds: number, original: unknown): void {
  if (Number.isNaN(milliseconds)) throw wrongType(expected, original);
  writer.int64FromNumber(milliseconds);
}
