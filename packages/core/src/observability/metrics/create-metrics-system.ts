import { ConfigurationError } from '../../errors/async-cassandra-error';
import { InMemoryMetricsCollector } from './in-memory-metrics-collector';
import type { MetricsCollector } from './metrics-collector';
import { MetricsMiddleware } from './metrics-middleware';
import { PrometheusMetricsCollector } from '../prometheus/prometheus-metrics-collector';

export interface MetricsSystemOptions {
  /** `memory` keeps the recent queries for `getStats()`; `none` does not. Default: `memory`. */
  readonly backend?: 'memory' | 'none';
  /** Whether the metrics also go to the registry that prom-client calls `register`. Default: false. */
  readonly prometheusEnabled?: boolean;
}

/**
 * The usual collectors in a middleware that is ready for a cluster.
 *
 * @example
 * const metrics = createMetricsSystem({ prometheusEnabled: true });
 * const cluster = new AsyncCluster({ metrics });
 *
 * @throws ConfigurationError for another backend, or when Prometheus is asked for and prom-client is not installed.
 */
export function createMetricsSystem({
  backend = 'memory',
  prometheusEnabled = false,
}: MetricsSystemOptions = {}): MetricsMiddleware {
  if (backend !== 'memory' && backend !== 'none') {
    throw new ConfigurationError(`Option 'backend' must be 'memory' or 'none', not '${String(backend)}'`);
  }
  const collectors: MetricsCollector[] = [];
  if (backend === 'memory') collectors.push(new InMemoryMetricsCollector());
  if (prometheusEnabled) collectors.push(new PrometheusMetricsCollector());
  return new MetricsMiddleware(collectors);
}
