// The interface of a metrics collector, and its input and output.
import type { RequestMessage } from '../channels/messages';
import type { ObservedSession } from './observed-session';

/** One call of a session, one page of a stream, or one PREPARE. */
export interface QueryMetrics {
  /** The hash of the text without its values: the same for every execution of a statement. */
  readonly queryHash: string;
  readonly durationMs: number;
  readonly success: boolean;
  /** The name of the error, from a fixed set; null for a success. */
  readonly errorType: string | null;
  readonly timestamp: Date;
  readonly parametersCount: number;
  /** The number of rows. */
  readonly resultSize: number;
  /** The whole request, if a session recorded it. */
  readonly request?: RequestMessage;
}

/** The health of a node. */
export interface ConnectionMetrics {
  /** `ip:port` of the node. */
  readonly host: string;
  readonly isHealthy: boolean;
  readonly lastCheck: Date;
  /** Null when no request was sent. */
  readonly responseTimeMs: number | null;
  readonly errorCount: number;
  readonly totalQueries: number;
}

export interface QueryPerformance {
  readonly totalQueries: number;
  /** From 0 to 1; 1 before the first query. */
  readonly successRate: number;
  /** Over the kept queries; 0 when there are none. */
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
  /** The operation and its table: `SELECT users`. */
  readonly summary: string;
  readonly count: number;
  readonly avgDurationMs: number;
}

export interface MetricsStats {
  readonly queryPerformance: QueryPerformance;
  /** The number of errors, by type. */
  readonly errorSummary: Readonly<Record<string, number>>;
  /** By host. */
  readonly connectionHealth: Readonly<Record<string, ConnectionMetrics>>;
  /** The most frequent queries first. */
  readonly topQueries: readonly TopQuery[];
}

/**
 * A backend for metrics. Its failures never affect a request: an exception or a rejection becomes one process warning, and nothing waits for it.
 *
 * @example
 * class SlowQueries extends MetricsCollector {
 *   override recordQuery({ queryHash, durationMs }: QueryMetrics) {
 *     if (durationMs > 100) console.warn('slow', queryHash, durationMs);
 *   }
 * }
 */
export abstract class MetricsCollector {
  /** Called when a request has ended. */
  recordQuery(_metrics: QueryMetrics): void | Promise<void> {}

  /** Called when the first connection to a node opens or the last is lost, and by a `ConnectionMonitor`. */
  recordConnectionHealth(_metrics: ConnectionMetrics): void | Promise<void> {}

  getStats(): Partial<MetricsStats> | Promise<Partial<MetricsStats>> {
    return {};
  }

  /** Called when a session that reports to this collector was opened: its gauges can be read until `forgetSession`. */
  watchSession(_session: ObservedSession): void {}

  /** Called when the session was closed. */
  forgetSession(_session: ObservedSession): void {}
}
