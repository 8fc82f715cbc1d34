import { types } from '../driver/values';

/** cassandra-driver's own mark for a parameter that leaves its column as it is. */
export const unset: unknown = types.unset;

export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined || value === unset;
}
