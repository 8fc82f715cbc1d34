import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { Registry } from 'prom-client';
import { attemptOn, nodeAt, observe } from '../observability/channels/observation.spec-support';
import { InMemoryMetricsCollector } from '../observability/metrics/in-memory-metrics-collector';
import { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import { PrometheusMetricsCollector } from '../observability/prometheus/prometheus-metrics-collector';
import { CassandraInstrumentation } from './cassandra-instrumentation';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('nothing that observes requests keeps what it learnt of texts that do not come again', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 86_400_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const collectors = [new InMemoryMetricsCollector(), new PrometheusMetricsCollector({ registry: new Registry() })];
  const metrics = new MetricsMiddleware(collectors);
  const instrumentation = new CassandraInstrumentation({ traceparent: true });
  instrumentation.setTracerProvider(new BasicTracerProvider());
  instrumentation.setMeterProvider(meterProvider);
  const node = nodeAt(1);
  const descriptions: WeakRef<object>[] = [];
  const run = (id: number): void => {
    const request = observe({ query: `SELECT a${id} FROM t WHERE id = ${id}` }, metrics);
    request.start(() => {});
    const attempt = attemptOn(node);
    request.answered(
      { ...attempt, observation: request.attemptStarted(attempt, false) },
      { kind: 'rows', rowCount: 1 },
    );
    request.end();
    if (id < 200) descriptions.push(new WeakRef(request.statement));
  };
  // More than the cache of descriptions holds.
  for (let id = 0; id < 1500; id++) run(id);
  // A WeakRef keeps its object until the turn of the event loop ends.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const kept = descriptions.filter((description) => description.deref() !== undefined);
  instrumentation.disable();
  await meterProvider.shutdown();
  expect(descriptions).toHaveLength(200);
  expect(kept.length).toBeLessThan(5);
});
