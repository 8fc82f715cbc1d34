// date: LocalDate, days since the epoch with the epoch at 2^31.
import type { ValueCodec } from '../value-codec';
import { LocalDate } from '../../driver/values';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';
import { DaysDate, parseDate } from './date-text';

const EXPECTED = 'a LocalDate, a Date, or a string like 2024-02-29';

export const dateCodec: ValueCodec = {
  size: 4,
  decode: (buffer, position) => new DaysDate(readInt32(buffer, position) ^ 0x8000_0000),
  encode: (writer, value) => writer.raw(toLocalDate(value).toBuffer()),
};

/** As cassandra-driver reads them, but a day that no calendar has is an error and not some other day. */
function toLocalDate(value: unknown): LocalDate {
  if (value instanceof LocalDate) return value;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return LocalDate.fromDate(value);
  const date = typeof value === 'string' ? parseDate(value) : undefined;
  if (date === undefined) throw wrongType(EXPECTED, value);
  return date;
}
