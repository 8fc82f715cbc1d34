import { types } from '../driver/values';

/** The value of cassandra-driver for a parameter that leaves its column unchanged. */
export const unset: unknown = types.unset;

/** Also true for the value of another copy of cassandra-driver: a frozen `{ unset: true }`. */
export function isUnset(value: unknown): boolean {
  return value === unset || (typeof value === 'object' && value !== null && isForeignUnset(value));
}

export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined || isUnset(value);
}

function isForeignUnset(value: object): boolean {
  return (value as { unset?: unknown }).unset === true && Object.isFrozen(value) && Object.keys(value).length === 1;
}
