import type {
  CallArguments,
  ExecutableStatement,
  Row,
  RowOf,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import type { Observable } from 'rxjs';
import { RowEmitter } from './emit-rows';
import { observe } from './observe';
import { walkChunks } from './page-walk';
import { checkRowsOptions, type RowsOptions } from './rows-options';

/**
 * Emits the rows of a statement. Cold: each subscription executes its own query. Unsubscribing, also in the middle of a page, abandons
 * the page in flight and closes the stream. Rows before an error are emitted before it. Fails with the errors of `session.executeStream`; a
 * ConfigurationError for an invalid `resumeOnError`.
 *
 * Rows arrive as fast as the server sends them: RxJS has no backpressure. If handling a row takes time, use `mapRows`.
 *
 * @example
 * rows(session, 'SELECT name FROM users').pipe(take(10)).subscribe((user) => console.log(user.name));
 */
export function rows<R = Row, Q extends string = string>(
  session: Session,
  statement: ExecutableStatement<R, StatementParameters, Q>,
  ...call: CallArguments<Q, StatementParameters, RowsOptions>
): Observable<RowOf<Q, R>>;
export function rows<R>(
  session: Session,
  statement: ExecutableStatement<R>,
  parameters?: StatementParameters,
  options: RowsOptions = {},
): Observable<R> {
  checkRowsOptions(options);
  return observe(async (subscriber, signal) => {
    const emitter = new RowEmitter(subscriber);
    for await (const chunk of walkChunks({ session, statement, parameters, options, signal })) {
      await emitter.emit(chunk.rows);
      if (subscriber.closed) return;
    }
  });
}
