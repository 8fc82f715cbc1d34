// The text of a day, for every day of CQL, also outside the years of a JavaScript Date.
import { LocalDate } from '../../driver/values';

/** One number is days since the epoch: in the documentation of the class, but not in its types. */
export const DaysDate = LocalDate as unknown as new (daysSinceEpoch: number) => LocalDate;

const calendar = /^([+-]?\d{1,7})-(\d{1,2})-(\d{1,2})$/;
const dayCount = /^-?\d+$/;
/** The last day of a JavaScript Date, in days since the epoch. */
const maxDay = 100_000_000;
const daysOfEra = 146_097;

/** 2024-02-29, and +5881580-07-11 for more than four digits. `toString` of cassandra-driver gives a count of days outside the range of Date. */
export function dateText(date: LocalDate): string {
  return Number.isNaN(date.year) ? textOfDays(Number(date.toString())) : date.toString();
}

/**
 * `undefined` for a day that does not exist. Digits alone are accepted only where `LocalDate.toString` returns them: for
 * cassandra-driver they are days since 1970, in CQL days since 5877641 BC.
 */
export function parseDate(text: string): LocalDate | undefined {
  if (dayCount.test(text)) return localDate(Number(text), maxDay + 1);
  const [, year, month, day] = (calendar.exec(text) ?? []).map(Number);
  if (year === undefined || month! < 1 || month! > 12 || day! < 1 || day! > daysOfMonth(year, month!)) return undefined;
  return localDate(daysSinceEpoch(year, month!, day!), 0);
}

function localDate(days: number, nearest: number): LocalDate | undefined {
  return days >= -0x8000_0000 && days <= 0x7fff_ffff && Math.abs(days) >= nearest ? new DaysDate(days) : undefined;
}

export function daysOfMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Years start in March here, so that a leap day is the last day of a year; an era has 400 years. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysOfEra + dayOfEra - 719_468;
}

function textOfDays(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / daysOfEra);
  const dayOfEra = shifted - era * daysOfEra;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const sign = year < 0 ? '-' : '+';
  return `${sign}${Math.abs(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
