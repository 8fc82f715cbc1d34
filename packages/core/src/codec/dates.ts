// Dates of any realm: what `structuredClone` gives in Jest, or what came out of `node:vm`, is no instance of our own Date.
import { isDate as isAnyDate } from 'node:util/types';

const { getTime } = Date.prototype;

export function isDate(value: unknown): value is Date {
  return value instanceof Date || isAnyDate(value);
}

/** Not by a method of the value, which may have another prototype. */
export function timeOf(date: Date): number {
  return getTime.call(date);
}
