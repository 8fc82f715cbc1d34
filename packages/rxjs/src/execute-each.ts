import type {
  AsyncResultSet,
  ExecutableStatement,
  ExecuteOptions,
  ParametersOf,
  RowOf,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import { mergeMap, type OperatorFunction } from 'rxjs';
import { execute } from './execute';

/** The options of `executeEach`. The options of `execute` hold for each request. */
export interface ExecuteEachOptions extends ExecuteOptions {
  /** The most requests in flight. Default: 64. */
  readonly concurrency?: number;
}

/** Lets TypeScript read a list of parameters as a tuple, not as an array. */
export type AsTuple = readonly [never];

/**
 * Executes a statement for each value: the end of a pipeline that writes. Results arrive in order of completion; the first
 * error ends the Observable and abandons the requests in flight.
 *
 * An operator cannot slow its source: values that arrive faster than `concurrency` allows wait in memory. If the source is a
 * table, use `mapRows` instead, which only pulls the rows that it can handle.
 *
 * Errors: a RangeError for an invalid `concurrency`, a TypeError when `toParameters` returns a promise, and the errors of `execute`.
 *
 * @example
 * readings$.pipe(executeEach(session, insert, ({ sensor, at, value }) => [sensor, at, value], { concurrency: 32 })).subscribe();
 */
export function executeEach<V, Q extends string = string>(
  session: Session,
  statement: ExecutableStatement<unknown, StatementParameters, Q>,
  toParameters: (value: V, index: number) => ParametersOf<Q> | AsTuple,
  options?: ExecuteEachOptions,
): OperatorFunction<V, AsyncResultSet<RowOf<Q, unknown>>>;
export function executeEach<V>(
  session: Session,
  statement: ExecutableStatement<unknown>,
  toParameters: (value: V, index: number) => StatementParameters,
  { concurrency = 64, ...options }: ExecuteEachOptions = {},
): OperatorFunction<V, AsyncResultSet<unknown>> {
  checkConcurrency(concurrency);
  return mergeMap((value, index) => {
    const parameters = toParameters(value, index);
    checkParameters(parameters);
    return execute(session, statement, parameters, options);
  }, concurrency);
}

/** @throws TypeError for a promise, which would be taken for an object without the statement's parameters. */
function checkParameters(parameters: unknown): void {
  if (typeof (parameters as PromiseLike<unknown> | undefined | null)?.then !== 'function') return;
  throw new TypeError('toParameters returned a promise: resolve the parameters before, with mergeMap, and return them');
}

/** @throws RangeError when it is not a whole number above 0. */
export function checkConcurrency(concurrency: number): void {
  if (Number.isInteger(concurrency) && concurrency > 0) return;
  throw new RangeError(`concurrency must be a whole number above 0, not ${concurrency}`);
}
