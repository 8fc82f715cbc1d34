import { Readable } from 'node:stream';
import type { RowCursor } from './row-cursor';

export interface RowReadableOptions {
  /** Rows that the Readable holds for its consumer. Default: 16, as Node's. */
  readonly highWaterMark?: number;
  /** Destroys the Readable. */
  readonly signal?: AbortSignal;
}

/** The rows of a stream as a Node stream: read as its consumer drains it, and the query is stopped when it is destroyed. */
export class RowReadable<R> extends Readable {
  readonly #cursor: RowCursor<R>;

  constructor(cursor: RowCursor<R>, { highWaterMark, signal }: RowReadableOptions = {}) {
    super({ objectMode: true, highWaterMark, signal });
    this.#cursor = cursor;
  }

  override _read(): void {
    for (let row = this.#cursor.rowAtHand(); row !== undefined; row = this.#cursor.rowAtHand()) {
      if (!this.push(row)) return;
    }
    // Node reads on by itself after a push from here.
    this.#cursor.nextRow().then(
      (step) => this.push(step.done ? null : step.value),
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#cursor.stop();
    callback(error);
  }
}
