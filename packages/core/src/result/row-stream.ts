// What every stream of rows offers its consumer, wherever its pages come from.
import type { Readable } from 'node:stream';
import type { Row } from '../codec/row';
import type { PageSource } from './page-source';
import { RowCursor } from './row-cursor';
import { RowReadable, type RowReadableOptions } from './row-readable';

/** Rows on demand. One position is shared by all who take rows, pages or a Readable from it. */
export abstract class RowStream<R = Row> implements AsyncIterable<R, undefined>, AsyncDisposable {
  readonly #source: PageSource;
  /** @internal */
  protected readonly cursor: RowCursor<R>;

  /** @internal `onOver` is called once, when no row will be handed over any more. */
  protected constructor(source: PageSource, onOver: () => void) {
    this.#source = source;
    this.cursor = new RowCursor<R>(source, onOver);
  }

  /** Whether no row will come any more: after the last one, an error, `cancel` or `close`. */
  get isClosed(): boolean {
    return this.cursor.isOver;
  }

  /** Row by row. Leaving the loop early closes the stream. */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined> {
    return new StepIterator(this.cursor, () => this.cursor.nextRow());
  }

  /**
   * Page by page. A page comes whole or not at all: where one of its rows cannot be read, the loop throws in place of the page.
   * Never an empty page. Leaving the loop early closes the stream.
   */
  pages(): AsyncIterableIterator<R[], undefined> {
    return new StepIterator(this.cursor, () => this.cursor.nextPage());
  }

  /**
   * A few rows at a time, as they are decoded: no promise for each row, and no array of a whole page. Like row by row, and unlike
   * `pages()`, it hands over the rows before one that cannot be read. Leaving the loop early closes the stream.
   */
  chunks(): AsyncIterableIterator<R[], undefined> {
    return new StepIterator(this.cursor, () => this.cursor.nextChunk());
  }

  /**
   * The rows as a Node stream, at the pace of its consumer. Destroying it closes this stream.
   *
   * @example
   * await pipeline(stream.toReadable(), toNdjson, createWriteStream('users.ndjson'));
   */
  toReadable(options?: RowReadableOptions): Readable {
    return new RowReadable(this.cursor, options);
  }

  /**
   * Stops: the request in flight is given up, nothing more is fetched, and what is held is let go. No row comes after this: a
   * loop elsewhere over the same stream ends as it does after the last row. Abort a `signal` where it must not mistake that for
   * the end. Idempotent.
   */
  cancel(): Promise<void> {
    return this.close();
  }

  /** As `cancel`. Not needed after the last row, an error, or an early end of a loop. */
  close(): Promise<void> {
    this.cursor.stop();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Whoever waits, and everyone who asks later, gets the error as it is. */
  fail(error: unknown): void {
    this.cursor.fail(error);
  }

  /** @internal As `fail`, with an error that has this cause and says where the consumer stands. */
  interrupt(cause: unknown): void {
    if (!this.isClosed) this.fail(this.#source.interruption(cause, this.cursor.rowsTaken));
  }
}

/** Made by hand: an async generator would put two more promises between a row and its consumer. */
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
