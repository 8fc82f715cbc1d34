// The pages of a scan, from several ranges at once, in the order in which they arrive.
//
//   rest: [ r9 r10 ... ]  -->  reading: r3 (asked), r5 (arrived), r8 (asked) ...  -->  walked: a page of r3
//          not begun             at most `concurrency`, each with at most one page
//
// A page is requested only while a place is free, and the consumer frees places: the whole scan has backpressure.
import { StreamError } from '../errors/async-cassandra-error';
import type { ColumnSpec } from '../protocol/data-type';
import { guardCallback } from '../waiting/guard-callback';
import type { PageSource, PageConsumer, Abandonable, PageReceiver } from '../result/page-source';
import { RangeReader, type RangeReaderOwner } from './range-reader';
import type { RangeRequests } from './range-query';
import type { ScanCheckpoint, ScanPart, ScanProgress } from '../result/table-scan';
import { toRangeCheckpoint, type RangePosition } from './scan-checkpoint';
import { ScanMeter } from './scan-progress';
import { shareOf, type TokenSpan } from '../routing/token-span';
import { messageOf } from '../errors/thrown';

/** A planned scan: its prepared statement and its ranges. */
export interface ScanPlan {
  readonly table: string;
  readonly query: RangeRequests;
  readonly ranges: readonly RangePosition[];
  readonly rangesTotal: number;
  readonly part: ScanPart | undefined;
  /** The part of the ring, or all of it. */
  readonly span: TokenSpan;
  /** The rows that earlier processes delivered. */
  readonly rows: number;
}

export interface RangePagesOptions {
  readonly concurrency: number;
  readonly maxRetries: number;
  readonly onProgress: ((progress: ScanProgress) => void) | undefined;
}

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

export class RangePages implements PageSource, RangeReaderOwner {
  readonly maxRetries: number;
  readonly #plan: ScanPlan;
  readonly #options: RangePagesOptions;
  readonly #meter: ScanMeter;
  /** The index of the first range that has not been begun. */
  #nextRange = 0;
  /** Readers that have begun and are not done. */
  readonly #readers = new Set<RangeReader>();
  /** The number of readers that have requested, or hold, a page. */
  #busy = 0;
  readonly #ready: RangeReader[] = [];
  /** The reader whose page is being walked. */
  #walked: RangeReader | undefined = undefined;
  #rows: number;
  #receiver: PageConsumer | undefined = undefined;
  #failure: Error | undefined = undefined;
  #isStopped = false;
  #isReportDue = false;
  #columns = noColumns;

