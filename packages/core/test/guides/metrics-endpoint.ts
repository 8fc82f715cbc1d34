import { createServer, type Server } from 'node:http';
import {
  AsyncCluster,
  MetricsMiddleware,
  PrometheusMetricsCollector,
  type AsyncClusterOptions,
} from '@async-cassandra/core';
import { Registry } from 'prom-client';

const registry = new Registry();
const metrics = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);

export function connect(options: AsyncClusterOptions): AsyncCluster {
  return new AsyncCluster({ ...options, metrics });
}

export function serveMetrics(port: number): Server {
  return createServer((_, response) => {
    void registry.metrics().then((text) => response.setHeader('content-type', registry.contentType).end(text));
  }).listen(port);
}
