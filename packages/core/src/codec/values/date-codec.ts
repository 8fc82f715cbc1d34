// date: LocalDate, days since the epoch with the epoch at 2^31.
import type { ValueCodec } from '../value-codec';
import { LocalDate } from '../../driver/values';
import { wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';

/** One number is days since the epoch: in the class's documentation, not in its types. */
const DaysDate = LocalDate as unknown as new (daysSinceEpoch: number) => LocalDate;
const EXPECTED = 'a LocalDate, a Date, or a string like 2024-02-29';
const CALENDAR = /^(-?\d+)-(\d{1,2})-(\d{1,2})$/;
const DAYS = /^-?\d+$/;

export const dateCodec: ValueCodec = {
  size: 4,
  decode: (buffer, position) => new DaysDate(readInt32(buffer, position) ^ 0x8000_0000),
  encode: (writer, value) => writer.raw(toLocalDate(value).toBuffer()),
};

/** As cassandra-driver reads them, but a day that no calendar has is an error and not some other day. */
function toLocalDate(value: unknown): LocalDate {
  if (value instanceof LocalDate) return value;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return LocalDate.fromDate(value);
  const date = typeof value === 'string' ? parse(value) : undefined;
  if (date === undefined) throw wrongType(EXPECTED, value);
  return date;
}

function parse(text: string): LocalDate | undefined {
  if (DAYS.test(text)) {
    const days = Number(text);
    return days >= -0x8000_0000 && days <= 0x7fff_ffff ? new DaysDate(days) : undefined;
  }
  const [, year, month, day] = (CALENDAR.exec(text) ?? []).map(Number);
  if (year === undefined || Math.abs(year) > 271_820) return undefined;
  const date = new LocalDate(year, month!, day!);
  return date.month === month && date.day === day ? date : undefined;
}
