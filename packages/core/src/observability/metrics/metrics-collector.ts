// The interface of a metrics collector, and its input and output.
import type { RequestMessage } from '../channels/messages';
import type { ObservedSession } from './observed-session';

/** One call of a session, one page of a stream, or one PREPARE. */
export interface QueryMetrics {
  /** The hash of the text without its values: the same for every execution of a statement. */
  readonly queryHash: string;
  /** Milliseconds from the call to its end. */
  readonly durationMs: number;
  /** Whether the query ended without an error. */
  readonly success: boolean;
  /** The name of the error, from a fixed set; null for a success. */
  readonly errorType: string | null;
  /** When the query started. */
  readonly timestamp: Date;
  /** The number of parameters, over all statements of a batch. */
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
  /** Whether the node has an open connection or, when a monitor checked it, whether it answered. */
  readonly isHealthy: boolean;
  /** When the health was checked. */
  readonly lastCheck: Date;
  /** Null when no request was sent. */
  readonly responseTimeMs: number | null;
  /** The lost connections and the failed attempts to connect, so far. */
  readonly errorCount: number;
  /** The answers of the node, so far. */
  readonly totalQueries: number;
}

/** The stats of queries. Durations are milliseconds over the kept queries; 0 when there are none. */
export interface QueryPerformance {
  /** All queries, including failed ones. */
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
  /** The rate of the kept queries since the start of the oldest one. */
  readonly queriesPerSecond: number;
}

/** The stats of one statement. */
export interface TopQuery {
  /** The hash of the text, as in `QueryMetrics`. */
  readonly queryHash: string;
  /** The operation and its table: `SELECT users`. */
  readonly summary: string;
  /** How often the statement was executed. */
  readonly count: number;
  /** The average over all executions, in milliseconds. */
  readonly avgDurationMs: number;
}

/** The stats of a collector. */
export interface MetricsStats {
  /** The stats of all queries together. */
  readonly queryPerformance: QueryPerformance;
  /** The number of errors, by type. */
  readonly errorSummary: Readonly<Record<string, number>>;
  /** By host. */
  readonly connectionHealth: Readonly<Record<string, ConnectionMetrics>>;
  /** The most frequent queries first. */
  readonly topQueries: readonly TopQuery[];
}

/** The method by which collectors of this package record a request without its `QueryMetrics`, which costs more than they do. */
export const recordRequest = Symbol('recordRequest');

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

  /** @internal Records a request. Returns false if `recordQuery` must be called. */
  [recordRequest](_request: RequestMessage): boolean {
    return false;
  }

  /** Called when the first connection to a node opens or the last is lost, and by a `ConnectionMonitor`. */
  recordConnectionHealth(_metrics: ConnectionMetrics): void | Promise<void> {}

  /** Returns the stats of the collector; an empty object when it keeps none. */
  getStats(): Partial<MetricsStats> | Promise<Partial<MetricsStats>> {
    return {};
  }

  /** Called when a session that reports to this collector was opened: its gauges can be read until `forgetSession`. */
  watchSession(_session: ObservedSession): void {}

  /** Called when the session was closed. */
  forgetSession(_session: ObservedSession): void {}
}
