// Metrics for Prometheus, with the optional peer dependency prom-client.
import type { Registry } from 'prom-client';
import { objectWith, wholeNumber } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { loadPromClient } from './load-prom-client';
import type { AttemptMessage, QueryType, RequestMessage } from '../channels/messages';
import {
  MetricsCollector,
  recordRequest,
  type ConnectionMetrics,
  type QueryMetrics,
} from '../metrics/metrics-collector';
import type { ObservedSession } from '../metrics/observed-session';
import { instrumentsOf, type PrometheusInstruments } from './prometheus-instruments';
import { RequestSeries } from './request-series';

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
  readonly #series: RequestSeries;

  constructor(options: PrometheusMetricsOptions = {}) {
    super();
    const { registry, maxStatements } = completeOptions(prometheusMetricsBag, options);
    const client = loadPromClient();
    this.#instruments = instrumentsOf(client, (registry ?? client.register) as Registry);
    this.#series = new RequestSeries(this.#instruments, maxStatements);
  }

  override recordQuery({ durationMs, errorType, success, resultSize, request }: QueryMetrics): void {
    const queryType = request?.queryType ?? 'simple';
    const outcome = success ? null : (errorType ?? 'Other');
    this.#recordQuery(queryType, request?.statement.operation ?? '', durationMs, outcome, resultSize);
    if (request !== undefined) this.#recordRequest(request);
  }

  /** @internal */
  override [recordRequest](request: RequestMessage): boolean {
    if (this.recordQuery !== recordQuery) return false;
    const { queryType, statement, durationMs, errorType, rowCount } = request;
    this.#recordQuery(queryType, statement.operation, durationMs ?? 0, errorType ?? null, rowCount);
    this.#recordRequest(request);
    return true;
  }

  override recordConnectionHealth({ host, responseTimeMs }: ConnectionMetrics): void {
    if (responseTimeMs === null) return;
    this.#instruments.responseTime.set({ host: this.#series.hostLabel(host) }, responseTimeMs / 1000);
  }

  override watchSession(session: ObservedSession): void {
    this.#instruments.readings.watch(session);
  }

  override forgetSession(session: ObservedSession): void {
    this.#instruments.readings.forget(session);
  }

  /** `errorType`: null for a success. */
  #recordQuery(
    queryType: QueryType,
    operation: string,
    durationMs: number,
    errorType: string | null,
    resultSize: number,
  ): void {
    const { duration, count } = this.#series.queriesOf(queryType, operation, errorType === null);
    duration.observe(durationMs / 1000);
    count.value++;
    if (errorType === null) this.#series.resultSize[queryType].observe(resultSize);
    else this.#series.errorsOf(errorType).value++;
  }

  #recordRequest(request: RequestMessage): void {
    const { scope, pageCount, rowCount, queuedMs, retries, attempts, durationMs } = request;
    const series = this.#series;
    if (queuedMs !== undefined) series.queue.observe(queuedMs / 1000);
    for (const attempt of attempts) this.#recordAttempt(attempt);
    for (const kind of retries) this.#instruments.retries.of({ kind }).value++;
    // The first attempt is never speculative.
    if (attempts.length > 1) series.speculativeExecutions.value += request.speculativeExecutions;
    series.scopes[scope].pages.value += pageCount;
    series.scopes[scope].rows.value += rowCount;
    series.statement(request.statement)?.observe((durationMs ?? 0) / 1000);
  }

  #recordAttempt({ node, durationMs, errorType }: AttemptMessage): void {
    const { endpoint } = node;
    this.#series.attemptsOn(endpoint).observe((durationMs ?? 0) / 1000);
    if (errorType === undefined) return;
    const labels = { host: this.#series.hostLabel(endpoint), error_type: errorType };
    this.#instruments.attemptErrors.of(labels).value++;
  }
}

/** A subclass or a test may replace the method, and must then be called. */
const { recordQuery } = PrometheusMetricsCollector.prototype;
