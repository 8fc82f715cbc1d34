import { Readable } from 'node:stream';
import { signal as checkSignal, wholeNumber } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import type { RowCursor } from './row-cursor';

export interface RowReadableOptions {
  /** Rows that the Readable holds for its consumer. Default: 16, as Node's. */
  readonly highWaterMark?: number | undefined;
  /** Destroys the Readable. */
  readonly signal?: AbortSignal | undefined;
}

export const rowReadableBag = optionBag('toReadable', {
  highWaterMark: option(wholeNumber(0, 0x7fff_ffff)),
  signal: option(checkSignal),
} satisfies TableOf<RowReadableOptions>);

/** The rows of a stream as a Node stream: read as its consumer drains it, and the query is stopped when it is destroyed. */
export class RowReadable<R> extends Readable {
  readonly #cursor: RowCursor<R>;
  #isWaiting = false;
  /** Kept until the rows before it have been read: `destroy` drops them, and the error counts them as handed over. */
  #failure: { readonly error: Error } | undefined = undefined;

  constructor(cursor: RowCursor<R>, options: RowReadableOptions = {}) {
    const { highWaterMark, signal } = completeOptions(rowReadableBag, options);
    super({ objectMode: true, highWaterMark, signal });
    this.#cursor = cursor;
  }

  override _read(): void {
    // A push ends Node's own wait, so it may ask again while the next page is awaited: a row that is then at hand comes after the
    // one that is on its way.
    if (this.#isWaiting) return;
    for (let row = this.#cursor.rowAtHand(); row !== undefined; row = this.#cursor.rowAtHand()) {
      if (!this.push(row)) return;
    }
    this.#isWaiting = true;
    // Node reads on by itself after a push from here.
    this.#cursor.nextRow().then(
      (step) => {
        this.#isWaiting = false;
        this.push(step.done ? null : step.value);
      },
      (error: Error) => {
        this.#failure = { error };
        this.#failWhenDrained();
      },
    );
  }

  override read(size?: number): unknown {
    const row: unknown = super.read(size);
    this.#failWhenDrained();
    return row;
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#cursor.stop();
    callback(error);
  }

  #failWhenDrained(): void {
    if (this.#failure !== undefined && this.readableLength === 0) this.destroy(this.#failure.error);
  }
}
