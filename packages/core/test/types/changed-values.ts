// Changes everything that can be changed of a value, in place: its bytes, its elements, its entries, its fields, and theirs.
import { types } from 'cassandra-driver';

export function changeInPlace(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || Object.isFrozen(value)) return;
  seen.add(value);
  const change = (inner: unknown): void => changeInPlace(inner, seen);
  if (ArrayBuffer.isView(value)) {
    (value as Uint8Array).fill(7);
  } else if (value instanceof Date) {
    value.setTime(86_400_000 * 7);
  } else if (Array.isArray(value)) {
    value.forEach(change);
    value.length = 0;
  } else if (value instanceof Set) {
    value.forEach(change);
    value.clear();
  } else if (value instanceof Map) {
    value.forEach((item, key) => [item, key].forEach(change));
    value.clear();
  } else if (value instanceof types.Vector) {
    change(value.elements);
  } else {
    changeFields(value as Record<string, unknown>, change);
  }
}

function changeFields(fields: Record<string, unknown>, change: (value: unknown) => void): void {
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    change(value);
    try {
      if (typeof value === 'number') fields[name] = value ^ 1;
      else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(fields) === Object.prototype) {
        fields[name] = null;
      }
    } catch {
      // A field that only the class itself sets.
    }
  }
}
