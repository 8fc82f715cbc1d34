import { Readable } from 'node:stream';
import type { types } from 'cassandra-driver';
import type { ResultSet } from './result-set';

/**
 * What `client.stream` gives: the rows of all pages at the pace of the consumer, with the next page on its way. The request is sent at
 * once. An error ends the stream: no `end` comes after `error`.
 */
export class RowStream extends Readable {
  readonly #onEnd: (error?: Error) => void;
  /** Rows of the page at hand, and how many of them were handed over. */
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
    // Told to the consumer when it gets there.
    next.catch(() => {});
  }

  #fail(error: Error): void {
    if (this.destroyed) return;
    this.destroy(error);
    process.nextTick(this.#onEnd, error);
  }
}
