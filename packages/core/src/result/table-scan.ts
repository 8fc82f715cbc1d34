import type { Readable } from 'node:stream';
import type { Row } from '../codec/row';
import type { ColumnSpec } from '../protocol/data-type';
import type { RowReadableOptions } from './row-readable';

/**
 * The result of `session.scanTable`. Nothing is sent before the first row is requested; then at most `concurrency` pages are requested
 * or waiting, at the pace of the consumer.
 *
 * @example
 * const scan = session.scanTable('shop.items', { checkpoint: saved });
 * for await (const items of scan.pages()) {
 *   await write(items);
 *   await save(JSON.stringify(scan.checkpoint()));
 * }
 */
export interface TableScan<R = Row> extends AsyncIterable<R, undefined>, AsyncDisposable {
  /** Whether the scan has ended: after the last row, an error, `cancel` or `close`. */
  readonly isClosed: boolean;
  /** The columns, in order. Empty before the first row. */
  readonly columns: readonly ColumnSpec[];
  /** The progress of the scan; undefined before the first row. */
  readonly progress: ScanProgress | undefined;
  /** Iterates row by row. Leaving the loop early closes the scan. */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined>;
  /**
   * Iterates page by page. A page comes whole or not at all: where one of its rows cannot be read, the loop throws in place of the page. Never an empty page.
   * Leaving the loop early closes the scan.
   */
  pages(): AsyncIterableIterator<R[], undefined>;
  /** Iterates a few rows at a time, as they are decoded, including the rows before an unreadable one. Leaving the loop early closes the scan. */
  chunks(): AsyncIterableIterator<R[], undefined>;
  /** Returns the rows as a Node stream, at the pace of its consumer. Destroying it closes the scan. */
  toReadable(options?: RowReadableOptions): Readable;
  /**
   * Returns the rest of the table as plain JSON: `scanTable` continues there when the checkpoint is given to it, also in another
   * process. Every row that has been delivered counts as done. Call it at any time, also after an error or an early end;
   * before the first row it returns the checkpoint that the scan was given, if any.
   *
   * Taken between two pages it is exact whatever happens to the table. Taken between two rows of a page it counts the rows of
   * the page to skip, which is exact as long as none of those rows is written or deleted.
   */
  checkpoint(): ScanCheckpoint | undefined;
  /** Stops the scan: aborts the requests in flight and drops the pages held. Idempotent. */
  cancel(): Promise<void>;
  /** The same as `cancel`. Not needed after the last row, an error, or an early end of a loop. */
  close(): Promise<void>;
}

/** The progress of a scan. */
export interface ScanProgress {
  /** Rows delivered (counted, for `countTable`), including the rows before the checkpoint. */
  readonly rows: number;
  /** The token ranges that are read to the end. */
  readonly rangesDone: number;
  /** The token ranges of the scan. */
  readonly rangesTotal: number;
  /** The share of the token ring, or of its part, that is done, from 0 to 1: about the share of the rows. */
  readonly fraction: number;
  /** The average since the start of this scan in this process. */
  readonly rowsPerSecond: number;
  /** Undefined while no range is done. */
  readonly estimatedRows: number | undefined;
  /** The milliseconds to the end at the speed so far. Undefined while no range is done. */
  readonly estimatedRemainingMs: number | undefined;
}

/** One of `of` equal parts of the token ring, by its number from 0. */
export interface ScanPart {
  /** From 0 to `of` - 1. */
  readonly index: number;
  /** The number of parts. */
  readonly of: number;
}

/** The position of a scan, as plain JSON. */
export interface ScanCheckpoint {
  /** The version of the format. */
  readonly version: 1;
  /** The table, with its keyspace. */
  readonly table: string;
  /** A hash of the columns and the condition: a checkpoint fits only its own scan. */
  readonly fingerprint: string;
  /** Of which the scan is; absent: the whole table. */
  readonly part?: ScanPart;
  /** Rows delivered so far. */
  readonly rows: number;
  /** The token ranges of the whole scan. */
  readonly rangesTotal: number;
  /** The ranges that are left. */
  readonly rest: readonly RangeCheckpoint[];
}

/** A token range that is not read to the end. */
export interface RangeCheckpoint {
  /** Tokens, as text: JSON numbers do not hold 64 bits. */
  readonly start: string;
  readonly end: string;
  /** The paging state of the next page; absent at the beginning of the range. */
  readonly pagingState?: string;
  /** Rows to skip from there, after a page that was left in its middle. */
  readonly skip?: number;
  /** Rows of this range that have been delivered. */
  readonly rows?: number;
}
