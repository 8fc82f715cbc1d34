import { Readable } from 'node:stream';
import { asError } from '../errors/thrown';
import { signal as checkSignal, wholeNumber } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { offAbort, onAbort, reasonOf } from '../waiting/on-abort';
import type { RowCursor } from './row-cursor';

/** The options of `toReadable`. */
export interface RowReadableOptions {
  /** Rows that the Readable buffers. Default: 16, as in Node. */
  readonly highWaterMark?: number | undefined;
  /** Destroys the Readable with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

export const rowReadableBag = optionBag('toReadable', {
  highWaterMark: option(wholeNumber(0, 0x7fff_ffff)),
  signal: option(checkSignal),
} satisfies TableOf<RowReadableOptions>);

/** The rows of a stream as a Node stream: reads as its consumer drains it, and stops the query when it is destroyed. */
export class RowReadable<R> extends Readable {
  readonly #cursor: RowCursor<R>;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => {
    const reason = reasonOf(this.#signal!);
    // An object as it is, although it may be no error; anything else becomes one.
    this.destroy(typeof reason === 'object' && reason !== null ? (reason as Error) : asError(reason));
  };
  #isWaiting = false;
  /** The error of the stream, kept until the rows before it have been read: `destroy` would drop them. */
  #failure: { readonly error: Error } | undefined = undefined;

  constructor(cursor: RowCursor<R>, options: RowReadableOptions = {}) {
    const { highWaterMark, signal } = completeOptions(rowReadableBag, options);
    super({ objectMode: true, highWaterMark });
    this.#cursor = cursor;
    this.#signal = signal;
    // Not the signal of `super`: it would destroy what has no cursor yet.
    onAbort(signal, this.#onAbort);
  }

  override _read(): void {
    // Node may call `_read` again after a push, while the next page is still awaited: rows must keep their order.
    if (this.#isWaiting) return;
    for (let row = this.#cursor.rowAtHand(); row !== undefined; row = this.#cursor.rowAtHand()) {
      if (!this.push(row)) return;
    }
    this.#isWaiting = true;
    // Node calls `_read` again by itself after a push from here.
    this.#cursor.nextRow().then(
      (step) => {
        this.#isWaiting = false;
        this.#pushLater(step.done ? null : step.value);
      },
      (error: Error) => {
        this.#failure = { error };
        this.#failWhenDrained();
      },
    );
  }

  /** A listener that throws here would leave the stream without a next read, and the error in a promise that nobody has. */
  #pushLater(row: R | null): void {
    try {
      this.push(row);
    } catch (error) {
      this.destroy(asError(error));
    }
  }

  override read(size?: number): unknown {
    const row: unknown = super.read(size);
    this.#failWhenDrained();
    return row;
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    offAbort(this.#signal, this.#onAbort);
    this.#cursor.stop();
    callback(error);
  }

  #failWhenDrained(): void {
    if (this.#failure !== undefined && this.readableLength === 0) this.destroy(this.#failure.error);
  }
}
