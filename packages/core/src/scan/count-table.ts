// Counts the rows of a table: the servers count range by range, several at once. A range that times out is halved.
import { Codecs } from '../codec/codecs';
import { Row } from '../codec/row';
import { OperationTimedOutError } from '../driver/errors';
import { ReadFailureError, ReadTimeoutError } from '../errors/server-errors';
import { guardCallback } from '../waiting/guard-callback';
import type { EncodedPage } from '../result/encoded-page';
import type { Abandonable } from '../result/page-source';
import { StreamLimits, type Interruptible } from '../session/stream-limits';
import { planScan, type ScanServices } from './plan-scan';
import type { RangeRequests } from './range-query';
import { isTransient, retryDelayMs } from './retryable';
import { defaultConcurrency, defaultMaxRetries, type CountOptions } from '../session/scan-options';
import { ScanMeter } from './scan-progress';
import type { TableName } from '../statement/table-name';
import { shareOf, splitSpan, widthOf, type TokenSpan } from '../routing/token-span';
import { delay } from '../waiting/delay';

/** The count is ours, whatever codecs the application has for bigint. */
const defaultValues = new Codecs();

export async function countTable(services: ScanServices, table: TableName, options: CountOptions): Promise<number> {
  const count = new TableCount(services, table, options);
  const limits = new StreamLimits(services.context);
  try {
    limits.watch(count, options.signal);
    return await count.run();
  } finally {
    limits.release();
  }
}

class TableCount implements Interruptible {
  readonly #services: ScanServices;
  readonly #table: TableName;
  readonly #options: CountOptions;
  readonly #requests = new Set<Abandonable>();
  /** Aborts the requests of the count when it ends. */
  readonly #end = new AbortController();
  #rows = 0;

  constructor(services: ScanServices, table: TableName, options: CountOptions) {
    this.#services = services;
    this.#table = table;
    this.#options = options;
  }

  fail(error: unknown): void {
    this.#stop(error, error);
  }

  interrupt(cause: unknown): void {
    this.fail(cause);
  }

  async run(): Promise<number> {
    this.#end.signal.throwIfAborted();
    const { where, parameters = [], splits, part, concurrency = defaultConcurrency } = this.#options;
    const selection = { table: this.#table, selection: 'COUNT(*)', where, parameters };
    const cut = { splits, concurrency, part, checkpoint: undefined };
    const { query, ranges, span: scanned } = await planScan(this.#services, selection, cut, this.#end.signal);
    const meter = new ScanMeter(ranges.length, 0, 0, 0, 0, shareOf(scanned));
    const spans = ranges.map(({ span }) => span);
    const lane = async (): Promise<void> => {
      for (let span = spans.shift(); span !== undefined; span = spans.shift()) {
        const rows = await this.#count(query, span);
        this.#rows += rows;
        meter.onRangeDone(span, rows);
        const { onProgress } = this.#options;
        if (onProgress !== undefined) {
          guardCallback(onProgress, 'onProgress', () => onProgress(meter.progress(this.#rows)));
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: concurrency }, lane));
    } catch (error) {
      if (!this.#end.signal.aborted) this.#stop(error);
      throw this.#end.signal.reason;
    }
    return this.#rows;
  }

  /** Ends the other requests. `cause`: what ended the count from outside. */
  #stop(error: unknown, cause?: unknown): void {
    this.#end.abort(error);
    for (const request of this.#requests) request.abandon(cause);
  }

  async #count(query: RangeRequests, span: TokenSpan): Promise<number> {
    const { maxRetries = defaultMaxRetries } = this.#options;
    const { signal } = this.#end;
    for (let retry = 1; ; retry++) {
      try {
        return await this.#countOnce(query, span);
      } catch (error) {
        signal.throwIfAborted();
        if (countTimedOut(error) && widthOf(span) > 1n) {
          let rows = 0;
          for (const half of splitSpan(span, 2)) rows += await this.#count(query, half);
          return rows;
        }
        if (!isTransient(error) || retry > maxRetries) throw error;
        await delay(retryDelayMs(retry), signal);
      }
    }
  }

  async #countOnce(query: RangeRequests, span: TokenSpan): Promise<number> {
    const requests = this.#requests;
    let request: Abandonable | undefined;
    const answer = new Promise<EncodedPage>((resolve, reject) => {
      request = query.request(span, null, { onPage: resolve, onFailure: reject });
      requests.add(request);
    });
    try {
      const rows: Row[] = [];
      const page = await answer;
      page.decode(1, rows, defaultValues.rowDecoderOfKnown(page.columns));
      return Number(String(Row.prototype.get.call(rows[0], 0)));
    } finally {
      requests.delete(request!);
    }
  }
}

function countTimedOut(error: unknown): boolean {
  return (
    error instanceof OperationTimedOutError || error instanceof ReadTimeoutError || error instanceof ReadFailureError
  );
}
