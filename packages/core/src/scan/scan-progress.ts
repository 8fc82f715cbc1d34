import type { TokenSpan } from '../routing/token-span';
import { shareOf } from '../routing/token-span';
import type { ScanProgress } from '../result/table-scan';
import { nowMs } from '../waiting/timers';

/** Computes the figures of a scan. */
export class ScanMeter {
  readonly #startedAt = nowMs();
  readonly #rowsAtStart: number;
  readonly #total: number;
  #done: number;
  #rowsOfDone: number;
  /** The part of the ring that has been read, of the `#share` that the scan reads. */
  #fraction: number;
  readonly #share: number;

  constructor(
    rangesTotal: number,
    rangesDone: number,
    rows: number,
    rowsOfDone: number,
    fraction: number,
    share: number,
  ) {
    this.#total = rangesTotal;
    this.#done = rangesDone;
    this.#rowsAtStart = rows;
    this.#rowsOfDone = rowsOfDone;
    this.#fraction = fraction;
    this.#share = share;
  }

  get rangesDone(): number {
    return this.#done;
  }

  get rangesTotal(): number {
    return this.#total;
  }

  onRangeDone(span: TokenSpan, rowsOfRange: number): void {
    this.#done++;
    this.#rowsOfDone += rowsOfRange;
    this.#fraction += shareOf(span);
  }

  progress(rows: number): ScanProgress {
    const isDone = this.#done === this.#total;
    const fraction = isDone ? 1 : Math.min(1, this.#fraction / this.#share);
    const seconds = (nowMs() - this.#startedAt) / 1000;
    const rowsPerSecond = seconds > 0 ? (rows - this.#rowsAtStart) / seconds : 0;
    const estimatedRows = isDone ? rows : fraction === 0 ? undefined : Math.max(rows, this.#rowsOfDone / fraction);
    const isRunning = estimatedRows !== undefined && rowsPerSecond > 0;
    return {
      rows,
      rangesDone: this.#done,
      rangesTotal: this.#total,
      fraction,
      rowsPerSecond: Math.round(rowsPerSecond),
      estimatedRows: estimatedRows === undefined ? undefined : Math.round(estimatedRows),
      estimatedRemainingMs: isRunning ? Math.round(((estimatedRows - rows) / rowsPerSecond) * 1000) : undefined,
    };
  }
}
