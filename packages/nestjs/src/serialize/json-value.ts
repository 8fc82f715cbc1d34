// Converts CQL values to JSON. Values that JSON.stringify handles correctly stay unchanged: a value without anything to convert is
// returned as it is, so rows of plain columns cost one check for each value.
import { types as kinds } from 'node:util';
import {
  AsyncResultSet,
  BigDecimal,
  Duration,
  InetAddress,
  Integer,
  LocalDate,
  LocalTime,
  Long,
  Row,
  Tuple,
  Uuid,
  Vector,
} from '@async-cassandra/core';
import { numberText } from './number-text';

/** Returns the exposed properties of an object of a class; undefined if all are exposed. */
export type ToPlain = (value: object) => unknown;

interface Place {
  /** The objects that contain the value. */
  readonly parents: readonly object[];
  readonly toPlain: ToPlain | undefined;
}

/**
 * - bigint, `Long`, `Integer` (varint), `BigDecimal` and `Duration`: text, as no JSON number holds them all
 * - UUIDs, addresses, dates and times: text
 * - Buffer and other bytes: base64
 * - Set, tuple, vector, typed array: array
 * - Map: object; its keys become text
 * - `AsyncResultSet`: its rows
 *
 * `toPlain` is called for each object of a class, except rows.
 */
export function toJsonValue(value: unknown, toPlain?: ToPlain): unknown {
  return convert(value, { parents: [], toPlain });
}

function convert(value: unknown, place: Place): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (kinds.isUint8Array(value)) return base64Of(value);
  const text = textOf(value);
  if (text !== undefined) return text;
  // A cycle: JSON.stringify reports it.
  if (place.parents.includes(value)) return value;
  const within = { parents: [...place.parents, value], toPlain: place.toPlain };
  if (Array.isArray(value)) return convertArray(value, within);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (it: unknown) => convert(it, within));
  if (kinds.isSet(value) || value instanceof Vector) return convertArray([...(value as Iterable<unknown>)], within);
  if (kinds.isMap(value)) return convertMap(value, within);
  if (value instanceof Tuple) return convertArray(value.values() as unknown[], within);
  if (value instanceof AsyncResultSet) return convertArray(value.rows, within);
  const plain = isOfAClass(value) ? place.toPlain?.(value) : undefined;
  if (plain !== undefined && plain !== value) return convert(plain, { parents: within.parents, toPlain: undefined });
  // Dates, and other objects with a JSON form of their own.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value;
  return convertObject(value as Record<string, unknown>, within);
}

const base64Of = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function textOf(value: object): string | undefined {
  if (value instanceof Integer || value instanceof BigDecimal) return numberText(value);
  return textClasses.some((kind) => value instanceof kind) ? String(value) : undefined;
}

const textClasses = [Long, Uuid, Duration, InetAddress, LocalDate, LocalTime];

/** Returns whether the object is of a class other than a row, a plain object or a Date. */
function isOfAClass(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype !== null && prototype !== Object.prototype && !(value instanceof Row) && !kinds.isDate(value);
}

function convertArray(values: readonly unknown[], within: Place): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let i = 0; i < values.length; i++) {
    const converted = convert(values[i], within);
    if (converted !== values[i]) (changed ??= values.slice())[i] = converted;
  }
  return changed ?? values;
}

function convertMap(map: ReadonlyMap<unknown, unknown>, within: Place): Record<string, unknown> {
  return Object.fromEntries(Array.from(map, ([key, value]) => [keyText(key, within), convert(value, within)]));
}

function keyText(key: unknown, within: Place): string {
  const converted = convert(key, within);
  return typeof converted === 'string' ? converted : keyOfJson(JSON.stringify(converted) ?? String(key));
}

/** Returns a text without its quotes, and everything else as JSON. */
const keyOfJson = (json: string): string => (json.startsWith('"') ? (JSON.parse(json) as string) : json);

/** A copy keeps the class, because later code may depend on it. */
function convertObject(value: Record<string, unknown>, within: Place): object {
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const converted = convert(value[key], within);
    if (converted === value[key]) continue;
    changed ??= copyOf(value);
    changed[key] = converted;
  }
  return changed ?? value;
}

function copyOf(value: Record<string, unknown>): Record<string, unknown> {
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>;
  // Defined, not assigned, because a column may be named __proto__.
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, { value: value[key], writable: true, enumerable: true, configurable: true });
  }
  return copy;
}
