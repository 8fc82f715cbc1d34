// The walk of `eachRow` over the pages of a result.
import type { types } from 'cassandra-driver';
import type { Callback } from './callbacks';
import type { ResultSet } from './result-set';

export type RowCallback = (n: number, row: types.Row) => void;

export interface RowWalk {
  /** Reads the first page, or the one that begins at a paging state of the engine. */
  readPage(pagingState?: string): Promise<ResultSet>;
  readonly autoPage: boolean;
  readonly onRow: RowCallback;
  /** Called with the last result: `rowLength` counts the rows of all pages, and there are no `rows`. */
  readonly onEnd: Callback<types.ResultSet>;
}

/**
 * Calls back for each row of the first page and, with `autoPage`, of all pages; `n` counts the rows of a page. Without `autoPage` the
 * result has `nextPage()` where another page follows: it goes on, and calls `onEnd` again.
 *
 * Callbacks run outside of promises: what one throws is an uncaught exception of the application.
 */
export function walkRows(walk: RowWalk): void {
  new Walker(walk).goOn(walk.readPage());
}

class Walker {
  readonly #walk: RowWalk;
  #rowLength = 0;

  constructor(walk: RowWalk) {
    this.#walk = walk;
  }

  goOn(reading: Promise<ResultSet>): void {
    reading.then(
      (page) => process.nextTick(() => this.#take(page)),
      (error: unknown) => process.nextTick(this.#walk.onEnd, error),
    );
  }

  #take(page: ResultSet): void {
    const { autoPage, onRow, onEnd } = this.#walk;
    const readNext = page.nextPageAsync;
    // On its way while the application works on this one.
    const next = autoPage ? readNext?.() : undefined;
    // Where a callback throws, nobody waits for it.
    next?.catch(() => {});
    const rows = page.rows ?? [];
    for (let n = 0; n < rows.length; n++) onRow(n, rows[n]!);
    this.#rowLength += rows.length;
    if (next !== undefined) return this.goOn(next);
    if (readNext !== undefined) page.nextPage = () => this.goOn(readNext());
    page.rowLength = this.#rowLength;
    page.rows = undefined as never;
    onEnd(null as never, page);
  }
}
