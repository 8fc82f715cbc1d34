// Metrics for Prometheus, with the optional peer dependency prom-client.
import type { Registry } from 'prom-client';
import { objectWith, wholeNumber } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { BoundedLabel } from './bounded-label';
import { loadPromClient } from './load-prom-client';
import type { AttemptMessage, RequestMessage } from '../channels/messages';
import { MetricsCollector, type ConnectionMetrics, type QueryMetrics } from '../metrics/metrics-collector';
import type { ObservedSession } from '../metrics/observed-session';
import { operationLabel } from './operation-label';
import { instrumentsOf, type PrometheusInstruments } from './prometheus-instruments';

/** A `Registry` of prom-client, declared here so that applications without that package compile. */
export interface PrometheusRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  getSingleMetric(name: string): unknown;
}

/** The options of a `PrometheusMetricsCollector`. */
export interface PrometheusMetricsOptions {
  /** The registry of the metrics. Default: prom-client's `register`. */
  readonly registry?: PrometheusRegistry | undefined;
  /** The number of statements that get a histogram of their own; all others share one. Default: 0, no such histogram. At most 500. */
  readonly maxStatements?: number | undefined;
}

export const prometheusMetricsBag = optionBag('a PrometheusMetricsCollector', {
  registry: option(objectWith<PrometheusRegistry>('a Registry of prom-client', 'metrics', 'getSingleMetric')),
  maxStatements: option(wholeNumber(0, 500), 0),
} satisfies TableOf<PrometheusMetricsOptions>);

/** The most values of the label `host`: more nodes than a cluster has, because removed nodes count too. */
const maxHosts = 1000;

/**
 * Records metrics for Prometheus: docs/observability/metrics.md has their names, labels and meaning. No label contains a text or a value
 * of a statement.
 *
 * @example
 * const registry = new Registry();
 * const metrics = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);
 * response.setHeader('content-type', registry.contentType).end(await registry.metrics());
 *
 * @throws ConfigurationError when an option is unknown or invalid, or prom-client is not installed.
 */
export class PrometheusMetricsCollector extends MetricsCollector {
  readonly #instruments: PrometheusInstruments;
  readonly #hosts = new BoundedLabel(maxHosts);
  readonly #statements: BoundedLabel | undefined;

  constructor(options: PrometheusMetricsOptions = {}) {
    super();
    const { registry, maxStatements } = completeOptions(prometheusMetricsBag, options);
    const client = loadPromClient();
    this.#instruments = instrumentsOf(client, (registry ?? client.register) as Registry);
    this.#statements = maxStatements === 0 ? undefined : new BoundedLabel(maxStatements);
  }

  override recordQuery({ durationMs, success, errorType, resultSize, request }: QueryMetrics): void {
    const { queryDuration, queries, errors, resultSize: resultSizes } = this.#instruments;
    const query_type = request?.queryType ?? 'simple';
    const labels = {
      query_type,
      operation: operationLabel(request?.statement.operation),
      success: success ? 'success' : 'failure',
    };
    queryDuration.observe(labels, durationMs / 1000);
    queries.inc(labels);
    if (success) resultSizes.observe({ query_type }, resultSize);
    else errors.inc({ error_type: errorType ?? 'Other' });
    if (request !== undefined) this.#recordRequest(request);
  }

  override recordConnectionHealth({ host, responseTimeMs }: ConnectionMetrics): void {
    if (responseTimeMs !== null)
      this.#instruments.responseTime.set({ host: this.#hosts.of(host) }, responseTimeMs / 1000);
  }

  override watchSession(session: ObservedSession): void {
    this.#instruments.readings.watch(session);
  }

  override forgetSession(session: ObservedSession): void {
    this.#instruments.readings.forget(session);
  }

  #recordRequest(request: RequestMessage): void {
    const { scope, pageCount, rowCount, queuedMs, retries, speculativeExecutions } = request;
    const instruments = this.#instruments;
    if (queuedMs !== undefined) instruments.queueDuration.observe(queuedMs / 1000);
    for (const attempt of request.attempts) this.#recordAttempt(attempt);
    for (const kind of retries) instruments.retries.inc({ kind });
    instruments.speculativeExecutions.inc(speculativeExecutions);
    if (pageCount > 0) instruments.pages.inc({ scope }, pageCount);
    if (rowCount > 0) instruments.rows.inc({ scope }, rowCount);
    if (this.#statements === undefined) return;
    const { summary, hash } = request.statement;
    const statement = this.#statements.of(`${summary} ${hash}`.trimStart());
    instruments.statementDuration.observe({ statement }, (request.durationMs ?? 0) / 1000);
  }

  #recordAttempt(attempt: AttemptMessage): void {
    const host = this.#hosts.of(attempt.node.endpoint);
    this.#instruments.attemptDuration.observe({ host }, (attempt.durationMs ?? 0) / 1000);
    if (attempt.errorType !== undefined) this.#instruments.attemptErrors.inc({ host, error_type: attempt.errorType });
  }
}
