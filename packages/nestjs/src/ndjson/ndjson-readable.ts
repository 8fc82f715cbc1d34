// Values as lines of JSON, with backpressure: a full socket pauses the lines, and that pauses the requests for pages.
import { Readable } from 'node:stream';
import { toHttpError, type HttpError } from '../errors/http-error';
import type { ValueShape } from '../serialize/class-serializer';
import { toJsonValue } from '../serialize/json-value';
import type { Batches } from './batches';

/** The characters of one chunk: large enough to be cheap, small enough not to block the event loop for long. */
const chunkLength = 16_384;

/**
 * A key that only the last line has: Cassandra has no column without a name. So a row is never mistaken for the end of a response
 * that was cut off after it.
 */
const endMark = { '': 'end' };

export interface LineMaking {
  readonly shape: ValueShape;
  /** Called with the error that ends the lines; must not throw. */
  readonly onError: (error: unknown) => void;
}

export class NdjsonReadable extends Readable {
  readonly #batches: Batches;
  readonly #shape: ValueShape;
  readonly #onError: (error: unknown) => void;
  #batch: readonly unknown[] | undefined;
  #index = 0;
  #count = 0;
  #text = '';
  #isOver = false;

  /** `first` has already been taken from `batches`; undefined when there was nothing. */
  constructor(batches: Batches, first: readonly unknown[] | undefined, { shape, onError }: LineMaking) {
    super();
    this.#batches = batches;
    this.#batch = first;
    this.#shape = shape;
    this.#onError = onError;
  }

  /** Ends with an error from outside the source: the last line has it. */
  interrupt(error: unknown): void {
    if (!this.#isOver) this.#fail(error);
  }

  override _read(): void {
    void this.#produce();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#isOver = true;
    this.#batches.stop();
    callback(error);
  }

  async #produce(): Promise<void> {
    try {
      while (this.#batch !== undefined && this.#index === this.#batch.length) {
        // No row of the batch that is requested now has been sent.
        this.#index = 0;
        this.#batch = [];
        const batch = await this.#batches.next();
        if (this.#isOver) return;
        this.#batch = batch;
      }
      if (this.#batch === undefined) this.#end({ done: true, count: this.#count, ...this.#batches.start });
      else this.#pushLines(this.#batch);
    } catch (error) {
      if (!this.#isOver) this.#fail(error);
    }
  }

  #pushLines(batch: readonly unknown[]): void {
    while (this.#index < batch.length && this.#text.length < chunkLength) {
      this.#text += `${this.#lineOf(batch[this.#index])}\n`;
      this.#index++;
      this.#count++;
    }
    const text = this.#text;
    this.#text = '';
    this.push(text);
  }

  #lineOf(value: unknown): string {
    const { whole, part } = this.#shape;
    const shown = whole !== undefined && typeof value === 'object' && value !== null ? whole(value) : value;
    const line = toJsonValue(shown, part);
    if (isEnd(line)) throw new TypeError(`A value with the property '' that is 'end' would be taken for the last line`);
    return JSON.stringify(line) ?? 'null';
  }

  #fail(error: unknown): void {
    this.#batches.stop();
    this.#onError(error);
    this.#end({ error: toHttpError(error) satisfies HttpError, count: this.#count, ...this.#resumption() });
  }

  #end(lastLine: object): void {
    this.#isOver = true;
    this.push(`${this.#text}${JSON.stringify({ ...endMark, ...lastLine })}\n`);
    this.push(null);
  }

  /** For a statement: the position of the rows that were not sent. */
  #resumption(): object {
    const { start } = this.#batches;
    return start === undefined ? {} : { ...start, rowsOfPage: start.rowsOfPage + this.#index };
  }
}

const isEnd = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && (line as { readonly ''?: unknown })[''] === endMark[''];
