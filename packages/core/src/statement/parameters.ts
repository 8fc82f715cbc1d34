// From the parameters as the caller gave them to the values in the order of the markers.
import type { ColumnSpec } from '../protocol/data-type';
import type { PreparedQuery } from './prepared-query';

/** By position, or by name: any object with those properties, an interface or a class of the application's too. */
export type StatementParameters = readonly unknown[] | object;

/** Whether there is any. */
export function hasParameters(parameters: unknown): parameters is StatementParameters {
  // Of an array, `in` would make a text of each index.
  if (Array.isArray(parameters)) return parameters.length > 0;
  for (const _ in parameters as object | undefined) return true;
  return false;
}

/**
 * The values of a prepared text's parameters by position: an array of its own, so that a caller who fills one array again and
 * again changes no request that is queued, or sent again.
 *
 * @throws TypeError when a parameter has no value or a value has no parameter: it names them.
 */
export function toPositional(prepared: PreparedQuery, parameters: StatementParameters): readonly unknown[] {
  if (Array.isArray(parameters)) {
    const { variables } = prepared.state;
    if (parameters.length !== variables.length) throw wrongCount(variables, parameters.length);
    return parameters.slice() as readonly unknown[];
  }
  if (typeof parameters !== 'object' || parameters === null || Symbol.iterator in parameters) {
    throw new TypeError('Parameters must be an array of values by position, or an object of values by name');
  }
  return prepared.parameterNames.toPositional(parameters as Readonly<Record<string, unknown>>);
}

function wrongCount(variables: readonly ColumnSpec[], given: number): TypeError {
  const names = variables.map(({ name }) => name).join(', ');
  const expected = variables.length === 0 ? 'no parameters' : `${count(variables.length, 'parameter')} (${names})`;
  return new TypeError(
    `The statement has ${expected}, but ${count(given, 'value')} ${given === 1 ? 'was' : 'were'} given`,
  );
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
