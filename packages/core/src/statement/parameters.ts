// From the parameters as the caller gave them to the values in the order of the markers.
import { Buffer } from 'node:buffer';
import { isDataView, isMap, isSet } from 'node:util/types';
import { isDate, timeOf } from '../codec/dates';
import { isUnset } from '../codec/unset';
import { withParameterCode } from '../errors/parameter-error';
import { disown } from '../errors/thrown';
import type { ColumnSpec } from '../protocol/data-type';
import { namesIn } from './parameter-names';
import type { PreparedQuery } from './prepared-query';

/** By position, or by name: any object with those properties, an interface or a class of the application's too. */
export type StatementParameters = readonly unknown[] | object;

/**
 * Whether there is any. What has a class of its own may have getters.
 *
 * @throws TypeError when they are no parameters.
 */
export function hasParameters(parameters: unknown): parameters is StatementParameters {
  if (parameters === undefined) return false;
  // Of an array, `in` would make a text of each index.
  if (Array.isArray(parameters)) return parameters.length > 0;
  checkParameters(parameters);
  for (const _ in parameters) return true;
  return !isPlain(parameters);
}

/**
 * The values of a prepared text's parameters by position: an array of its own, so that a caller who fills one array again and
 * again changes no request that is queued, or sent again.
 *
 * @throws TypeError when a parameter has no value, or more values are given than there are parameters: it names them.
 */
export function toPositional(prepared: PreparedQuery, parameters: StatementParameters): readonly unknown[] {
  if (Array.isArray(parameters)) {
    const { variables } = prepared.state;
    if (parameters.length !== variables.length) throw wrongCount(variables, parameters.length);
    return parameters.slice() as readonly unknown[];
  }
  checkParameters(parameters);
  return prepared.parameterNames.toPositional(parameters as Readonly<Record<string, unknown>>);
}

const noParameters =
  /^\[object (?:Date|Map|Set|WeakMap|WeakSet|Promise|RegExp|Number|String|Boolean|Error|ArrayBuffer|DataView|.+Array|.*Iterator|.*Generator)\]$/;

/**
 * An object of values by name may be of any class, but for those that hold their contents elsewhere: to ignore a Map, or a
 * promise that was not awaited, would run the statement without its values.
 *
 * @throws TypeError
 */
export function checkParameters(parameters: unknown): asserts parameters is StatementParameters {
  if (Array.isArray(parameters)) return;
  const isObject = typeof parameters === 'object' && parameters !== null;
  if (isObject && !noParameters.test(Object.prototype.toString.call(parameters))) return;
  throw withParameterCode(
    'invalidParameter',
    new TypeError('Parameters must be an array of values by position, or an object of values by name'),
  );
}

/** All that a bound statement takes: it has its parameters. */
export function isNothing(parameters: unknown): boolean {
  return Array.isArray(parameters) && parameters.length === 0;
}

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
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

function wrongCount(variables: readonly ColumnSpec[], given: number): TypeError {
  const names = variables.map(({ name }) => name).join(', ');
  const expected = variables.length === 0 ? 'no parameters' : `${count(variables.length, 'parameter')} (${names})`;
  const were = given === 1 ? 'was' : 'were';
  return withParameterCode(
    'wrongParameterCount',
    new TypeError(`The statement has ${expected}, but ${count(given, 'value')} ${were} given`),
  );
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
