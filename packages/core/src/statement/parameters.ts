// From the parameters as the caller gave them to the values in the order of the markers.
import { withParameterCode } from '../errors/parameter-error';
import type { ColumnSpec } from '../protocol/data-type';
import type { PreparedQuery } from './prepared-query';
import { isPlain } from './snapshot';

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
  if (isParameters(parameters)) return;
  throw withParameterCode(
    'invalidParameter',
    new TypeError('Parameters must be an array of values by position, or an object of values by name'),
  );
}

export function isParameters(parameters: unknown): parameters is StatementParameters {
  if (Array.isArray(parameters)) return true;
  const isObject = typeof parameters === 'object' && parameters !== null;
  return isObject && !noParameters.test(Object.prototype.toString.call(parameters));
}

/** All that a bound statement takes: it has its parameters. */
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
