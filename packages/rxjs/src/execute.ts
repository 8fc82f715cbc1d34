import type {
  AsyncResultSet,
  ExecutableStatement,
  ExecuteOptions,
  Row,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import { Observable } from 'rxjs';

/**
 * The whole result of a statement, once. Cold: each subscription executes the statement, unsubscribing gives the request up.
 *
 * @example
 * execute(session, 'SELECT count(*) FROM users').subscribe((result) => console.log(result.one()));
 */
export function execute<R = Row>(
  session: Session,
  statement: ExecutableStatement<R>,
  parameters?: StatementParameters,
  options?: ExecuteOptions,
): Observable<AsyncResultSet<R>> {
  return new Observable((subscriber) => {
    const unsubscribed = new AbortController();
    const signal = withSignal(unsubscribed.signal, options?.signal);
    session.execute<R>(statement, parameters, { ...options, signal }).then(
      (result) => {
        subscriber.next(result);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => unsubscribed.abort();
  });
}

function withSignal(own: AbortSignal, theirs: AbortSignal | undefined): AbortSignal {
  return theirs === undefined ? own : AbortSignal.any([own, theirs]);
}
