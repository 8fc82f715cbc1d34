// The values of any source in batches, taken on demand: a page of rows is one, so that no promise is made for a row.
import { AsyncStreamingResultSet, type StreamPosition } from '@async-cassandra/core';
import { isObservable, type Observable } from 'rxjs';
import { ObservedValues } from './observed-values';

export interface Batches {
  /** The next values, one or more; undefined after the last. Not called again before it has settled. */
  next(): Promise<readonly unknown[] | undefined>;
  /** Nothing more is wanted. Idempotent. */
  stop(): void;
  /** Of a statement's rows: where the last batch begins; where the next one would, when there was none. */
  readonly start?: StreamPosition | undefined;
}

export interface BatchLimits {
  /** Of an Observable, which cannot be paused: so many values may wait. */
  readonly maxWaiting: number;
}

/** @throws TypeError when it is nothing that can be streamed. */
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
    // A generator that is waiting ends when its wait does; what it throws then is nobody's any more.
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
    // Past empty pages there may be nothing left; after a number of pages that was asked for there is.
    if (rows === undefined) this.start = this.#stream.position;
    return rows;
  }
}
