import type { Readable } from 'node:stream';
import type { Row } from '../codec/row';
import type { ColumnSpec } from '../protocol/data-type';
import type { RowReadableOptions } from './row-readable';

/**
 * The result of `session.scanTable`. Nothing is sent before the first row is asked for; then at most `concurrency` pages are on
 * their way or waiting, at the pace of the consumer.
 *
 * @example
 * const scan = session.scanTable('shop.items', { checkpoint: saved });
 * for await (const items of scan.pages()) {
 *   await write(items);
 *   await save(JSON.stringify(scan.checkpoint()));
 * }
 */
export interface TableScan<R = Row> extends AsyncIterable<R, undefined>, AsyncDisposable {
  /** Whether no row will come any more: after the last one, an error, `cancel` or `close`. */
  readonly isClosed: boolean;
  /** The columns, in order. Empty before the first row. */
  readonly columns: readonly ColumnSpec[];
  /** How far the scan is; undefined before the first row. */
  readonly progress: ScanProgress | undefined;
  /** Row by row. Leaving the loop early closes the scan. */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined>;
  /**
   * Page by page, whole or not at all: where a row of the page cannot be read, the loop throws in its place. Never an empty page.
   * Leaving the loop early closes the scan.
   */
  pages(): AsyncIterableIterator<R[], undefined>;
  /** A few rows at a time, as they are decoded, those before one that cannot be read included. Leaving the loop early closes the scan. */
  chunks(): AsyncIterableIterator<R[], undefined>;
  /** The rows as a Node stream, at the pace of its consumer. Destroying it closes the scan. */
  toReadable(options?: RowReadableOptions): Readable;
  /**
   * What is left of the table, as plain JSON: `scanTable` continues there when the checkpoint is given to it, also in another
   * process. Every row that has been handed over counts as done. May be taken at any time, also after an error or an early end;
   * before the first row it is the one that the scan was given, if any.
   *
   * Taken between two pages it is exact whatever happens to the table. Taken between two rows of a page it says how many rows of
   * the page to pass over, which is exact as long as no row is written into or deleted from those.
   */
  checkpoint(): ScanCheckpoint | undefined;
  /** Stops: requests in flight are given up, nothing more is fetched, no more rows come. Idempotent. */
  cancel(): Promise<void>;
  /** As `cancel`. Not needed after the last row, an error, or an early end of a loop. */
  close(): Promise<void>;
}

/** How far a scan is. */
export interface ScanProgress {
  /** Rows handed over (counted, for `countTable`), those before the checkpoint included. */
  readonly rows: number;
  readonly rangesDone: number;
  readonly rangesTotal: number;
  /** The share of the token ring, or of its part, that is done, from 0 to 1: about the share of the rows. */
  readonly fraction: number;
  /** On average, since this scan began in this process. */
  readonly rowsPerSecond: number;
  /** Undefined while no range is done. */
  readonly estimatedRows: number | undefined;
  readonly estimatedRemainingMs: number | undefined;
}

/** One of `of` equal parts of the token ring, by its number from 0. */
export interface ScanPart {
  readonly index: number;
  readonly of: number;
}

/** Where a scan has come to, as plain JSON. */
export interface ScanCheckpoint {
  readonly version: 1;
  readonly table: string;
  /** Of the columns and the condition: a checkpoint fits only the scan it was taken of. */
  readonly fingerprint: string;
  /** Of which the scan is; absent: the whole table. */
  readonly part?: ScanPart;
  /** Handed over so far. */
  readonly rows: number;
  readonly rangesTotal: number;
  /** What is left. */
  readonly rest: readonly RangeCheckpoint[];
}

export interface RangeCheckpoint {
  /** Tokens, as text: JSON numbers do not hold 64 bits. */
  readonly start: string;
  readonly end: string;
  /** Where the next page begins; absent: at the beginning of the range. */
  readonly pagingState?: string;
  /** Rows to pass over from there: a page was left in its middle. */
  readonly skip?: number;
  /** Rows of this range that have been handed over. */
  readonly rows?: number;
}
