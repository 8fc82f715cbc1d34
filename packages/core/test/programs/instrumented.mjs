// An ECMAScript module that sets up an SDK and runs some requests. Prints the spans and the metrics that the SDK got.
// `--import @async-cassandra/core/opentelemetry/register` instruments it, or it does so itself: `settings.instrument`.
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { AsyncCluster } from '@async-cassandra/core';

const { options, keyspace, instrument } = JSON.parse(process.argv[2]);
const exporter = new InMemorySpanExporter();
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 86_400_000 });
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const meterProvider = new MeterProvider({ readers: [reader] });

if (instrument) {
  const { CassandraInstrumentation } = await import('@async-cassandra/core/opentelemetry');
  registerInstrumentations({
    instrumentations: [new CassandraInstrumentation({ traceparent: true })],
    tracerProvider,
    meterProvider,
  });
}
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(tracerProvider);
metrics.setGlobalMeterProvider(meterProvider);

const cluster = new AsyncCluster(options);
const session = await cluster.connect(keyspace);
const parent = trace.getTracer('app').startSpan('GET /users');
await context.with(trace.setSpan(context.active(), parent), async () => {
  const insert = await session.prepare('INSERT INTO users (id, name) VALUES (?, ?)');
  for (const id of [1, 2, 3]) await session.execute(insert, [id, 'Ada'], { consistency: 'localQuorum' });
  await session.execute("SELECT name FROM users WHERE id IN (1, 2, 3) AND name = 'Ada' ALLOW FILTERING");
  await session.execute('SELECT nothing FROM users').catch(() => {});
});
parent.end();
await meterProvider.forceFlush();
const points = metricExporter
  .getMetrics()
  .flatMap((each) => each.scopeMetrics)
  .flatMap((scope) => scope.metrics)
  .flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, unit: descriptor.unit, attributes, value })),
  );
const { spanId } = parent.spanContext();
const spans = exporter.getFinishedSpans().map(({ name, kind, attributes, status, parentSpanContext }) => {
  return { name, kind, attributes, status, isBelowParent: parentSpanContext?.spanId === spanId };
});
await cluster.shutdown();
await meterProvider.shutdown();
console.log(JSON.stringify({ spans, points }));