  constructor(plan: ScanPlan, options: RangePagesOptions) {
    this.#plan = plan;
    this.#options = options;
    this.maxRetries = options.maxRetries;
    this.#rows = plan.rows;
    const rowsOfRest = plan.ranges.reduce((sum, { rows }) => sum + rows, 0);
    const restShare = plan.ranges.reduce((sum, { span }) => sum + shareOf(span), 0);
    const done = plan.rangesTotal - plan.ranges.length;
    const doneShare = done === 0 ? 0 : Math.max(0, shareOf(plan.span) - restShare);
    this.#meter = new ScanMeter(
      plan.rangesTotal,
      done,
      plan.rows,
      plan.rows - rowsOfRest,
      doneShare,
      shareOf(plan.span),
    );
  }

  get columns(): readonly ColumnSpec[] {
    return this.#columns;
  }

  /** Always false: `onEnd` ends the scan, so that progress never counts a row that the consumer still works on. */
  readonly isExhausted = false;

  demand(receiver: PageConsumer): void {
    this.#finishWalked();
    this.#receiver = receiver;
    if (this.#isReportDue) this.#reportProgress();
    if (this.#isStopped) return;
    this.#beginMore();
    this.#handOver();
  }

  interruption(cause: unknown): StreamError {
    const reason = messageOf(cause);
    const message = `The scan of ${this.#plan.table} failed: ${reason}; continue it from scan.checkpoint()`;
    return new StreamError(message, { cause });
  }

  stop(rowsTaken: number, cause?: unknown): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#receiver = undefined;
    this.#ready.length = 0;
    for (const reader of this.#readers) reader.stop(cause);
    if (this.#walked?.isWalkedAt(rowsTaken)) this.#finishWalked();
  }

  /** Returns the progress after `rowsTaken` rows of the last page. */
  progress(rowsTaken: number): ScanProgress {
    return this.#meter.progress(this.#rows + (this.#walked?.rowsAt(rowsTaken) ?? 0));
  }

  /** Returns the checkpoint after `rowsTaken` rows of the last page. */
  checkpoint(rowsTaken: number): ScanCheckpoint {
    const { table, query, part, ranges, rangesTotal } = this.#plan;
    const begun = [...this.#readers].flatMap((reader) => reader.positionAt(rowsTaken) ?? []);
    const rest = [...begun, ...ranges.slice(this.#nextRange)];
    return {
      version: 1,
      table,
      fingerprint: query.fingerprint,
      ...(part === undefined ? {} : { part }),
      rows: this.progress(rowsTaken).rows,
      rangesTotal,
      rest: rest.map((position) => toRangeCheckpoint(position, query)),
    };
  }

  // Calls of the readers.

  get isFailing(): boolean {
    return this.#failure !== undefined;
  }

  request(span: TokenSpan, pagingState: Buffer | null, receiver: PageReceiver): Abandonable {
    return this.#plan.query.request(span, pagingState, receiver);
  }

  onReady(reader: RangeReader): void {
    if (this.#isStopped) return;
    this.#ready.push(reader);
    this.#handOver();
  }

  onReadToEnd(reader: RangeReader): void {
    if (this.#isStopped) return;
    this.#busy--;
    if (reader.isOver) this.#onOver(reader);
    this.#beginMore();
    this.#handOver();
  }

  onFailure(reader: RangeReader, error: unknown): void {
    if (this.#isStopped) return;
    this.#failure ??= this.interruption(error);
    // Pages that have arrived are still delivered; no other page is requested.
    for (const other of this.#readers) {
      if (other !== reader && !this.#ready.includes(other)) other.stop();
    }
    this.#handOver();
  }

  #beginMore(): void {
    const { ranges } = this.#plan;
    while (this.#mayBegin && this.#nextRange < ranges.length) {
      const reader = new RangeReader(this, ranges[this.#nextRange++]!);
      this.#readers.add(reader);
      this.#busy++;
      reader.ask();
    }
  }

  get #isAtEnd(): boolean {
    return this.#busy === 0 && this.#nextRange === this.#plan.ranges.length;
  }

  get #mayBegin(): boolean {
    return this.#busy < this.#options.concurrency && !this.isFailing && !this.#isStopped;
  }

  #handOver(): void {
    const receiver = this.#receiver;
    if (receiver === undefined) return;
    const reader = this.#ready.shift();
    if (reader === undefined && this.#failure === undefined && !this.#isAtEnd) return;
    this.#receiver = undefined;
    if (reader !== undefined) this.#handOverPage(reader, receiver);
    else if (this.#failure !== undefined) receiver.onFailure(this.#failure);
    else receiver.onEnd();
  }

  #handOverPage(reader: RangeReader, receiver: PageConsumer): void {
    // No page is being walked here, so `onProgress` may take a checkpoint.
    this.#reportProgress();
    if (this.#isStopped) return;
    this.#walked = reader;
    const page = reader.take();
    this.#columns = page.columns;
    receiver.onPage(page);
  }

  #finishWalked(): void {
    const reader = this.#walked;
    if (reader === undefined) return;
    this.#walked = undefined;
    this.#rows += reader.finishPage();
    if (reader.isOver) this.#onOver(reader);
  }

  #onOver(reader: RangeReader): void {
    this.#readers.delete(reader);
    this.#meter.onRangeDone(reader.span, reader.rows);
    this.#reportProgress();
  }

  /**
   * Not called while a page is walked: `onProgress` may take a checkpoint, which would count a row that the consumer has not seen yet.
   */
  #reportProgress(): void {
    this.#isReportDue = this.#walked !== undefined;
    if (this.#isReportDue) return;
    const { onProgress } = this.#options;
    if (onProgress !== undefined) {
      guardCallback(onProgress, 'onProgress', () => onProgress(this.#meter.progress(this.#rows)));
    }
  }
}
