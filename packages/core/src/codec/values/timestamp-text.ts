// Timestamps as text: ISO 8601 with its offset from UTC, never a text that depends on the time zone of the reader.
import { daysOfMonth, daysSinceEpoch } from './date-text';

const iso =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})0*)?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?))?$/;
const dayMs = 86_400_000;
/** The largest distance of a Date from the epoch, in milliseconds. */
export const maxDateMs = 8.64e15;

/** Milliseconds since the epoch; NaN for another text, a day that does not exist, or a fraction of a millisecond. */
export function parseTimestamp(text: string): number {
  const match = iso.exec(text);
  if (match === null || match[1] === '-000000') return NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const [offsetHour, offsetMinute] = match.slice(9, 11).map((digits) => Number(digits ?? 0));
  if (month! < 1 || month! > 12 || day! < 1 || day! > daysOfMonth(year!, month!)) return NaN;
  if (hour! > 23 || minute! > 59 || second! > 59 || offsetHour! > 18 || offsetMinute! > 59) return NaN;
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0'));
  const offset = (offsetHour! * 60 + offsetMinute!) * (match[8] === '-' ? -1 : 1);
  const time = ((hour! * 60 + minute! - offset) * 60 + second!) * 1000 + milliseconds;
  const timestamp = daysSinceEpoch(year!, month!, day!) * dayMs + time;
  return Math.abs(timestamp) <= maxDateMs ? timestamp : NaN;
}
