import type {
  CallArguments,
  ExecutableStatement,
  ParametersOf,
  Row,
  RowOf,
  Session,
  StatementParameters,
} from '@async-cassandra/core';
import { Observable, type ObservableInput } from 'rxjs';
import { checkConcurrency } from './execute-each';
import { walkChunks } from './page-walk';
import { RowMapping } from './row-mapping';
import { checkRowsOptions, type RowsOptions } from './rows-options';

/** The options of `mapRows`. */
export interface MapRowsOptions<P extends StatementParameters = StatementParameters> extends RowsOptions {
  /** The parameters of the statement. Default: none. */
  readonly parameters?: P;
  /** The most rows that are handled at once. Default: 16. */
  readonly concurrency?: number;
  /** Whether results have the order of their rows. Reordering holds at most `concurrency` rows. Default: false. */
  readonly ordered?: boolean;
}

/** The options of `mapRows` for a text: a known statement that has parameters requires them. */
export type MapRowsArguments<Q extends string> =
  [] extends CallArguments<Q, StatementParameters, unknown>
    ? [options?: MapRowsOptions<ParametersOf<Q>>]
    : [options: MapRowsOptions<ParametersOf<Q>> & { readonly parameters: ParametersOf<Q> }];

/**
 * Maps each row of a statement to an Observable, a promise or any other input of RxJS, with backpressure:
 * no row is taken before one of `concurrency` places is free, and no page is requested before the rows of the last one are taken.
 * `rows(...).pipe(mergeMap(project, concurrency))` cannot do that: an operator does not slow its source, so all the
 * rows of the table would wait in memory.
 *
 * Cold. An error of `project` or of the statement ends the Observable and unsubscribes from the rows in progress, as unsubscribing does.
 * A RangeError for an invalid `concurrency`, a ConfigurationError for an invalid `resumeOnError`.
 *
 * @example
 * mapRows(session, 'SELECT id, email FROM users', ({ id, email }) => sendInvitation(id, email), { concurrency: 8 })
 *   .subscribe({ error: console.error });
 */
export function mapRows<T, R = Row, Q extends string = string>(
  session: Session,
  statement: ExecutableStatement<R, StatementParameters, Q>,
  project: (row: RowOf<Q, R>, index: number) => ObservableInput<T>,
  ...options: MapRowsArguments<Q>
): Observable<T>;
export function mapRows<T, R>(
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
