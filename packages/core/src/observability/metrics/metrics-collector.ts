// What a collector of metrics is given, and what it gives.
import type { RequestMessage } from '../channels/messages';
import type { ObservedSession } from './observed-session';

/** One call of a session, one page of a stream, or one PREPARE. */
export interface QueryMetrics {
  /** Of the text without its values: the same for every execution of a statement. */
  readonly queryHash: string;
  readonly durationMs: number;
  readonly success: boolean;
  /** One of a fixed set of names; null on success. */
  readonly errorType: string | null;
  readonly timestamp: Date;
  readonly parametersCount: number;
  /** Rows. */
  readonly resultSize: number;
  /** The whole story, where a session recorded it. */
  readonly request?: RequestMessage;
}

export interface ConnectionMetrics {
  /** `ip:port` of the node. */
  readonly host: string;
  readonly isHealthy: boolean;
  readonly lastCheck: Date;
  /** Null where nothing was asked. */
  readonly responseTimeMs: number | null;
  readonly errorCount: number;
  readonly totalQueries: number;
}

export interface QueryPerformance {
  readonly totalQueries: number;
  /** From 0 to 1; 1 before the first query. */
  readonly successRate: number;
  /** Of the queries that are kept; 0 when none is. */
  readonly avgDurationMs: number;
  readonly minDurationMs: number;
  readonly maxDurationMs: number;
  readonly p50DurationMs: number;
  readonly p95DurationMs: number;
  readonly p99DurationMs: number;
  readonly queriesPerSecond: number;
}

export interface TopQuery {
  readonly queryHash: string;
  /** What the statement does and to what: `SELECT users`. */
  readonly summary: string;
  readonly count: number;
  readonly avgDurationMs: number;
}

export interface MetricsStats {
  readonly queryPerformance: QueryPerformance;
  /** How often, by type of error. */
  readonly errorSummary: Readonly<Record<string, number>>;
  /** By host. */
  readonly connectionHealth: Readonly<Record<string, ConnectionMetrics>>;
  /** The most frequent first. */
  readonly topQueries: readonly TopQuery[];
}

/**
 * A backend for metrics. Whatever it throws, rejects with or never finishes harms no request: it becomes a process warning, once.
 *
 * @example
 * class SlowQueries extends MetricsCollector {
 *   override recordQuery({ queryHash, durationMs }: QueryMetrics) {
 *     if (durationMs > 100) console.warn('slow', queryHash, durationMs);
 *   }
 * }
 */
export abstract class MetricsCollector {
  recordQuery(_metrics: QueryMetrics): void | Promise<void> {}

  /** Called when the first connection to a node opens or the last is lost, and by a `ConnectionMonitor`. */
  recordConnectionHealth(_metrics: ConnectionMetrics): void | Promise<void> {}

  getStats(): Partial<MetricsStats> | Promise<Partial<MetricsStats>> {
    return {};
  }

  /** A session that reports to this collector was opened: its gauges can be read until `forgetSession`. */
  watchSession(_session: ObservedSession): void {}

  forgetSession(_session: ObservedSession): void {}
}
