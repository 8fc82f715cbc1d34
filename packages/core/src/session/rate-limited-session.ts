// A session with a limit on concurrent requests; further requests wait in a FIFO queue.
import type { Row } from '../codec/row';
import { OverloadError } from '../errors/async-cassandra-error';
import { attachWriteOutcome } from '../errors/write-outcome';
import { wholeNumber } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import type { StatementParameters } from '../statement/parameters';
import type { PreparedStatement } from '../statement/prepared-statement';
import { nowMs } from '../waiting/timers';
import { isReasonOf } from '../waiting/on-abort';
import { rejectLater } from '../waiting/reject-later';
import { TurnQueue } from '../waiting/turn-queue';
import type { PrepareOptions } from '../statement/prepare-options';
import { defaultConcurrency, type CountOptions, type ScanOptions } from './scan-options';
import type { Session } from './session';
import type { KeptText, ParametersOf, RowOf, TypedText, Uncallable } from '../statement/typed-text';
import { SessionWrapper, type CallLimits } from './session-wrapper';
import type { ColumnOf, ScannedRow, TypedScanOptions, TypedTable } from './typed-scan';
import type { TableScan } from '../result/table-scan';
import { isError } from '../errors/thrown';

/** The options of a `RateLimitedSession`. */
export interface RateLimitOptions {
  /** The most requests at once. Default: 1000. */
  readonly maxConcurrent?: number | undefined;
  /** The most requests in the queue; another one fails with an OverloadError. Default: 65,536. */
  readonly maxQueued?: number | undefined;
}

export const rateLimitBag = optionBag('a RateLimitedSession', {
  maxConcurrent: option(wholeNumber(1, 0x7fff_ffff), 1000),
  maxQueued: option(wholeNumber(0, 0x7fff_ffff), 65_536),
} satisfies TableOf<RateLimitOptions>);

/** The counts of a `RateLimitedSession`. */
export interface RateLimitMetrics {
  /** All requests, including rejected ones. */
  readonly totalRequests: number;
  /** Requests that run now. */
  readonly activeRequests: number;
  /** Requests that found the queue full. */
  readonly rejectedRequests: number;
  /** The option `maxConcurrent`. */
  readonly maxConcurrent: number;
}

/**
 * Limits the concurrent requests of a part of an application, including the requests of `executeConcurrent`. A stream counts
 * only while it opens; a scan or a count additionally reads at most `maxConcurrent` ranges at once; `prepare` is not limited.
 * `timeoutMs` of a request includes the wait for its turn.
 *
 * @example
 * const reports = new RateLimitedSession(session, { maxConcurrent: 20 });
 * await Promise.all(days.map((day) => reports.execute(byDay, [day])));
 */
export class RateLimitedSession extends SessionWrapper {
  readonly #turns: TurnQueue;
  readonly #maxConcurrent: number;
  #total = 0;
  #rejected = 0;

  /** @throws ConfigurationError when an option is unknown or invalid. */
  constructor(session: Session, options: RateLimitOptions = {}) {
    super(session);
    const { maxConcurrent, maxQueued } = completeOptions(rateLimitBag, options);
    this.#maxConcurrent = maxConcurrent;
    this.#turns = new TurnQueue(maxConcurrent, maxQueued);
  }

  override scanTable<R = Row, T extends string = string, C extends ColumnOf<T> = ColumnOf<T>>(
    table: TypedTable<T>,
    options?: TypedScanOptions<C>,
  ): TableScan<ScannedRow<T, C, R>>;
  override scanTable<R>(table: string, options?: ScanOptions): TableScan<R> {
    return super.scanTable<R>(table, this.#limited(options));
  }

  override countTable<T extends string = string>(table: TypedTable<T>, options?: CountOptions): Promise<number>;
  override countTable(table: string, options?: CountOptions): Promise<number> {
    return this.session.countTable(table, this.#limited(options));
  }

  override prepare<R, P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<PreparedStatement<R, P>>;
  override prepare<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    query: TypedText<Q>,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<RowOf<Q, R>, ParametersOf<Q, P>, KeptText<Q>>>;
  override prepare<R, P extends StatementParameters>(
    query: string,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<R, P>> {
    return this.session.prepare<R, P>(query, options);
  }

  override setKeyspace(keyspace: string): Promise<void> {
    return this.session.setKeyspace(keyspace);
  }

  /** Returns the counts of this moment. */
  getMetrics(): RateLimitMetrics {
    return {
      totalRequests: this.#total,
      activeRequests: this.#turns.active,
      rejectedRequests: this.#rejected,
      maxConcurrent: this.#maxConcurrent,
    };
  }

  protected override async call<T, O extends CallLimits>(
    options: O | undefined,
    run: (session: Session, options: O | undefined) => Promise<T>,
  ): Promise<T> {
    this.#total++;
    const askedAt = nowMs();
    const { timeoutMs, signal } = options ?? {};
    try {
      await this.#turns.take({ timeoutMs: timeoutMs === 0 ? undefined : timeoutMs, signal });
    } catch (error) {
      if (error instanceof OverloadError) this.#rejected++;
      // The request waited here: nothing was sent.
      if (isError(error) && !isReasonOf(error, signal)) attachWriteOutcome(error, 'notApplied');
      return rejectLater(error);
    }
    try {
      const left = timeoutMs === undefined ? 0 : timeoutMs - (nowMs() - askedAt);
      return await run(this.session, left > 0 ? { ...(options as O), timeoutMs: left } : options);
    } finally {
      this.#turns.release();
    }
  }

  /** Returns scan options whose concurrency does not exceed the limit of this session. */
  #limited<O extends CountOptions>(options?: O): O {
    const { concurrency = defaultConcurrency } = options ?? {};
    return { ...(options as O), concurrency: Math.min(concurrency, this.#maxConcurrent) };
  }
}
