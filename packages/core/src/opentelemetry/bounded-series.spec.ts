// Whatever an application has ever new values in, its metrics have a bounded number of series.
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Registry } from 'prom-client';
import { attemptOn, nodeAt, observe } from '../observability/channels/observation.spec-support';
import type { ObservedNode } from '../observability/channels/observed-node';
import { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import { PrometheusMetricsCollector } from '../observability/prometheus/prometheus-metrics-collector';
import { CassandraInstrumentation } from './cassandra-instrumentation';

interface Varied {
  readonly request?: Parameters<typeof observe>[0];
  readonly node?: ObservedNode;
  readonly error?: Error;
}

/** What may differ without an end, and the most series that a metric may have for it. */
const endless: Record<string, readonly [most: number, of: (index: number) => Varied]> = {
  values: [1, (i) => ({ request: { query: `SELECT a FROM t WHERE a = ${i}` } })],
  comments: [1, (i) => ({ request: { query: `/* ${i} */ SELECT a FROM t -- ${i}` } })],
  columns: [1, (i) => ({ request: { query: `SELECT c${i} FROM t` } })],
  'first words': [1, (i) => ({ request: { query: `word${i} a FROM t` } })],
  'first words that lack a space': [1, (i) => ({ request: { query: `SELECT${i} FROM t` } })],
  'quoted first words': [1, (i) => ({ request: { query: `"SELECT${i}" a FROM t` } })],
  'objects of CREATE': [1, (i) => ({ request: { query: `CREATE thing${i} x` } })],
  'first words of prepared texts': [1, (i) => ({ request: { query: `word${i} a FROM t`, queryType: 'prepare' } })],
  'first words in a batch': [1, (i) => ({ request: { query: [`word${i} a`, `word${i} b`], queryType: 'batch' } })],
  'first words in a batch of one': [1, (i) => ({ request: { query: [`word${i} a`], queryType: 'batch' } })],
  tables: [1001, (i) => ({ request: { query: `SELECT a FROM t${i}` } })],
  'tables of batches': [1001, (i) => ({ request: { query: [`UPDATE t${i} SET a = 1`], queryType: 'batch' } })],
  'keyspaces in texts': [1001, (i) => ({ request: { query: `SELECT a FROM k${i}.t` } })],
  'keyspaces of requests': [1001, (i) => ({ request: { keyspace: `k${i}` } })],
  nodes: [1001, (i) => ({ node: nodeAt(i) })],
  'names of errors': [1, (i) => ({ error: Object.assign(new Error(), { name: `Odd${i}Error` }) })],
  'codes of errors that no server sent': [
    1,
    (i) => ({ error: Object.assign(new Error(), { name: 'OverloadedError', code: `E${i}` }) }),
  ],
};

/** More than any of the bounds. */
const requestCount = 1200;

function run({ request, node = nodeAt(1), error }: Varied, metrics: MetricsMiddleware): void {
  const observation = observe(request, metrics);
  observation.start(() => {});
  const attempt = attemptOn(node, { error });
  const held = { ...attempt, observation: observation.attemptStarted(attempt, false) };
  if (error === undefined) observation.answered(held, { kind: 'rows', rowCount: 3 });
  else {
    held.observation!.end(attempt);
    observation.failing(error, false);
  }
  observation.end();
}

/** The number of series of the metric that has the most. */
async function prometheusSeries(registry: Registry): Promise<number> {
  const metrics = await registry.getMetricsAsJSON();
  const series = metrics.map(({ values }) => {
    const labels = values.map((value) => JSON.stringify({ ...value.labels, le: undefined }));
    return new Set(labels).size;
  });
  return Math.max(...series);
}

it.each(Object.entries(endless))('ever new %s make a bounded number of series', async (_, [most, of]) => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 86_400_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const instrumentation = new CassandraInstrumentation({ attempts: false });
  instrumentation.setMeterProvider(meterProvider);
  const registry = new Registry();
  const metrics = new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]);
  for (let index = 0; index < requestCount; index++) run(of(index), metrics);
  await meterProvider.forceFlush();
  instrumentation.disable();
  const scopes = exporter.getMetrics().at(-1)!.scopeMetrics;
  const [duration] = scopes
    .flatMap((scope) => scope.metrics)
    .filter(({ descriptor }) => descriptor.name === 'db.client.operation.duration');
  expect(duration!.dataPoints.length).toBeLessThanOrEqual(most);
  expect(await prometheusSeries(registry)).toBeLessThanOrEqual(most);
  const counts = duration!.dataPoints.map(({ value }) => (value as { count: number }).count);
  expect(counts.reduce((sum, count) => sum + count)).toBe(requestCount);
  await meterProvider.shutdown();
});
