// The values of any source in batches, taken on demand: a page of rows is one batch, so that rows need no promises.
import { AsyncStreamingResultSet, type StreamPosition } from '@async-cassandra/core';
import { isObservable, type Observable } from 'rxjs';
import { ObservedValues } from './observed-values';

export interface Batches {
  /** Resolves with the next values, at least one; with undefined after the last. Not called again before it has settled. */
  next(): Promise<readonly unknown[] | undefined>;
  /** Stops the source. Idempotent. */
  stop(): void;
  /** For the rows of a statement: the start of the last batch; without a last batch, the start of the next one. */
  readonly start?: StreamPosition | undefined;
}

export interface BatchLimits {
  /** The most values of an Observable, which cannot be paused, that may wait. */
  readonly maxWaiting: number;
}

/** @throws TypeError when the value cannot be streamed. */
export function batchesOf(source: unknown, { maxWaiting }: BatchLimits): Batches {
  if (isObservable(source)) return new ObservedValues(source as Observable<unknown>, maxWaiting);
  if (source instanceof AsyncStreamingResultSet) return new RowBatches(source);
  if (typeof source === 'object' && source !== null) {
    if (hasChunks(source)) return new IteratorBatches(source.chunks(), (rows) => rows as unknown[]);
    if (hasPages(source)) return new IteratorBatches(source.pages(), (page) => page as unknown[]);
    if (Symbol.asyncIterator in source) {
      return new IteratorBatches((source as AsyncIterable<unknown>)[Symbol.asyncIterator](), (value) => [value]);
    }
    if (Symbol.iterator in source) {
      return new IteratorBatches((source as Iterable<unknown>)[Symbol.iterator](), (value) => [value]);
    }
  }
  throw new TypeError(
    'A handler with @NdjsonStream() returns a stream of rows, an iterable, or a function that gives one or an Observable',
  );
}

const hasChunks = (source: object): source is { chunks(): AsyncIterableIterator<unknown[]> } =>
  typeof (source as { chunks?: unknown }).chunks === 'function' && Symbol.asyncIterator in source;

const hasPages = (source: object): source is { pages(): AsyncIterableIterator<unknown[]> } =>
  typeof (source as { pages?: unknown }).pages === 'function' && Symbol.asyncIterator in source;

class IteratorBatches<V> implements Batches {
  readonly #iterator: AsyncIterator<V> | Iterator<V>;
  readonly #toBatch: (value: V) => readonly unknown[];
  #isOver = false;

  constructor(iterator: AsyncIterator<V> | Iterator<V>, toBatch: (value: V) => readonly unknown[]) {
    this.#iterator = iterator;
    this.#toBatch = toBatch;
  }

  async next(): Promise<readonly unknown[] | undefined> {
    try {
      const { done, value } = await this.#iterator.next();
      if (!done) return this.#toBatch(value);
      this.#isOver = true;
      return undefined;
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
  }

  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // A waiting generator ends when its wait does; its later error is ignored.
    const end = async (): Promise<unknown> => this.#iterator.return?.();
    end().catch(() => {});
  }
}

class RowBatches extends IteratorBatches<unknown[]> {
  readonly #stream: AsyncStreamingResultSet<unknown>;
  start: StreamPosition | undefined;

  constructor(stream: AsyncStreamingResultSet<unknown>) {
    super(stream.chunks(), (rows) => rows);
    this.#stream = stream;
    this.start = stream.position;
  }

  override async next(): Promise<readonly unknown[] | undefined> {
    this.start = this.#stream.position;
    const rows = await super.next();
    // After empty pages there may be nothing left; after a requested number of pages there may be more.
    if (rows === undefined) this.start = this.#stream.position;
    return rows;
  }
}
