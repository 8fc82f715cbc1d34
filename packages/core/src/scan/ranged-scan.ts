// All rows of a table as a stream, range by range of its tokens, several ranges at once.
import type { Row } from '../codec/row';
import type { ColumnSpec } from '../protocol/data-type';
import type { PageSource, PageConsumer } from '../result/page-source';
import { RowStream } from '../result/row-stream';
import { StreamError } from '../errors/async-cassandra-error';
import { StreamLimits } from '../session/stream-limits';
import { planScan, selectionOf, type ScanServices } from './plan-scan';
import { RangePages, type ScanPlan } from './range-pages';
import { checkCheckpoint } from './scan-checkpoint';
import { defaultConcurrency, defaultMaxRetries, type ScanOptions } from '../session/scan-options';
import type { ScanCheckpoint, ScanProgress, TableScan } from '../result/table-scan';
import { formatTableName, type TableName } from '../statement/table-name';
import { messageOf } from '../errors/thrown';

const noColumns: readonly ColumnSpec[] = Object.freeze([]);

export class RangedScan<R = Row> extends RowStream<R> implements TableScan<R> {
  readonly #start: ScanStart;

  constructor(services: ScanServices, table: TableName, options: ScanOptions) {
    const { checkpoint } = options;
    if (checkpoint !== undefined) checkCheckpoint(checkpoint, formatTableName(table));
    const limits = new StreamLimits(services.context);
    // The session learns of the scan only when it begins: a scan that nobody iterates must not stay in memory.
    const start = new ScanStart(services, table, options, () => limits.watch(this, options.signal));
    super(start, () => limits.release());
    this.#start = start;
  }

  get columns(): readonly ColumnSpec[] {
    return this.#start.feed?.columns ?? noColumns;
  }

  get progress(): ScanProgress | undefined {
    return this.#start.feed?.progress(this.cursor.rowsTaken);
  }

  checkpoint(): ScanCheckpoint | undefined {
    return this.#start.feed?.checkpoint(this.cursor.rowsTaken) ?? this.#start.checkpoint;
  }
}

/** Plans the scan when the first row is requested. */
class ScanStart implements PageSource {
  readonly isExhausted = false;
  readonly checkpoint: ScanCheckpoint | undefined;
  readonly #services: ScanServices;
  readonly #table: TableName;
  readonly #options: ScanOptions;
  readonly #onBegin: () => boolean;
  readonly #stop = new AbortController();
  #feed: RangePages | undefined = undefined;

  /** `onBegin` returns false when the scan has ended already. */
  constructor(services: ScanServices, table: TableName, options: ScanOptions, onBegin: () => boolean) {
    this.#services = services;
    this.#table = table;
    this.#options = options;
    this.checkpoint = options.checkpoint;
    this.#onBegin = onBegin;
  }

  get feed(): RangePages | undefined {
    return this.#feed;
  }

  demand(receiver: PageConsumer): void {
    if (this.#feed !== undefined) this.#feed.demand(receiver);
    else if (this.#onBegin()) void this.#begin(receiver);
  }

  interruption(cause: unknown): StreamError {
    const reason = messageOf(cause);
    return this.#feed?.interruption(cause) ?? new StreamError(`The scan could not be started: ${reason}`, { cause });
  }

  stop(rowsTaken: number, cause?: unknown): void {
    this.#stop.abort();
    this.#feed?.stop(rowsTaken, cause);
  }

  async #begin(receiver: PageConsumer): Promise<void> {
    const { onProgress, concurrency = defaultConcurrency, maxRetries = defaultMaxRetries } = this.#options;
    let plan: ScanPlan;
    try {
      plan = await this.#plan(concurrency);
    } catch (error) {
      if (!this.#stop.signal.aborted) receiver.onFailure(error);
      return;
    }
    if (this.#stop.signal.aborted) return;
    this.#feed = new RangePages(plan, { concurrency, maxRetries, onProgress });
    this.#feed.demand(receiver);
  }

  #plan(concurrency: number): Promise<ScanPlan> {
    const { columns, where, parameters = [], splits, part, checkpoint } = this.#options;
    return planScan(
      this.#services,
      { table: this.#table, selection: selectionOf(columns), where, parameters },
      { splits, concurrency, part, checkpoint },
      this.#stop.signal,
    );
  }
}
