// Connects sessions with collectors: a session reports every request to it, and it reports to every collector.
import { classNameOf, guardCallback, reportFailure } from '../../waiting/guard-callback';
import { objectWith } from '../../options/option-checks';
import { recordRequest, type ConnectionMetrics, type MetricsCollector, type QueryMetrics } from './metrics-collector';
import type { RequestMessage } from '../channels/messages';
import type { ObservedSession } from './observed-session';
import { describeStatement } from '../channels/statement-description';

/** A query that the application measured itself, for `recordQueryMetrics`. */
export interface MeasuredQuery {
  /** The CQL text. Only its hash is recorded. */
  readonly query: string;
  readonly durationMs: number;
  readonly success: boolean;
  /** The name of the error. Default: null. */
  readonly errorType?: string | null | undefined;
  /** Default: 0. */
  readonly parametersCount?: number | undefined;
  /** The number of rows. Default: 0. */
  readonly resultSize?: number | undefined;
}

/** The health of a node that the application checked itself, for `recordConnectionMetrics`. */
export interface MeasuredConnection {
  /** `ip:port` of the node. */
  readonly host: string;
  readonly isHealthy: boolean;
  /** Default: null. */
  readonly responseTimeMs?: number | null | undefined;
  /** Default: 0. */
  readonly errorCount?: number | undefined;
  /** Default: 0. */
  readonly totalQueries?: number | undefined;
}

/**
 * Reports every request of a cluster, or of one session, to its collectors: give it as the option `metrics`.
 *
 * @example
 * const metrics = new MetricsMiddleware([new InMemoryMetricsCollector()]);
 * await using cluster = new AsyncCluster({ metrics });
 */
export class MetricsMiddleware {
  /** The collectors, in the order in which they receive reports. */
  readonly collectors: readonly MetricsCollector[];
  readonly #sessions = new Set<ObservedSession>();
  #isEnabled = true;

  constructor(collectors: readonly MetricsCollector[]) {
    this.collectors = Object.freeze([...collectors]);
  }

  /** Whether requests are recorded: true until `disable`. */
  get isEnabled(): boolean {
    return this.#isEnabled;
  }

  /** @internal */
  get isActive(): boolean {
    return this.#isEnabled && this.collectors.length > 0;
  }

  /** Records requests again after `disable`. */
  enable(): void {
    this.#isEnabled = true;
  }

  /** Stops recording requests until `enable`. Requests in flight are still recorded. */
  disable(): void {
    this.#isEnabled = false;
  }

  /** Records a query that the application measured itself. */
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

  /** Records the health of a node that the application checked itself. */
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

  /** @internal Called by the session when a request has ended. */
  recordRequest(request: RequestMessage): void {
    let metrics: QueryMetrics | undefined;
    for (const collector of this.collectors) {
      if (recordsItself(collector, request)) continue;
      metrics ??= Object.freeze(metricsOf(request));
      this.#tellQuery(collector, metrics);
    }
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

  /** Freezes the metrics: every collector gets the same object. */
  #reportQuery(metrics: QueryMetrics): void {
    Object.freeze(metrics);
    for (const collector of this.collectors) this.#tellQuery(collector, metrics);
  }

  #tellQuery(collector: MetricsCollector, metrics: QueryMetrics): void {
    this.#tell(collector, 'recordQuery', () => collector.recordQuery(metrics));
  }

  #report(what: string, call: (collector: MetricsCollector) => unknown): void {
    for (const collector of this.collectors) this.#tell(collector, what, () => call(collector));
  }

  #tell(collector: MetricsCollector, what: string, call: () => unknown): void {
    guardCallback(collector, `${what} of ${classNameOf(collector)}`, call);
  }
}

/** Returns whether the collector has recorded the request. It may come from another copy of this package, or be any object with some methods. */
function recordsItself(collector: MetricsCollector, request: RequestMessage): boolean {
  try {
    return collector[recordRequest]?.(request) === true;
  } catch (error) {
    reportFailure(collector, `recordQuery of ${classNameOf(collector)}`, error);
    return true;
  }
}

function metricsOf(request: RequestMessage): QueryMetrics {
  return {
    queryHash: request.statement.hash,
    durationMs: request.durationMs ?? 0,
    success: request.errorType === undefined,
    errorType: request.errorType ?? null,
    timestamp: request.timestamp,
    parametersCount: request.parametersCount,
    resultSize: request.rowCount,
    request,
  };
}

/** Checks the methods, not the class: the middleware may come from another copy of this package. */
export const metricsMiddleware = objectWith<MetricsMiddleware>('a MetricsMiddleware', 'recordRequest', 'watchSession');
