// Values as Cassandra's own JSON has them (CQL, "JSON support"): what `INSERT ... JSON` reads back as the same value.
import { types } from '@async-cassandra/core';

const { BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Long, Tuple, Uuid, Vector } = types;

/** Their text is the JSON text of their value. */
const textual = [BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Uuid];

/** Something that JSON.stringify writes as Cassandra reads it. */
export type CassandraJson =
  null | string | number | boolean | readonly CassandraJson[] | { readonly [key: string]: CassandraJson };

export function toCassandraJson(value: unknown): CassandraJson {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'bigint':
      return fromInteger(value);
    case 'number':
      // Cassandra reads NaN and the infinities as text; so does it the sign of zero, which JSON.stringify drops.
      return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0.0' : String(value);
    case 'object':
      return fromObject(value as object);
    default:
      return value as string | boolean;
  }
}

function fromObject(value: object): CassandraJson {
  if (value instanceof Long) return fromInteger(BigInt(value.toString()));
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`;
  if (textual.some((kind) => value instanceof kind)) return value.toString();
  if (value instanceof Tuple) return (value.values() as unknown[]).map(toCassandraJson);
  if (Array.isArray(value) || value instanceof Set || value instanceof Vector)
    return Array.from(value as Iterable<unknown>, toCassandraJson);
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, element]) => [toKey(key), toCassandraJson(element)]));
}

/** A number where JavaScript holds it exactly, else its digits. */
function fromInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** JSON has only texts for keys: other keys are the JSON of their value, as a text. */
function toKey(key: unknown): string {
  const json = toCassandraJson(key);
  return typeof json === 'string' ? json : JSON.stringify(json);
}

/** `INSERT ... JSON` folds names as CQL does: one that is not in lower case goes in double quotes. */
export function toInsertKey(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
