// Every option of the collectors, of tracing and of the request log is seen in what they record.
import { CqlStub, serverError, voidResult } from '@async-cassandra/testing';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { register, Registry } from 'prom-client';
import {
  AsyncCluster,
  createMetricsSystem,
  InMemoryMetricsCollector,
  logRequests,
  MetricsMiddleware,
  PrometheusMetricsCollector,
  traceWithOpenTelemetry,
  type AsyncCassandraSession,
  type MetricsCollector,
  type OpenTelemetryOptions,
  type RequestLogEntry,
  type RequestLoggerOptions,
} from '../../src/index';
import { CassandraInstrumentation, type CassandraInstrumentationConfig } from '../../src/opentelemetry';
import { walkAll, type OptionOf } from '../walk-options';

const write = 'INSERT INTO shop.t (a) VALUES (1)';
const failing = 'INSERT INTO shop.t (a) VALUES (2)';
let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  stub = await CqlStub.start();
  stub.when(write).reply(voidResult());
  stub.when(failing).reply(serverError.invalid());
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
});

afterAll(async () => {
  await cluster.shutdown();
  await stub.close();
});

async function recordedBy(collector: MetricsCollector, requests = 1): Promise<void> {
  await using measured = await cluster.connect(undefined, { metrics: new MetricsMiddleware([collector]) });
  for (let i = 0; i < requests; i++) await measured.execute(write);
}

walkAll('inMemoryMetricsBag', {
  maxEntries: async () => {
    const collector = new InMemoryMetricsCollector({ maxEntries: 2 });
    await recordedBy(collector, 3);
    expect(collector.recentQueries).toHaveLength(2);
    expect(collector.getStats().queryPerformance.totalQueries).toBe(3);
  },
} satisfies Record<OptionOf<'inMemoryMetricsBag'>, () => Promise<void>>);

const classesOf = ({ collectors }: MetricsMiddleware): unknown[] =>
  collectors.map((collector) => collector.constructor);

walkAll('metricsSystemBag', {
  backend: () => {
    expect(classesOf(createMetricsSystem({ backend: 'memory' }))).toEqual([InMemoryMetricsCollector]);
    expect(classesOf(createMetricsSystem({ backend: 'none' }))).toEqual([]);
  },
  prometheusEnabled: () => {
    const system = createMetricsSystem({ backend: 'none', prometheusEnabled: true });
    expect(classesOf(system)).toEqual([PrometheusMetricsCollector]);
    register.clear();
  },
} satisfies Record<OptionOf<'metricsSystemBag'>, () => void>);

walkAll('prometheusMetricsBag', {
  registry: async () => {
    const registry = new Registry();
    await recordedBy(new PrometheusMetricsCollector({ registry }));
    expect(await registry.metrics()).toMatch(/_total\{.*operation="INSERT".*\} 1/);
    expect(await register.metrics()).not.toContain('cassandra');
  },
  maxStatements: async () => {
    for (const maxStatements of [0, 1]) {
      const registry = new Registry();
      await recordedBy(new PrometheusMetricsCollector({ registry, maxStatements }));
      expect(/statement="INSERT shop.t/.test(await registry.metrics())).toBe(maxStatements === 1);
    }
  },
} satisfies Record<OptionOf<'prometheusMetricsBag'>, () => Promise<void>>);

async function spansWith(options: OpenTelemetryOptions) {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  using _ = traceWithOpenTelemetry({ tracerProvider, ...options });
  await session.execute(write);
  return exporter.getFinishedSpans();
}

walkAll('openTelemetryBag', {
  tracerProvider: async () => expect(await spansWith({})).toHaveLength(2),
  statementText: async () => {
    const texts = async (statementText: boolean) =>
      (await spansWith({ statementText, attempts: false })).map(({ attributes }) => attributes['db.query.text']);
    expect(await texts(true)).toEqual(['INSERT INTO shop.t (a) VALUES (?)']);
    expect(await texts(false)).toEqual([undefined]);
  },
  attempts: async () => expect(await spansWith({ attempts: false })).toHaveLength(1),
  traceparent: async () => {
    const sent = () => stub.requests.at(-1)!.customPayload;
    await spansWith({});
    expect(sent()).toBeUndefined();
    const [, span] = await spansWith({ traceparent: true });
    const { traceId, spanId } = span!.spanContext();
    expect(sent()).toEqual({ traceparent: Buffer.from(`00-${traceId}-${spanId}-01`) });
    const own = Buffer.from('of the application');
    using _ = traceWithOpenTelemetry({ tracerProvider: new BasicTracerProvider(), traceparent: true });
    await session.execute(write, [], { customPayload: { tenant: own, traceparent: own } });
    expect(sent()).toEqual({ tenant: own, traceparent: own });
    await session.execute(write, [], { customPayload: { tenant: own } });
    expect(Object.keys(sent()!).sort()).toEqual(['tenant', 'traceparent']);
  },
} satisfies Record<OptionOf<'openTelemetryBag'>, () => Promise<void>>);

async function spansOfInstrumentation(config: CassandraInstrumentationConfig) {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const instrumentation = new CassandraInstrumentation(config);
  instrumentation.setTracerProvider(tracerProvider);
  await session.execute(write);
  instrumentation.disable();
  return exporter.getFinishedSpans();
}

walkAll('instrumentationBag', {
  enabled: async () => {
    expect(await spansOfInstrumentation({})).toHaveLength(2);
    expect(await spansOfInstrumentation({ enabled: false })).toHaveLength(0);
  },
  statementText: async () => {
    const [, span] = await spansOfInstrumentation({ statementText: false });
    expect(span!.attributes).not.toHaveProperty('db.query.text');
  },
  attempts: async () => expect(await spansOfInstrumentation({ attempts: false })).toHaveLength(1),
  traceparent: async () => {
    const [, span] = await spansOfInstrumentation({ traceparent: true });
    expect(String(stub.requests.at(-1)!.customPayload!['traceparent'])).toContain(span!.spanContext().spanId);
  },
} satisfies Record<OptionOf<'instrumentationBag'>, () => Promise<void>>);

async function logged(options: RequestLoggerOptions): Promise<string[]> {
  const entries: RequestLogEntry[] = [];
  using _ = logRequests({ log: (entry) => void entries.push(entry), ...options });
  await session.execute(write);
  await session.execute(failing).catch(() => {});
  return entries.map(({ reason }) => reason);
}

walkAll('requestLoggerBag', {
  slowMs: async () => {
    expect(await logged({ slowMs: 0 })).toEqual(['slow', 'failed']);
    expect(await logged({ slowMs: Infinity })).toEqual(['failed']);
  },
  errors: async () => expect(await logged({ slowMs: 0, errors: false })).toEqual(['slow']),
  log: async () => {
    const told = jest.spyOn(console, 'error').mockImplementation(() => {});
    expect(await logged({ slowMs: Infinity, log: undefined })).toEqual([]);
    expect(told).toHaveBeenCalledTimes(1);
    told.mockRestore();
  },
} satisfies Record<OptionOf<'requestLoggerBag'>, () => Promise<void>>);
