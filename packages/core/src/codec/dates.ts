// Dates of any realm: a Date from `structuredClone` in Jest or from `node:vm` is not an instance of this realm's Date.
import { isDate as isAnyDate } from 'node:util/types';

const { getTime } = Date.prototype;

export function isDate(value: unknown): value is Date {
  return value instanceof Date || isAnyDate(value);
}

/** Does not call a method of the value, which may have another prototype. */
export function timeOf(date: Date): number {
  return getTime.call(date);
}
