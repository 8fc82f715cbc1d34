import type { ExecutableStatement, Row, Session, StatementParameters } from '@async-cassandra/core';
import { Observable, type ObservableInput } from 'rxjs';
import { checkConcurrency } from './execute-each';
import { walkChunks } from './page-walk';
import { RowMapping } from './row-mapping';
import { checkRowsOptions, type RowsOptions } from './rows-options';

export interface MapRowsOptions extends RowsOptions {
  readonly parameters?: StatementParameters;
  /** Rows that are handled at once, at most. Default: 16. */
  readonly concurrency?: number;
  /** Whether results come in the order of their rows. At most `concurrency` rows are reordered. Default: false. */
  readonly ordered?: boolean;
}

/**
 * Handles each row of a statement with an Observable, a promise or anything else that RxJS takes, at the pace of the handling:
 * no row is taken before one of `concurrency` places is free, and no page is asked for before the rows of the last one are taken.
 * That is what `rows(...).pipe(mergeMap(project, concurrency))` cannot do: an operator does not slow its source, so all the
 * rows of the table would wait in memory.
 *
 * Cold. An error of `project` or of the statement ends it and unsubscribes from what is being handled, as unsubscribing does.
 *
 * @example
 * mapRows(session, 'SELECT id, email FROM users', ({ id, email }) => sendInvitation(id, email), { concurrency: 8 })
 *   .subscribe({ error: console.error });
 */
export function mapRows<T, R = Row>(
  session: Session,
  statement: ExecutableStatement<R>,
  project: (row: R, index: number) => ObservableInput<T>,
  { parameters, concurrency = 16, ordered = false, ...options }: MapRowsOptions = {},
): Observable<T> {
  checkConcurrency(concurrency);
  checkRowsOptions(options);
  return new Observable((subscriber) => {
    const unsubscribed = new AbortController();
    const walk = walkChunks({ session, statement, parameters, options, signal: unsubscribed.signal });
    const mapping = new RowMapping(walk, project, { concurrency, ordered }, subscriber);
    mapping.start();
    return () => {
      unsubscribed.abort();
      mapping.stop();
    };
  });
}
