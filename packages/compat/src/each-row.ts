// The iteration of `eachRow` over the pages of a result.
import type { types } from 'cassandra-driver';
import type { Callback } from './callbacks';
import type { ResultSet } from './result-set';

export type RowCallback = (n: number, row: types.Row) => void;

export interface RowWalk {
  /** Reads the first page, or the page of an engine's paging state. */
  readPage(pagingState?: string): Promise<ResultSet>;
  readonly autoPage: boolean;
  readonly onRow: RowCallback;
  /** Called with the last result: `rowLength` counts the rows of all pages, and there are no `rows`. */
  readonly onEnd: Callback<types.ResultSet>;
}

/**
 * Calls back for each row of the first page and, with `autoPage`, of all pages; `n` counts the rows of a page. Without `autoPage` the
 * result has `nextPage()` if another page follows: it continues, and calls `onEnd` again.
 *
 * Callbacks run outside of promises: the exception of a callback is an uncaught exception of the application.
 */
export function walkRows(walk: RowWalk): void {
  new Walker(walk).walkFrom(walk.readPage());
}

class Walker {
  readonly #walk: RowWalk;
  #rowLength = 0;

  constructor(walk: RowWalk) {
    this.#walk = walk;
  }

  walkFrom(reading: Promise<ResultSet>): void {
    reading.then(
      (page) => process.nextTick(() => this.#take(page)),
      (error: unknown) => process.nextTick(this.#walk.onEnd, error),
    );
  }

  #take(page: ResultSet): void {
    const { autoPage, onRow, onEnd } = this.#walk;
    const readNext = page.nextPageAsync;
    // Requested while the application works on this page.
    const next = autoPage ? readNext?.() : undefined;
    // If a callback throws, nothing waits for it.
    next?.catch(() => {});
    const rows = page.rows ?? [];
    for (let n = 0; n < rows.length; n++) onRow(n, rows[n]!);
    this.#rowLength += rows.length;
    if (next !== undefined) return this.walkFrom(next);
    if (readNext !== undefined) page.nextPage = () => this.walkFrom(readNext());
    page.rowLength = this.#rowLength;
    page.rows = undefined as never;
    onEnd(null as never, page);
  }
}
