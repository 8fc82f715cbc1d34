// Stands between sessions and collectors: a session tells it of every request, it tells every collector.
import { classNameOf, guardCallback } from '../../waiting/guard-callback';
import { objectWith } from '../../options/option-checks';
import type { ConnectionMetrics, MetricsCollector, QueryMetrics } from './metrics-collector';
import type { RequestMessage } from '../channels/messages';
import type { ObservedSession } from './observed-session';
import { describeStatement } from '../channels/statement-description';

/** A query that the application measured itself. */
export interface MeasuredQuery {
  readonly query: string;
  readonly durationMs: number;
  readonly success: boolean;
  readonly errorType?: string | null | undefined;
  readonly parametersCount?: number | undefined;
  readonly resultSize?: number | undefined;
}

/** The health of a node that the application found out itself. */
export interface MeasuredConnection {
  readonly host: string;
  readonly isHealthy: boolean;
  readonly responseTimeMs?: number | null | undefined;
  readonly errorCount?: number | undefined;
  readonly totalQueries?: number | undefined;
}

/**
 * Give it to a cluster or to one session, and its collectors are told of every request.
 *
 * @example
 * const metrics = new MetricsMiddleware([new InMemoryMetricsCollector()]);
 * await using cluster = new AsyncCluster({ metrics });
 */
export class MetricsMiddleware {
  readonly collectors: readonly MetricsCollector[];
  readonly #sessions = new Set<ObservedSession>();
  #isEnabled = true;

  constructor(collectors: readonly MetricsCollector[]) {
    this.collectors = Object.freeze([...collectors]);
  }

  get isEnabled(): boolean {
    return this.#isEnabled;
  }

  /** @internal */
  get isActive(): boolean {
    return this.#isEnabled && this.collectors.length > 0;
  }

  enable(): void {
    this.#isEnabled = true;
  }

  /** Requests are not recorded until `enable`; those in flight still are. */
  disable(): void {
    this.#isEnabled = false;
  }

  recordQueryMetrics({ query, errorType, parametersCount, resultSize, ...measured }: MeasuredQuery): void {
    if (!this.#isEnabled) return;
    this.#reportQuery({
      ...measured,
      queryHash: describeStatement(query).hash,
      errorType: errorType ?? null,
      timestamp: new Date(),
      parametersCount: parametersCount ?? 0,
      resultSize: resultSize ?? 0,
    });
  }

  recordConnectionMetrics({ responseTimeMs, errorCount, totalQueries, ...measured }: MeasuredConnection): void {
    if (!this.#isEnabled) return;
    const metrics: ConnectionMetrics = Object.freeze({
      ...measured,
      lastCheck: new Date(),
      responseTimeMs: responseTimeMs ?? null,
      errorCount: errorCount ?? 0,
      totalQueries: totalQueries ?? 0,
    });
    this.#report('recordConnectionHealth', (collector) => collector.recordConnectionHealth(metrics));
  }

  /** @internal From the session, when a request has ended. */
  recordRequest(request: RequestMessage): void {
    this.#reportQuery({
      queryHash: request.statement.hash,
      durationMs: request.durationMs ?? 0,
      success: request.errorType === undefined,
      errorType: request.errorType ?? null,
      timestamp: request.timestamp,
      parametersCount: request.parametersCount,
      resultSize: request.rowCount,
      request,
    });
  }

  /** @internal A session was opened. */
  watchSession(session: ObservedSession): void {
    this.#sessions.add(session);
    this.#report('watchSession', (collector) => collector.watchSession?.(session));
  }

  /** @internal A session was closed. */
  forgetSession(session: ObservedSession): void {
    if (this.#sessions.delete(session))
      this.#report('forgetSession', (collector) => collector.forgetSession?.(session));
  }

  /** Frozen: every collector is given the same object. */
  #reportQuery(metrics: QueryMetrics): void {
    Object.freeze(metrics);
    this.#report('recordQuery', (collector) => collector.recordQuery(metrics));
  }

  #report(what: string, call: (collector: MetricsCollector) => unknown): void {
    for (const collector of this.collectors) {
      guardCallback(collector, `${what} of ${classNameOf(collector)}`, () => call(collector));
    }
  }
}

/** Told by what it does: it may come from another copy of this package. */
export const metricsMiddleware = objectWith<MetricsMiddleware>('a MetricsMiddleware', 'recordRequest', 'watchSession');
