import { types } from 'cassandra-driver';

interface VectorParts {
  readonly subtype: unknown;
  readonly elements: unknown;
}

/** A value that can be compared deeply: a Vector is a Proxy that hides what it holds, and no invalid Date equals another. */
export function comparable(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return { date: value.getTime() };
  if (value instanceof types.LocalDate) return { localDate: `${value}`, ...value, date: undefined };
  if (Array.isArray(value)) return Array.from(value, comparable);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [comparable(k), comparable(v)]));
  if (value instanceof Set) return new Set([...value].map(comparable));
  if (value instanceof types.Tuple) return { tuple: comparable(value.elements) };
  if (value instanceof types.Vector && !(value instanceof Float32Array)) {
    const { subtype, elements } = value as unknown as VectorParts;
    return { subtype, vector: comparable(elements) };
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}
