// CQL values as JSON has them. What JSON.stringify does right by itself is left alone: a value without anything to change is
// given back as it is, so rows of plain columns cost one look at each value.
import { AsyncResultSet, BigDecimal, Duration, Integer, Long, Tuple, Vector } from '@async-cassandra/core';

/**
 * - bigint, `Long`, `Integer` (varint), `BigDecimal` and `Duration`: text, as no JSON number holds them all
 * - Buffer and other bytes: base64
 * - Set, tuple, vector, typed array: array
 * - Map: object; its keys become text
 * - `AsyncResultSet`: its rows
 */
export function toJsonValue(value: unknown): unknown {
  return convert(value, []);
}

function convert(value: unknown, parents: readonly object[]): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return base64Of(value);
  if (isNumberAsText(value)) return value.toString();
  // JSON.stringify says what is wrong with it.
  if (parents.includes(value)) return value;
  if (Array.isArray(value)) return convertArray(value, [...parents, value]);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (it: unknown) => convert(it, parents));
  if (value instanceof Set || value instanceof Vector) {
    return convertArray([...(value as Iterable<unknown>)], [...parents, value]);
  }
  if (value instanceof Map) return convertMap(value, [...parents, value]);
  if (value instanceof Tuple) return convertArray(value.values() as unknown[], [...parents, value]);
  if (value instanceof AsyncResultSet) return convertArray(value.rows, [...parents, value]);
  // Dates, UUIDs, addresses, and whatever else knows itself what it is in JSON.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value;
  return convertObject(value as Record<string, unknown>, [...parents, value]);
}

const base64Of = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function isNumberAsText(value: object): boolean {
  return value instanceof Long || value instanceof Integer || value instanceof BigDecimal || value instanceof Duration;
}

function convertArray(values: readonly unknown[], within: readonly object[]): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let i = 0; i < values.length; i++) {
    const converted = convert(values[i], within);
    if (converted !== values[i]) (changed ??= values.slice())[i] = converted;
  }
  return changed ?? values;
}

function convertMap(map: ReadonlyMap<unknown, unknown>, within: readonly object[]): Record<string, unknown> {
  return Object.fromEntries(Array.from(map, ([key, value]) => [keyText(key, within), convert(value, within)]));
}

function keyText(key: unknown, within: readonly object[]): string {
  const converted = convert(key, within);
  return typeof converted === 'string' ? converted : keyOfJson(JSON.stringify(converted) ?? String(key));
}

/** A text as it is, without its quotes; everything else as JSON writes it. */
const keyOfJson = (json: string): string => (json.startsWith('"') ? (JSON.parse(json) as string) : json);

/** A copy keeps the class: what comes after may decide by it. */
function convertObject(value: Record<string, unknown>, within: readonly object[]): object {
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
  // Defined, not assigned: a column may be called __proto__.
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, { value: value[key], writable: true, enumerable: true, configurable: true });
  }
  return copy;
}
