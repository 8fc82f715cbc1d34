// Turns the caller's parameters into values in the order of the markers.
import { withParameterCode } from '../errors/parameter-error';
import { hasNamedContents } from '../options/named-contents';
import type { ColumnSpec } from '../protocol/data-type';
import type { PreparedQuery } from './prepared-query';
import { isPlain } from './snapshot';

/** Parameters by position, or by name: any object with those properties, also of an interface or class of the application. */
export type StatementParameters = readonly unknown[] | object;

/**
 * Whether there is a parameter. An object of a class may have getters.
 *
 * @throws TypeError when the value is neither an array nor an object of values.
 */
export function hasParameters(parameters: unknown): parameters is StatementParameters {
  if (parameters === undefined) return false;
  // `in` would turn each index of an array into a text.
  if (Array.isArray(parameters)) return parameters.length > 0;
  checkParameters(parameters);
  for (const _ in parameters) return true;
  return !isPlain(parameters);
}

/**
 * Returns the values of a prepared text's parameters by position, in a new array: a caller that reuses its array must not change
 * a request that is queued or retried.
 *
 * @throws TypeError when the number of values is wrong, or a named parameter has no value: the message names it.
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

/**
 * Checks parameters. Named values may be an object of any class except a Map, a Set or a promise, whose contents are not properties:
 * the statement would run without its values.
 *
 * @throws TypeError
 */
export function checkParameters(parameters: unknown): asserts parameters is StatementParameters {
  if (isParameters(parameters)) return;
  throw withParameterCode(
    'invalidParameter',
    new TypeError('Parameters must be an array of values by position, or an object of values by name'),
  );
}

export function isParameters(parameters: unknown): parameters is StatementParameters {
  if (Array.isArray(parameters)) return true;
  return typeof parameters === 'object' && parameters !== null && hasNamedContents(parameters);
}

/** Whether no parameters are given, as a bound statement requires. */
export function isNothing(parameters: unknown): boolean {
  return Array.isArray(parameters) && parameters.length === 0;
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
