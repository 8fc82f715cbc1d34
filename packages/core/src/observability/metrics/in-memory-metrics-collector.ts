// Metrics for development, tests and small services: kept in this process, and read with getStats().
import { LRUCache } from 'lru-cache';
import { wholeNumber } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { summarizeDurations } from './duration-summary';
import { RecentQueries } from './recent-queries';
import type { RequestMessage } from '../channels/messages';
import {
  MetricsCollector,
  recordRequest,
  type ConnectionMetrics,
  type MetricsStats,
  type QueryMetrics,
  type TopQuery,
} from './metrics-collector';

/** The options of an `InMemoryMetricsCollector`. */
export interface InMemoryMetricsOptions {
  /** The most queries that are kept, and statements that are counted; the oldest are dropped. Default: 10,000. */
  readonly maxEntries?: number | undefined;
}

export const inMemoryMetricsBag = optionBag('an InMemoryMetricsCollector', {
  maxEntries: option(wholeNumber(1, 10_000_000), 10_000),
} satisfies TableOf<InMemoryMetricsOptions>);

const topQueryCount = 10;
const maxHosts = 1000;
/** An application that reports its own queries may name any types of errors. */
const maxErrorTypes = 1000;

type QueryCount = { -readonly [Name in 'queryHash' | 'summary' | 'count']: TopQuery[Name] } & { totalMs: number };

/**
 * Keeps the most recent queries. Totals count from the beginning, durations cover the kept queries.
 *
 * @example
 * const collector = new InMemoryMetricsCollector();
 * const session = await cluster.connect('shop', { metrics: new MetricsMiddleware([collector]) });
 * console.log(collector.getStats().queryPerformance.p95DurationMs);
 */
export class InMemoryMetricsCollector extends MetricsCollector {
  /** The name of its stats in the metrics of a cluster, also when a bundler shortens the names of classes. */
  static override readonly name = 'InMemoryMetricsCollector';

  readonly #recent: RecentQueries;
  #total = 0;
  #failed = 0;
  readonly #errors = new Map<string, number>();
  readonly #queries: LRUCache<string, QueryCount>;
  readonly #connections = new LRUCache<string, ConnectionMetrics>({ max: maxHosts });

  /** @throws ConfigurationError when an option is unknown or invalid. */
  constructor(options: InMemoryMetricsOptions = {}) {
    super();
    const { maxEntries } = completeOptions(inMemoryMetricsBag, options);
    this.#recent = new RecentQueries(maxEntries);
    this.#queries = new LRUCache({ max: maxEntries });
  }

  override recordQuery({ request, ...metrics }: QueryMetrics): void {
    const { queryHash, durationMs, success, timestamp, parametersCount, resultSize } = metrics;
    const errorType = success ? null : (metrics.errorType ?? 'Other');
    this.#record(queryHash, durationMs, errorType, request?.statement.summary ?? '');
    this.#recent.add(queryHash, durationMs, success, metrics.errorType, +timestamp, parametersCount, resultSize);
  }

  /** @internal */
  override [recordRequest](request: RequestMessage): boolean {
    if (this.recordQuery !== recordQuery) return false;
    const { statement, errorType = null, durationMs = 0, timestamp, parametersCount, rowCount } = request;
    const { hash } = statement;
    this.#record(hash, durationMs, errorType, statement.summary);
    this.#recent.add(hash, durationMs, errorType === null, errorType, +timestamp, parametersCount, rowCount);
    return true;
  }

  override recordConnectionHealth(metrics: ConnectionMetrics): void {
    this.#connections.set(metrics.host, metrics);
  }

  /** The kept queries, the oldest first. */
  get recentQueries(): readonly QueryMetrics[] {
    return this.#recent.all();
  }

  /** Returns a snapshot of the stats. The counts start at the creation of the collector, or at the last `clear`. */
  override getStats(): MetricsStats {
    return {
      queryPerformance: {
        totalQueries: this.#total,
        successRate: this.#total === 0 ? 1 : (this.#total - this.#failed) / this.#total,
        ...summarizeDurations(this.#recent.durations),
        queriesPerSecond: this.#queriesPerSecond(),
      },
      errorSummary: Object.fromEntries(this.#errors),
      connectionHealth: Object.fromEntries(
        [...this.#connections].map(([host, each]) => [host, { ...each, lastCheck: new Date(each.lastCheck) }]),
      ),
      topQueries: [...this.#queries.values()]
        .sort((a, b) => b.count - a.count)
        .slice(0, topQueryCount)
        .map(({ totalMs, ...query }) => ({ ...query, avgDurationMs: totalMs / query.count })),
    };
  }

  /** Deletes everything. */
  clear(): void {
    this.#recent.clear();
    this.#total = 0;
    this.#failed = 0;
    this.#errors.clear();
    this.#queries.clear();
    this.#connections.clear();
  }

  /** `errorType`: null for a success. */
  #record(queryHash: string, durationMs: number, errorType: string | null, summary: string): void {
    this.#total++;
    if (errorType !== null) {
      this.#failed++;
      const isKept = this.#errors.has(errorType) || this.#errors.size < maxErrorTypes;
      const type = isKept ? errorType : 'Other';
      this.#errors.set(type, (this.#errors.get(type) ?? 0) + 1);
    }
    let query = this.#queries.get(queryHash);
    if (query === undefined) this.#queries.set(queryHash, (query = { queryHash, summary, count: 0, totalMs: 0 }));
    query.count++;
    query.totalMs += durationMs;
  }

  /** Counts over the time since the start of the oldest kept query. */
  #queriesPerSecond(): number {
    const { oldestStart, size } = this.#recent;
    if (oldestStart === undefined) return 0;
    const seconds = (Date.now() - oldestStart) / 1000;
    return size / Math.max(seconds, 0.001);
  }
}

/** A subclass or a test may replace the method, and must then be called. */
const { recordQuery } = InMemoryMetricsCollector.prototype;
