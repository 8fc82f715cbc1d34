// Codecs between the date and time types of CQL and the classes of Temporal.
import { Duration, Long, type LocalDate, type LocalTime } from '../driver/values';
import { codec, type Codec } from '../codec/codec';
import {
  isTemporal,
  temporalNamespace,
  type TemporalDuration,
  type TemporalInstant,
  type TemporalNamespace,
} from './temporal-namespace';

/** The nanoseconds of each unit, from hours down to nanoseconds. */
const sizes = [3_600_000_000_000n, 60_000_000_000n, 1_000_000_000n, 1_000_000n, 1000n, 1n] as const;
const maxInt32 = 0x7fff_ffff;
const maxInt64 = 2n ** 63n - 1n;

/**
 * Reads a `timestamp` as `Temporal.Instant`, a `date` as `Temporal.PlainDate`, a `time` as `Temporal.PlainTime`, and a `duration` as
 * `Temporal.Duration`. Writes these, and the values that the types accept without the codecs. A `Temporal.ZonedDateTime` is
 * written as its instant.
 *
 * A value that does not fit is an error: a timestamp has whole milliseconds, so round other instants (`instant.round('millisecond')`).
 *
 * @param temporal The `Temporal` of a polyfill. Default: the global one.
 * @throws ConfigurationError without a `Temporal`.
 * @example
 * import { Temporal } from '@js-temporal/polyfill';
 * const cluster = new AsyncCluster({ codecs: temporalCodecs(Temporal) });
 */
export function temporalCodecs(temporal?: TemporalNamespace): Codec[] {
  const { Instant, PlainDate, PlainTime, Duration: TemporalDuration } = temporalNamespace(temporal);
  return [
    codec({
      type: 'timestamp',
      decode: (at: Date) => Instant.fromEpochMilliseconds(at.getTime()),
      encode: timestampOf,
    }),
    codec({
      type: 'date',
      decode: ({ year, month, day }: LocalDate) => new PlainDate(year, month, day),
      encode: dateOf,
    }),
    codec({
      type: 'time',
      decode: ({ hour, minute, second, nanosecond }: LocalTime) =>
        new PlainTime(hour, minute, second, ...partsOfSecond(nanosecond)),
      encode: timeOf,
    }),
    codec({
      type: 'duration',
      decode: (duration: Duration) => new TemporalDuration(...fieldsOf(duration)),
      encode: durationOf,
    }),
  ];
}

function timestampOf(value: unknown): unknown {
  if (!isTemporal(value, 'Instant') && !isTemporal(value, 'ZonedDateTime')) return value;
  const { epochMilliseconds, epochNanoseconds } = value as TemporalInstant;
  if (BigInt(String(epochNanoseconds)) !== BigInt(epochMilliseconds) * 1_000_000n) {
    throw new RangeError("A timestamp holds whole milliseconds: round the instant with round('millisecond')");
  }
  return epochMilliseconds;
}

/** Writes the day of any calendar as the ISO 8601 text of the day. */
function dateOf(value: unknown): unknown {
  if (!isTemporal(value, 'PlainDate')) return value;
  return (value as { toString(options: { readonly calendarName: string }): string }).toString({
    calendarName: 'never',
  });
}

function timeOf(value: unknown): unknown {
  return isTemporal(value, 'PlainTime') ? String(value) : value;
}

function durationOf(value: unknown): unknown {
  if (!isTemporal(value, 'Duration')) return value;
  const { years, months, weeks, days, ...time } = fieldsIn(value as TemporalDuration);
  const parts = [time.hours, time.minutes, time.seconds, time.milliseconds, time.microseconds, time.nanoseconds];
  const nanoseconds = parts.reduce((sum, part, index) => sum + BigInt(part) * sizes[index]!, 0n);
  const allMonths = years * 12 + months;
  const allDays = weeks * 7 + days;
  if (
    Math.abs(allMonths) > maxInt32 ||
    Math.abs(allDays) > maxInt32 ||
    nanoseconds > maxInt64 ||
    nanoseconds < -maxInt64
  ) {
    throw new RangeError(
      'A duration of CQL has at most 2147483647 months, as many days, and 292 years of hours and less',
    );
  }
  return new Duration(allMonths, allDays, Long.fromString(nanoseconds.toString()));
}

/** The fields are getters of the class, not properties of the object. */
function fieldsIn(duration: TemporalDuration): TemporalDuration {
  const { years, months, weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds } = duration;
  return { years, months, weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds };
}

/** Years (0), months, weeks (0), days, and then hours down to nanoseconds: months and days as in CQL. */
function fieldsOf(duration: Duration): number[] {
  const { months, days, nanoseconds } = duration as unknown as { months: number; days: number; nanoseconds: Long };
  let rest = BigInt(nanoseconds.toString());
  const time = sizes.map((size) => {
    const part = rest / size;
    rest -= part * size;
    return Number(part);
  });
  return [0, months, 0, days, ...time];
}

function partsOfSecond(nanosecond: number): [milliseconds: number, microseconds: number, nanoseconds: number] {
  return [Math.floor(nanosecond / 1_000_000), Math.floor(nanosecond / 1000) % 1000, nanosecond % 1000];
}
