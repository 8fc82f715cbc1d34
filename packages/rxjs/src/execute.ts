import type {
  AsyncResultSet,
  CallArguments,
  ExecutableStatement,
  ExecuteOptions,
  Row,
  RowOf,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import type { Observable } from 'rxjs';
import { observe } from './observe';

/**
 * Emits the whole result of a statement, then completes. Cold: each subscription executes the statement. Unsubscribing abandons the
 * request. Fails with the errors of `session.execute`.
 * @example
 * execute(session, 'SELECT count(*) FROM users').subscribe((result) => console.log(result.one()));
 */
export function execute<R = Row, Q extends string = string>(
  session: Session,
  statement: ExecutableStatement<R, StatementParameters, Q>,
  ...call: CallArguments<Q, StatementParameters, ExecuteOptions>
): Observable<AsyncResultSet<RowOf<Q, R>>>;
export function execute<R>(
  session: Session,
  statement: ExecutableStatement<R>,
  parameters?: StatementParameters,
  options?: ExecuteOptions,
): Observable<AsyncResultSet<R>> {
  return observe(async (subscriber, unsubscribed) => {
    const signal = withSignal(unsubscribed, options?.signal);
    subscriber.next(await session.execute<R>(statement, parameters, { ...options, signal }));
  });
}

function withSignal(own: AbortSignal, theirs: AbortSignal | undefined): AbortSignal {
  return theirs === undefined ? own : AbortSignal.any([own, theirs]);
}
