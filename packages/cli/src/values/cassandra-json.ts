// Converts values to Cassandra's own JSON (CQL, "JSON support"), which `INSERT ... JSON` reads back as the same value.
import { types } from '@async-cassandra/core';

const { BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Long, Tuple, Uuid, Vector } = types;

/** Classes whose text is the JSON text of their value. */
const textual = [Duration, InetAddress, Integer, LocalTime, Uuid];

/** The years that Cassandra reads in the text of a date. */
const plainDate = /^\d{4}-/;
/** Cassandra 3.11 reads the text of an earlier timestamp, before 1582-10-15, in the Julian calendar. */
const firstPlainTimestamp = Date.UTC(1582, 9, 15);

/** A decimal with more digits is written with an exponent. */
const mostDecimals = 100;

/** A value that JSON.stringify writes as Cassandra reads it. */
export type CassandraJson =
  | null
  | string
  | number
  | boolean
  // A list, a set, a tuple or a vector
  | readonly CassandraJson[]
  // A map or a user-defined type
  | { readonly [key: string]: CassandraJson };

export function toCassandraJson(value: unknown): CassandraJson {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'bigint':
      return fromInteger(value);
    case 'number':
      // Cassandra reads NaN and the infinities as text, and the sign of zero, which JSON.stringify drops, as well.
      return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0.0' : String(value);
    case 'object':
      return fromObject(value as object);
    default:
      return value as string | boolean;
  }
}

function fromObject(value: object): CassandraJson {
  if (value instanceof Long) return fromInteger(BigInt(value.toString()));
  if (value instanceof Date) return fromTimestamp(value);
  if (value instanceof LocalDate) return fromDate(value);
  if (value instanceof BigDecimal) return fromDecimal(value);
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`;
  if (textual.some((kind) => value instanceof kind)) return value.toString();
  if (value instanceof Tuple) return (value.values() as unknown[]).map(toCassandraJson);
  if (Array.isArray(value) || value instanceof Set || value instanceof Vector)
    return Array.from(value as Iterable<unknown>, toCassandraJson);
  const entries: [string, unknown][] =
    value instanceof Map
      ? Array.from(value as Map<unknown, unknown>, ([key, element]) => [toMapKey(toCassandraJson(key)), element])
      : Object.entries(value).map(([field, element]) => [toInsertKey(field), element]);
  return Object.fromEntries(entries.map(([key, element]) => [key, toCassandraJson(element)]));
}

/** Returns a number if JavaScript represents it exactly, otherwise its digits. */
function fromInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Keys in JSON are texts: any other key is the JSON of its value, as a text. */
export function toMapKey(key: CassandraJson): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}

/** Cassandra reads the digits of any number of milliseconds, and the text of a four-digit year. */
function fromTimestamp(value: Date): string {
  const text = value.toISOString();
  return plainDate.test(text) && value.getTime() >= firstPlainTimestamp ? text : String(value.getTime());
}

/** cassandra-driver's text omits the zeros of a negative scale, and writes all zeros of a large one. */
function fromDecimal(value: InstanceType<typeof BigDecimal>): string {
  const bytes = BigDecimal.toBuffer(value);
  const scale = bytes.readInt32BE();
  if (scale >= 0 && scale <= mostDecimals) return value.toString();
  return `${Integer.fromBuffer(bytes.subarray(4)).toString()}E${-scale}`;
}

/** Cassandra reads its own number of days as the text of any date. */
function fromDate(value: InstanceType<typeof LocalDate>): string {
  const text = value.toString();
  return plainDate.test(text) ? text : String(value.toBuffer().readUInt32BE());
}

/**
 * `INSERT ... JSON` folds the names of columns and fields: a name that is not in lower case is put in double quotes. Quotes within it stay
 * unchanged, unlike in CQL.
 */
export function toInsertKey(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`;
}
