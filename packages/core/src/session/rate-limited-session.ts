// A session that takes only so many requests at once; the others wait for their turn, in order.
import type { Row } from '../codec/row';
import { ConfigurationError, OverloadError } from '../errors/async-cassandra-error';
import type { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import type { BatchStatement } from '../statement/batch-statement';
import type { StatementParameters } from '../statement/parameters';
import type { PreparedStatement } from '../statement/prepared-statement';
import type { ExecuteOptions } from './execute-options';
import type { AsyncCassandraSession, ExecutableStatement, PrepareOptions } from './session';
import type { StreamOptions } from './stream-options';
import { TurnQueue } from './concurrent/turn-queue';
import { nowMs } from '../waiting/timers';

export interface RateLimitOptions {
  /** Requests at once. Default: 1000. */
  readonly maxConcurrent?: number;
  /** Requests that wait for their turn; one more is an OverloadError. Default: 65,536. */
  readonly maxQueued?: number;
}

export interface RateLimitMetrics {
  /** All that were asked for, also those that were rejected. */
  readonly totalRequests: number;
  /** Those whose turn it is. */
  readonly activeRequests: number;
  /** Those that found the queue full. */
  readonly rejectedRequests: number;
  readonly maxConcurrent: number;
}

/**
 * Limits what a part of an application asks of a session at once. A stream is limited while it opens; `prepare` is not limited.
 * `timeoutMs` of a request includes the wait for its turn.
 *
 * @example
 * const reports = new RateLimitedSession(session, { maxConcurrent: 20 });
 * await Promise.all(days.map((day) => reports.execute(byDay, [day])));
 */
export class RateLimitedSession implements AsyncDisposable {
  /** Without limit. */
  readonly session: AsyncCassandraSession;
  readonly #turns: TurnQueue;
  readonly #maxConcurrent: number;
  #total = 0;
  #rejected = 0;

  constructor(session: AsyncCassandraSession, { maxConcurrent = 1000, maxQueued = 65_536 }: RateLimitOptions = {}) {
    checkLimit('maxConcurrent', maxConcurrent, 1);
    checkLimit('maxQueued', maxQueued, 0);
    this.session = session;
    this.#maxConcurrent = maxConcurrent;
    this.#turns = new TurnQueue(maxConcurrent, maxQueued);
  }

  get isClosed(): boolean {
    return this.session.isClosed;
  }

  get keyspace(): string | undefined {
    return this.session.keyspace;
  }

  execute<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    return this.#inTurn(options, (left) => this.session.execute(statement, parameters, left));
  }

  executeBatch(batch: BatchStatement, options?: ExecuteOptions): Promise<AsyncResultSet> {
    return this.#inTurn(options, (left) => this.session.executeBatch(batch, left));
  }

  executePage<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<Page<R>> {
    return this.#inTurn(options, (left) => this.session.executePage(statement, parameters, left));
  }

  executeStream<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: StreamOptions,
  ): Promise<AsyncStreamingResultSet<R>> {
    return this.#inTurn(options, (left) => this.session.executeStream(statement, parameters, left));
  }

  prepare<R = Row>(query: string, options?: PrepareOptions): Promise<PreparedStatement<R>> {
    return this.session.prepare(query, options);
  }

  setKeyspace(keyspace: string): Promise<void> {
    return this.session.setKeyspace(keyspace);
  }

  getMetrics(): RateLimitMetrics {
    return {
      totalRequests: this.#total,
      activeRequests: this.#turns.active,
      rejectedRequests: this.#rejected,
      maxConcurrent: this.#maxConcurrent,
    };
  }

  /** Closes the session. */
  close(): Promise<void> {
    return this.session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #inTurn<T, O extends ExecuteOptions>(
    options: O | undefined,
    run: (options: O | undefined) => Promise<T>,
  ): Promise<T> {
    this.#total++;
    const askedAt = nowMs();
    const { timeoutMs, signal } = options ?? {};
    try {
      await this.#turns.take({ timeoutMs: timeoutMs === 0 ? undefined : timeoutMs, signal });
    } catch (error) {
      if (error instanceof OverloadError) this.#rejected++;
      throw error;
    }
    try {
      const left = timeoutMs === undefined ? 0 : timeoutMs - (nowMs() - askedAt);
      return await run(left > 0 ? { ...(options as O), timeoutMs: left } : options);
    } finally {
      this.#turns.release();
    }
  }
}

function checkLimit(name: string, value: number, min: number): void {
  if (Number.isInteger(value) && value >= min) return;
  throw new ConfigurationError(`Option '${name}' must be a whole number from ${min}, not ${String(value)}`);
}
