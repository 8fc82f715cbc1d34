import { oneOf, trueOrFalse } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { InMemoryMetricsCollector } from './in-memory-metrics-collector';
import type { MetricsCollector } from './metrics-collector';
import { MetricsMiddleware } from './metrics-middleware';
import { PrometheusMetricsCollector } from '../prometheus/prometheus-metrics-collector';

export interface MetricsSystemOptions {
  /** `memory` keeps the recent queries for `getStats()`; `none` does not. Default: `memory`. */
  readonly backend?: 'memory' | 'none' | undefined;
  /** Whether the metrics also go to the registry that prom-client calls `register`. Default: false. */
  readonly prometheusEnabled?: boolean | undefined;
}

export const metricsSystemBag = optionBag('createMetricsSystem', {
  backend: option(oneOf<'memory' | 'none'>('memory', 'none'), 'memory'),
  prometheusEnabled: option(trueOrFalse, false),
} satisfies TableOf<MetricsSystemOptions>);

/**
 * The usual collectors in a middleware that is ready for a cluster.
 *
 * @example
 * const metrics = createMetricsSystem({ prometheusEnabled: true });
 * const cluster = new AsyncCluster({ metrics });
 *
 * @throws ConfigurationError for another backend, or when Prometheus is asked for and prom-client is not installed.
 */
export function createMetricsSystem(options: MetricsSystemOptions = {}): MetricsMiddleware {
  const { backend, prometheusEnabled } = completeOptions(metricsSystemBag, options);
  const collectors: MetricsCollector[] = [];
  if (backend === 'memory') collectors.push(new InMemoryMetricsCollector());
  if (prometheusEnabled) collectors.push(new PrometheusMetricsCollector());
  return new MetricsMiddleware(collectors);
}
