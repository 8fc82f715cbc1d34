// The base class of streams of rows, for any source of pages.
import type { Readable } from 'node:stream';
import type { Row } from '../codec/row';
import type { PageSource } from './page-source';
import { RowCursor } from './row-cursor';
import { RowReadable, type RowReadableOptions } from './row-readable';

/** Rows on demand. All iterators, pages and Readables of a stream share one position. */
export abstract class RowStream<R = Row> implements AsyncIterable<R, undefined>, AsyncDisposable {
  readonly #source: PageSource;
  /** @internal */
  protected readonly cursor: RowCursor<R>;

  /** @internal `onOver` is called once, at the end of the stream. */
  protected constructor(source: PageSource, onOver: () => void) {
    this.#source = source;
    this.cursor = new RowCursor<R>(source, onOver);
  }

  /** Whether the stream has ended: after the last row, an error, `cancel` or `close`. */
  get isClosed(): boolean {
    return this.cursor.isOver;
  }

  /** Iterates row by row. Leaving the loop early closes the stream. */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined> {
    return new StepIterator(this.cursor, () => this.cursor.nextRow());
  }

  /**
   * Iterates page by page. A page comes whole or not at all: where one of its rows cannot be read, the loop throws in place of the page.
   * Never an empty page. Leaving the loop early closes the stream.
   */
  pages(): AsyncIterableIterator<R[], undefined> {
    return new StepIterator(this.cursor, () => this.cursor.nextPage());
  }

  /**
   * Iterates a few rows at a time, as they are decoded: no promise for each row, and no array of a whole page. Unlike
   * `pages()`, it delivers the rows before an unreadable one. Leaving the loop early closes the stream.
   */
  chunks(): AsyncIterableIterator<R[], undefined> {
    return new StepIterator(this.cursor, () => this.cursor.nextChunk());
  }

  /**
   * Returns the rows as a Node stream, at the pace of its consumer. Destroying it closes this stream.
   *
   * @example
   * await pipeline(stream.toReadable(), toNdjson, createWriteStream('users.ndjson'));
   */
  toReadable(options?: RowReadableOptions): Readable {
    return new RowReadable(this.cursor, options);
  }

  /**
   * Stops the stream: aborts the request in flight and drops the pages held. A loop elsewhere over the same stream ends as after the
   * last row: abort a `signal` where it has to tell the two apart. Idempotent.
   */
  cancel(): Promise<void> {
    return this.close();
  }

  /** The same as `cancel`. Not needed after the last row, an error, or an early end of a loop. */
  close(): Promise<void> {
    this.cursor.stop();
    return Promise.resolve();
  }

  /** Closes the stream, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Ends the stream: waiting and later consumers get this very error. */
  fail(error: unknown): void {
    this.cursor.fail(error, error);
  }

  /** @internal The same as `fail`, with an error that has this cause and the consumer's position. */
  interrupt(cause: unknown): void {
    if (!this.isClosed) this.cursor.fail(this.#source.interruption(cause, this.cursor.rowsTaken), cause);
  }
}

/** Written by hand: an async generator would add two promises for each row. */
class StepIterator<R, T> implements AsyncIterableIterator<T, undefined> {
  readonly #cursor: RowCursor<R>;
  readonly next: () => Promise<IteratorResult<T, undefined>>;

  constructor(cursor: RowCursor<R>, next: () => Promise<IteratorResult<T, undefined>>) {
    this.#cursor = cursor;
    this.next = next;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#cursor.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    this.#cursor.stop();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
