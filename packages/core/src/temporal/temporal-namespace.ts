// The part of Temporal that the codecs use: of the global `Temporal`, or of a polyfill.
import { ConfigurationError } from '../errors/async-cassandra-error';

/** The part of `Temporal` that its codecs call. */
export interface TemporalNamespace {
  readonly Instant: { fromEpochMilliseconds(milliseconds: number): object };
  readonly PlainDate: new (year: number, month: number, day: number) => object;
  readonly PlainTime: new (...fields: number[]) => object;
  readonly Duration: new (...fields: number[]) => object;
}

export interface TemporalInstant {
  readonly epochMilliseconds: number;
  readonly epochNanoseconds: unknown;
}

export interface TemporalDuration {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
  readonly microseconds: number;
  readonly nanoseconds: number;
}

const classes = ['Instant', 'PlainDate', 'PlainTime', 'Duration'] as const;

/** @throws ConfigurationError when nothing was passed and there is no global `Temporal`, or when something else was passed. */
export function temporalNamespace(given: TemporalNamespace | undefined): TemporalNamespace {
  const found = given ?? (globalThis as { readonly Temporal?: TemporalNamespace }).Temporal;
  if (found === undefined) {
    throw new ConfigurationError(
      'This process has no global Temporal: pass one in, such as temporalCodecs(Temporal) with that of @js-temporal/polyfill',
    );
  }
  const missing = classes.find((name) => typeof (found as Partial<TemporalNamespace> | null)?.[name] !== 'function');
  if (missing === undefined) return found;
  throw new ConfigurationError(`temporalCodecs takes Temporal itself: what was passed in has no class '${missing}'`);
}

/** Whether a value is an instance of a Temporal class, of the global `Temporal` or of any polyfill. */
export function isTemporal(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === `Temporal.${name}`;
}
