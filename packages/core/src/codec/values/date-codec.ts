// date: LocalDate, days since the epoch with the epoch at 2^31.
import type { ValueCodec } from '../value-codec';
import { LocalDate } from '../../driver/values';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { isDate, timeOf } from '../dates';
import { foreignDateBytes } from '../driver-values';
import { DaysDate, parseDate } from './date-text';

const expected = 'a LocalDate, a Date, or a string like 2024-02-29';

export const dateCodec: ValueCodec = {
  size: 4,
  decode: (buffer, position) => new DaysDate(readInt32(buffer, position) ^ 0x8000_0000),
  encode: (writer, value) => writer.raw(bytesOf(value)),
};

/** Accepts what cassandra-driver accepts, but a day that does not exist is an error and not another day. */
function bytesOf(value: unknown): Uint8Array {
  if (value instanceof LocalDate) return value.toBuffer();
  if (isDate(value) && !Number.isNaN(timeOf(value))) return LocalDate.fromDate(new Date(timeOf(value))).toBuffer();
  const bytes = typeof value === 'string' ? parseDate(value)?.toBuffer() : foreignDateBytes(value);
  if (bytes === undefined) throw wrongType(expected, value);
  return bytes;
}
