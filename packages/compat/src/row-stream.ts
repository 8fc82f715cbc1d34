import { Readable } from 'node:stream';
import type { types } from 'cassandra-driver';
import type { ResultSet } from './result-set';

/**
 * The result of `client.stream`: the rows of all pages with backpressure, prefetching the next page. The request is sent at
 * once. An error ends the stream: no `end` comes after `error`.
 */
export class RowStream extends Readable {
  readonly #onEnd: (error?: Error) => void;
  /** The rows of the current page, and how many of them were delivered. */
  #rows: readonly types.Row[] = [];
  #taken = 0;
  #next: Promise<ResultSet> | undefined;
  #isWaiting = false;

  /** `onEnd` is called once, when all rows have been read, or with the error. */
  constructor(first: Promise<ResultSet>, onEnd: (error?: Error) => void) {
    super({ objectMode: true });
    this.#onEnd = onEnd;
    this.#expect(first);
  }

  override _read(): void {
    while (this.#taken < this.#rows.length) if (!this.push(this.#rows[this.#taken++])) return;
    if (this.#isWaiting) return;
    if (this.#next === undefined) {
      this.push(null);
      process.nextTick(this.#onEnd);
      return;
    }
    this.#isWaiting = true;
    this.#next.then(
      (page) => this.#take(page),
      (error: unknown) => this.#fail(error as Error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#rows = [];
    this.#next = undefined;
    callback(error);
  }

  #take(page: ResultSet): void {
    this.#isWaiting = false;
    if (this.destroyed) return;
    this.#rows = page.rows ?? [];
    this.#taken = 0;
    const readNext = page.nextPageAsync;
    if (readNext === undefined) this.#next = undefined;
    else this.#expect(readNext());
    this._read();
  }

  #expect(next: Promise<ResultSet>): void {
    this.#next = next;
    // The consumer gets the error when it reaches that page.
    next.catch(() => {});
  }

  #fail(error: Error): void {
    if (this.destroyed) return;
    this.destroy(error);
    process.nextTick(this.#onEnd, error);
  }
}
