// Metrics for development, tests and small services: kept in this process, and read with getStats().
import { LRUCache } from 'lru-cache';
import { wholeNumber } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { summarizeDurations } from './duration-summary';
import {
  MetricsCollector,
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

  readonly #maxEntries: number;
  /** A ring buffer: the oldest query is overwritten. */
  #recent: QueryMetrics[] = [];
  #oldest = 0;
  #total = 0;
  #failed = 0;
  readonly #errors = new Map<string, number>();
  readonly #queries: LRUCache<string, QueryCount>;
  readonly #connections = new LRUCache<string, ConnectionMetrics>({ max: maxHosts });

  /** @throws ConfigurationError when an option is unknown or invalid. */
  constructor(options: InMemoryMetricsOptions = {}) {
    super();
    const { maxEntries } = completeOptions(inMemoryMetricsBag, options);
    this.#maxEntries = maxEntries;
    this.#queries = new LRUCache({ max: maxEntries });
  }

  override recordQuery({ request, ...metrics }: QueryMetrics): void {
    this.#total++;
    if (!metrics.success) {
      const errorType = metrics.errorType ?? 'Other';
      this.#failed++;
      this.#errors.set(errorType, (this.#errors.get(errorType) ?? 0) + 1);
    }
    this.#keep(metrics);
    this.#count(metrics, request?.statement.summary ?? '');
  }

  override recordConnectionHealth(metrics: ConnectionMetrics): void {
    this.#connections.set(metrics.host, metrics);
  }

  /** The kept queries, the oldest first. */
  get recentQueries(): readonly QueryMetrics[] {
    const inOrder = [...this.#recent.slice(this.#oldest), ...this.#recent.slice(0, this.#oldest)];
    return inOrder.map((each) => ({ ...each, timestamp: new Date(each.timestamp) }));
  }

  /** Returns a snapshot of the stats. The counts start at the creation of the collector, or at the last `clear`. */
  override getStats(): MetricsStats {
    return {
      queryPerformance: {
        totalQueries: this.#total,
        successRate: this.#total === 0 ? 1 : (this.#total - this.#failed) / this.#total,
        ...summarizeDurations(this.#recent.map(({ durationMs }) => durationMs)),
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
    this.#recent = [];
    this.#oldest = 0;
    this.#total = 0;
    this.#failed = 0;
    this.#errors.clear();
    this.#queries.clear();
    this.#connections.clear();
  }

  #keep(metrics: QueryMetrics): void {
    if (this.#recent.length < this.#maxEntries) {
      this.#recent.push(metrics);
      return;
    }
    this.#recent[this.#oldest] = metrics;
    this.#oldest = (this.#oldest + 1) % this.#maxEntries;
  }

  #count({ queryHash, durationMs }: QueryMetrics, summary: string): void {
    let query = this.#queries.get(queryHash);
    if (query === undefined) this.#queries.set(queryHash, (query = { queryHash, summary, count: 0, totalMs: 0 }));
    query.count++;
    query.totalMs += durationMs;
  }

  /** Counts over the time since the start of the oldest kept query. */
  #queriesPerSecond(): number {
    const oldest = this.#recent[this.#oldest];
    if (oldest === undefined) return 0;
    const seconds = (Date.now() - oldest.timestamp.getTime()) / 1000;
    return this.#recent.length / Math.max(seconds, 0.001);
  }
}
