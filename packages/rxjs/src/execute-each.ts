import type {
  AsyncResultSet,
  ExecutableStatement,
  ExecuteOptions,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import { mergeMap, type OperatorFunction } from 'rxjs';
import { execute } from './execute';

export interface ExecuteEachOptions extends ExecuteOptions {
  /** Requests in flight at most. Default: 64. */
  readonly concurrency?: number;
}

/**
 * Executes a statement for each value: the sink end of a pipeline. Results come in the order in which they are ready; the first
 * error ends it and gives up what is in flight.
 *
 * An operator cannot slow its source: values that come faster than `concurrency` allows wait in memory. Where the source is a
 * table, begin with `mapRows`, which pulls only what it can handle.
 *
 * @example
 * readings$.pipe(executeEach(session, insert, ({ sensor, at, value }) => [sensor, at, value], { concurrency: 32 })).subscribe();
 */
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

/** @throws TypeError for a promise: an object without the names of the statement, in its place. */
function checkParameters(parameters: unknown): void {
  if (typeof (parameters as PromiseLike<unknown> | undefined | null)?.then !== 'function') return;
  throw new TypeError('toParameters gives a promise: make the parameters before, with mergeMap, and hand them over');
}

/** @throws RangeError */
export function checkConcurrency(concurrency: number): void {
  if (Number.isInteger(concurrency) && concurrency > 0) return;
  throw new RangeError(`concurrency must be a whole number above 0, not ${concurrency}`);
}
