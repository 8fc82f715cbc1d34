// Copies of parameters that wait until they can be encoded: what the application makes of its own objects meanwhile changes no request.
import { Buffer } from 'node:buffer';
import { isDataView, isMap, isSet } from 'node:util/types';
import { isDate, timeOf } from '../codec/dates';
import { isUnset } from '../codec/unset';
import { disown } from '../errors/thrown';
import { namesIn } from './parameter-names';
import type { StatementParameters } from './parameters';

/** What nobody can change any more, for parameters that wait until their statement is prepared. */
export function snapshotOf(parameters: StatementParameters): StatementParameters {
  if (Array.isArray(parameters)) return parameters.map(snapshotOfValue);
  const named = parameters as Readonly<Record<string, unknown>>;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const name of namesIn(named)) copy[name] = snapshotOfValue(named[name]);
  return copy;
}

/** A copy of what holds others or bytes. The value classes of CQL do not change, and what a class of the user holds is its own. */
export function snapshotOfValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(snapshotOfValue);
  disown(value);
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return isDataView(value) ? value : (value as Uint8Array).slice();
  if (isDate(value)) return new Date(timeOf(value));
  if (isSet(value)) return new Set(Array.from(value, snapshotOfValue));
  if (isMap(value)) return new Map(Array.from(value, ([key, item]) => [snapshotOfValue(key), snapshotOfValue(item)]));
  if (isUnset(value) || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, snapshotOfValue(item)]));
}

/** Of no class, in any realm. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}
