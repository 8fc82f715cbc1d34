// The result of `scanTable` of a session that is not connected yet: the scan starts with its first row.
import { Readable } from 'node:stream';
import type { RowReadableOptions, ScanCheckpoint, TableScan } from '@async-cassandra/core';

export class LazyScan<R> implements TableScan<R> {
  readonly #open: () => Promise<TableScan<R>>;
  readonly #checkpoint: ScanCheckpoint | undefined;
  #opening: Promise<TableScan<R>> | undefined;
  #scan: TableScan<R> | undefined;
  #isClosed = false;

  constructor(open: () => Promise<TableScan<R>>, checkpoint?: ScanCheckpoint) {
    this.#open = open;
    this.#checkpoint = checkpoint;
  }

  get isClosed(): boolean {
    return this.#isClosed || (this.#scan?.isClosed ?? false);
  }

  get columns(): TableScan['columns'] {
    return this.#scan?.columns ?? [];
  }

  get progress(): TableScan['progress'] {
    return this.#scan?.progress;
  }

  checkpoint(): ScanCheckpoint | undefined {
    return this.#scan === undefined ? this.#checkpoint : this.#scan.checkpoint();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<R, undefined> {
    const scan = await this.#opened();
    if (scan !== undefined) yield* scan;
  }

  async *pages(): AsyncGenerator<R[], undefined> {
    const scan = await this.#opened();
    if (scan !== undefined) yield* scan.pages();
  }

  async *chunks(): AsyncGenerator<R[], undefined> {
    const scan = await this.#opened();
    if (scan !== undefined) yield* scan.chunks();
  }

  /** Takes a row when its consumer does, whatever `highWaterMark` is: rows that a failing stream has read ahead would be lost. */
  toReadable({ signal }: RowReadableOptions = {}): Readable {
    return Readable.from(this, { objectMode: true, highWaterMark: 0, signal });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#scan?.close();
  }

  cancel(): Promise<void> {
    return this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Returns undefined when the scan was closed meanwhile. */
  async #opened(): Promise<TableScan<R> | undefined> {
    if (this.#isClosed) return undefined;
    this.#scan = await (this.#opening ??= this.#open());
    if (!this.#isClosed) return this.#scan;
    await this.#scan.close();
    return undefined;
  }
}
