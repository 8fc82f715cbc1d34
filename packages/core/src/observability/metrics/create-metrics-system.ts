import { oneOf, trueOrFalse } from '../../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../../options/option-table';
import { InMemoryMetricsCollector } from './in-memory-metrics-collector';
import type { MetricsCollector } from './metrics-collector';
import { MetricsMiddleware } from './metrics-middleware';
import { PrometheusMetricsCollector } from '../prometheus/prometheus-metrics-collector';

/** The options of `createMetricsSystem`. */
export interface MetricsSystemOptions {
  /** `memory` keeps recent queries for `getStats()`; `none` keeps nothing. Default: `memory`. */
  readonly backend?: 'memory' | 'none' | undefined;
  /** Whether the metrics are also registered with prom-client's default registry, `register`. Default: false. */
  readonly prometheusEnabled?: boolean | undefined;
}

export const metricsSystemBag = optionBag('createMetricsSystem', {
  backend: option(oneOf<'memory' | 'none'>('memory', 'none'), 'memory'),
  prometheusEnabled: option(trueOrFalse, false),
} satisfies TableOf<MetricsSystemOptions>);

/**
 * Creates a middleware with the usual collectors, ready for a cluster.
 *
 * @example
 * const metrics = createMetricsSystem({ prometheusEnabled: true });
 * const cluster = new AsyncCluster({ metrics });
 *
 * @throws ConfigurationError for an unknown backend, or when `prometheusEnabled` is set and prom-client is not installed.
 */
export function createMetricsSystem(options: MetricsSystemOptions = {}): MetricsMiddleware {
  const { backend, prometheusEnabled } = completeOptions(metricsSystemBag, options);
  const collectors: MetricsCollector[] = [];
  if (backend === 'memory') collectors.push(new InMemoryMetricsCollector());
  if (prometheusEnabled) collectors.push(new PrometheusMetricsCollector());
  return new MetricsMiddleware(collectors);
}
