import type {
  CallArguments,
  ExecutableStatement,
  Row,
  RowOf,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import type { Observable } from 'rxjs';
import { observe } from './observe';
import { walkPages, type ObservedPage } from './page-walk';
import { checkRowsOptions, type RowsOptions } from './rows-options';

/**
 * Emits the result of a statement page by page. Cold: each subscription executes its own query. Unsubscribing abandons the page in flight
 * and closes the stream; `take(n)` requests no page after the n-th. Fails with the errors of `session.executeStream`.
 *
 * @example
 * pages(session, 'SELECT * FROM orders', [], { streamConfig: { fetchSize: 500 } })
 *   .subscribe(({ rows, pagingState }) => save(rows, pagingState));
 */
export function pages<R = Row, Q extends string = string>(
  session: Session,
  statement: ExecutableStatement<R, StatementParameters, Q>,
  ...call: CallArguments<Q, StatementParameters, RowsOptions>
): Observable<ObservedPage<RowOf<Q, R>>>;
export function pages<R>(
  session: Session,
  statement: ExecutableStatement<R>,
  parameters?: StatementParameters,
  options: RowsOptions = {},
): Observable<ObservedPage<R>> {
  checkRowsOptions(options);
  return observe(async (subscriber, signal) => {
    for await (const page of walkPages({ session, statement, parameters, options, signal })) {
      subscriber.next(page);
      if (subscriber.closed) return;
    }
  });
}
