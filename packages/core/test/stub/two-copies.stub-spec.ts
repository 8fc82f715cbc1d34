// Two copies of this package in one process, such as a bundle and what `node --import` loads: any tracer sees the requests of both, once.
import { metrics, trace } from '@opentelemetry/api';
import { CqlStub, voidResult } from '@async-cassandra/testing';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import * as core from '../../src/index';
import * as door from '../../src/opentelemetry';

/** Loads the package once more, with everything that it imports: its copy of @opentelemetry/api, too. */
function load(): { core: typeof core; door: typeof door } {
  let copy: { core: typeof core; door: typeof door };
  jest.isolateModules(() => {
    copy = {
      core: jest.requireActual<typeof core>('../../src/index'),
      door: jest.requireActual<typeof door>('../../src/opentelemetry'),
    };
  });
  return copy!;
}

const first = { core, door };
const second = load();

const statement = 'INSERT INTO shop.items (id) VALUES (1)';
let stub: CqlStub;
let clusters: core.AsyncCluster[];
let sessions: core.AsyncCassandraSession[];

beforeAll(async () => {
  expect(second.core.AsyncCluster).not.toBe(core.AsyncCluster);
  stub = await CqlStub.start();
  stub.when(statement).reply(voidResult());
  clusters = [first, second].map((copy) => new copy.core.AsyncCluster(stub.clusterOptions()));
  sessions = await Promise.all(clusters.map((cluster) => cluster.connect()));
});

afterAll(async () => {
  for (const cluster of clusters) await cluster.shutdown();
  await stub.close();
});

type Start = (copy: typeof first, provider: BasicTracerProvider, meters: MeterProvider) => () => void;

const instrument: Start = (copy, provider, meters) => {
  const instrumentation = new copy.door.CassandraInstrumentation();
  instrumentation.setTracerProvider(provider);
  instrumentation.setMeterProvider(meters);
  return () => instrumentation.disable();
};
const instrumentGlobally: Start = (copy) => {
  const instrumentation = new copy.door.CassandraInstrumentation();
  return () => instrumentation.disable();
};
const traceWith: Start = (copy, tracerProvider) => {
  const tracing = copy.core.traceWithOpenTelemetry({ tracerProvider });
  return () => tracing[Symbol.dispose]();
};
const traceGlobally: Start = (copy) => {
  const tracing = copy.core.traceWithOpenTelemetry();
  return () => tracing[Symbol.dispose]();
};

const kinds = { instrument, instrumentGlobally, traceWith, traceGlobally };
const copies = { first, second };

/** One tracer of each copy, in both orders, and each alone. */
const rows = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((one) => [
  [[`first ${one}`]],
  [[`second ${one}`]],
  ...(Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((other) => [
    [[`first ${one}`, `second ${other}`]],
    [[`second ${other}`, `first ${one}`]],
    [[`first ${one}`, `first ${other}`]],
  ]),
]);

test.each(rows)('%j: a request of either copy has one span', async (tracers) => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 86_400_000 });
  const meters = new MeterProvider({ readers: [reader] });
  trace.setGlobalTracerProvider(provider);
  metrics.setGlobalMeterProvider(meters);
  const stops = tracers.map((tracer) => {
    const [copy, kind] = tracer.split(' ') as [keyof typeof copies, keyof typeof kinds];
    return kinds[kind](copies[copy], provider, meters);
  });
  for (const session of sessions) await session.execute(statement);
  for (const stop of stops) stop();
  for (const session of sessions) await session.execute(statement);
  await meters.forceFlush();
  const counted = points.getMetrics().at(-1)?.scopeMetrics ?? [];
  trace.disable();
  metrics.disable();
  await meters.shutdown();
  const names = exporter.getFinishedSpans().map(({ name }) => name);
  const both = ['INSERT shop.items attempt', 'INSERT shop.items'];
  expect(names).toEqual([...both, ...both]);
  const durations = counted
    .flatMap((scope) => scope.metrics)
    .filter(({ descriptor }) => descriptor.name === 'db.client.operation.duration')
    .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => (value as { count: number }).count));
  const measures = tracers.some((tracer) => tracer.includes('instrument'));
  expect(durations.reduce((sum, count) => sum + count, 0)).toBe(measures ? 2 : 0);
});
