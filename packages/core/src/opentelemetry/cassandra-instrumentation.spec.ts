import { metrics, SpanKind, trace } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type DataPoint,
  type Histogram,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { InvalidRequestError } from '../errors/server-errors';
import { channels } from '../observability/channels/channels';
import { attemptOn, nodeAt, observe } from '../observability/channels/observation.spec-support';
import { isObserved } from '../observability/channels/request-observation';
import { traceWithOpenTelemetry } from '../observability/tracing/open-telemetry';
import { CassandraInstrumentation, type CassandraInstrumentationConfig } from './cassandra-instrumentation';

/** A day: the readers export only when they are flushed. */
const exportIntervalMillis = 86_400_000;

function createSdk() {
  const spans = new InMemorySpanExporter();
  const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const meterProvider = new MeterProvider({ readers: [reader] });
  return {
    tracerProvider,
    meterProvider,
    spanNames: () => spans.getFinishedSpans().map(({ name }) => name),
    spans: () => spans.getFinishedSpans(),
    /** The data points of a metric, as collected now. */
    async points(name: string): Promise<DataPoint<unknown>[]> {
      await meterProvider.forceFlush();
      const found =
        points
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
      const named = found.filter(({ descriptor }) => descriptor.name === name);
      return named.flatMap<DataPoint<unknown>>(({ dataPoints }) => dataPoints);
    },
    stop: () => meterProvider.shutdown(),
  };
}

let sdk: ReturnType<typeof createSdk>;
let started: CassandraInstrumentation[];

beforeEach(() => {
  sdk = createSdk();
  started = [];
});

afterEach(async () => {
  for (const instrumentation of started) instrumentation.disable();
  trace.disable();
  metrics.disable();
  expect(isObserved(undefined)).toBe(false);
  await sdk.stop();
});

function start(config?: ConstructorParameters<typeof CassandraInstrumentation>[0]): CassandraInstrumentation {
  const instrumentation = new CassandraInstrumentation(config);
  started.push(instrumentation);
  return instrumentation;
}

function useSdk({ tracerProvider, meterProvider }: ReturnType<typeof createSdk>): void {
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);
}

/** Runs one request with one attempt, which answers with this many rows. */
function run(request: Parameters<typeof observe>[0] = {}, node = nodeAt(1), rowCount = 3, error?: Error): void {
  const observation = observe(request);
  observation.start(() => {});
  const attempt = attemptOn(node, { error });
  const held = { ...attempt, observation: observation.attemptStarted(attempt, false) };
  if (error === undefined) observation.answered(held, { kind: 'rows', rowCount });
  else {
    held.observation!.end(attempt);
    observation.failing(error, false);
  }
  observation.end();
}

const ofUsers = {
  'db.system.name': 'cassandra',
  'db.namespace': 'shop',
  'db.operation.name': 'SELECT',
  'db.collection.name': 'users',
  'db.query.summary': 'SELECT users',
  'server.address': '10.0.0.1',
  'server.port': 9042,
};

describe('a CassandraInstrumentation', () => {
  it('creates spans and metrics for the SDK that registers it', async () => {
    const instrumentation = start({ enabled: false });
    expect(isObserved(undefined)).toBe(false);
    registerInstrumentations({ instrumentations: [instrumentation], ...sdk });
    run();
    run({ queryType: 'prepared' }, nodeAt(1), 7);
    expect(sdk.spanNames()).toEqual(['SELECT users attempt', 'SELECT users', 'SELECT users attempt', 'SELECT users']);
    expect(sdk.spans()[1]).toMatchObject({ kind: SpanKind.CLIENT, attributes: ofUsers });
    const { name, version } = sdk.spans()[1]!.instrumentationScope;
    expect([name, version]).toEqual(['@async-cassandra/core', instrumentation.instrumentationVersion]);
    const [duration, ...others] = await sdk.points('db.client.operation.duration');
    expect(others).toEqual([]);
    expect(duration!.attributes).toEqual(ofUsers);
    const { count, buckets } = duration!.value as Histogram;
    expect(count).toBe(2);
    expect(buckets.boundaries).toEqual([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]);
    const [rows] = await sdk.points('db.client.response.returned_rows');
    expect(rows!.attributes).toEqual(ofUsers);
    expect(rows!.value).toMatchObject({ count: 2, sum: 10, min: 3, max: 7 });
  });

  it('has the error of a failed request in both, and counts no rows for it', async () => {
    registerInstrumentations({ instrumentations: [start()], ...sdk });
    run({}, nodeAt(1), 0, new InvalidRequestError("Invalid value 'Ada'"));
    const error = { 'error.type': 'InvalidRequestError', 'db.response.status_code': '8704' };
    expect(sdk.spans().at(-1)!.attributes).toMatchObject({ ...ofUsers, ...error });
    const [duration] = await sdk.points('db.client.operation.duration');
    expect(duration!.attributes).toEqual({ ...ofUsers, ...error });
    expect(await sdk.points('db.client.response.returned_rows')).toEqual([]);
    expect(JSON.stringify(duration!.attributes)).not.toContain('Ada');
  });

  it('finds the global SDK, set up before or after it, and its successor', async () => {
    start();
    run();
    useSdk(sdk);
    run();
    expect(sdk.spanNames()).toHaveLength(2);
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 1 });
    trace.disable();
    metrics.disable();
    const successor = createSdk();
    useSdk(successor);
    run();
    expect(successor.spanNames()).toHaveLength(2);
    expect((await successor.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 1 });
    expect(sdk.spanNames()).toHaveLength(2);
    await successor.stop();
  });

  it('observes no request until an SDK is set up for spans or for metrics', async () => {
    start();
    expect(isObserved(undefined)).toBe(false);
    run();
    metrics.setGlobalMeterProvider(sdk.meterProvider);
    run();
    expect(sdk.spanNames()).toEqual([]);
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 1 });
    trace.setGlobalTracerProvider(sdk.tracerProvider);
    run();
    expect(sdk.spanNames()).toHaveLength(2);
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 2 });
  });

  it('is given an SDK while it waits for one', async () => {
    const instrumentation = start();
    run();
    instrumentation.setTracerProvider(sdk.tracerProvider);
    instrumentation.setMeterProvider(sdk.meterProvider);
    run();
    expect(sdk.spanNames()).toHaveLength(2);
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 1 });
  });

  it('follows the order in which a NodeSDK sets itself up', async () => {
    // It registers before it has providers, and gives only the meter provider later.
    registerInstrumentations({ instrumentations: [start()] });
    metrics.setGlobalMeterProvider(sdk.meterProvider);
    started[0]!.setMeterProvider(metrics.getMeterProvider());
    trace.setGlobalTracerProvider(sdk.tracerProvider);
    run();
    expect(sdk.spanNames()).toHaveLength(2);
    expect(await sdk.points('db.client.operation.duration')).toHaveLength(1);
  });

  it('creates nothing twice beside another one, or beside traceWithOpenTelemetry', async () => {
    useSdk(sdk);
    using _ = traceWithOpenTelemetry({ tracerProvider: sdk.tracerProvider });
    registerInstrumentations({ instrumentations: [start(), start()], ...sdk });
    start();
    run();
    expect(sdk.spanNames()).toEqual(['SELECT users attempt', 'SELECT users']);
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 1 });
    const other = createSdk();
    registerInstrumentations({ instrumentations: [start()], ...other });
    run();
    expect([sdk.spanNames().length, other.spanNames().length]).toEqual([4, 2]);
    expect((await other.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 1 });
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 2 });
    await other.stop();
  });

  it('counts the connections of each node by their state, also of a node that was up before it', async () => {
    registerInstrumentations({ instrumentations: [start()], ...sdk });
    const used = nodeAt(1, { openConnections: 3, inFlight: 2 });
    run({}, used);
    channels.node.publish({ event: 'up', node: nodeAt(2, { openConnections: 2, inFlight: 9 }) });
    const leaving = nodeAt(3);
    channels.node.publish({ event: 'up', node: leaving });
    channels.node.publish({ event: 'removed', node: leaving });
    const counted = async () =>
      (await sdk.points('db.client.connection.count')).map(({ attributes, value }) => [
        attributes['db.client.connection.pool.name'],
        attributes['db.client.connection.state'],
        value,
      ]);
    expect(await counted()).toEqual([
      ['10.0.0.1:9042', 'used', 2],
      ['10.0.0.1:9042', 'idle', 1],
      ['10.0.0.2:9042', 'used', 2],
      ['10.0.0.2:9042', 'idle', 0],
    ]);
    used.inFlight = 0;
    expect((await counted()).slice(0, 2).map(([, , value]) => value)).toEqual([0, 3]);
  });

  it('stops when it is disabled, and starts again', async () => {
    registerInstrumentations({ instrumentations: [start()], ...sdk });
    run();
    started[0]!.disable();
    expect(isObserved(undefined)).toBe(false);
    run();
    expect(sdk.spanNames()).toHaveLength(2);
    started[0]!.enable();
    started[0]!.enable();
    run();
    expect(sdk.spanNames()).toHaveLength(4);
    expect((await sdk.points('db.client.operation.duration'))[0]!.value).toMatchObject({ count: 2 });
  });

  it('takes other options while it is enabled', () => {
    registerInstrumentations({ instrumentations: [start({ statementText: false })], ...sdk });
    run();
    started[0]!.setConfig({ attempts: false });
    run();
    expect(sdk.spanNames()).toEqual(['SELECT users attempt', 'SELECT users', 'SELECT users']);
    expect(sdk.spans().map(({ attributes }) => 'db.query.text' in attributes)).toEqual([false, false, true]);
  });

  type Step = (instrumentation: CassandraInstrumentation, sdk: ReturnType<typeof createSdk>) => void;
  const disable: Step = (it) => it.disable();
  const enable: Step = (it) => it.enable();
  const configure =
    (config: CassandraInstrumentationConfig | undefined): Step =>
    (it) =>
      it.setConfig(config);
  const register: Step = (it, { tracerProvider, meterProvider }) =>
    void registerInstrumentations({ instrumentations: [it], tracerProvider, meterProvider });
  const registerAndUnload: Step = (it) => registerInstrumentations({ instrumentations: [it] })();

  it.each<[name: string, isEnabled: boolean, config: CassandraInstrumentationConfig, ...Step[]]>([
    ['by default', true, {}],
    ['with an undefined option', true, { enabled: undefined as never }],
    ['when it is created disabled', false, { enabled: false }],
    ['when it is registered', true, { enabled: false }, register],
    ['after disable()', false, {}, disable],
    ['after disable(), twice', false, {}, disable, disable],
    ['after enable(), twice, and disable()', false, {}, enable, enable, disable],
    ['after disable() and enable()', true, {}, disable, enable],
    ['after setConfig({ enabled: false })', false, {}, configure({ enabled: false })],
    ['after setConfig({ enabled: true })', true, { enabled: false }, configure({ enabled: true })],
    ['after setConfig() with another option', true, {}, configure({ attempts: false })],
    ['after setConfig() without options', true, {}, configure(undefined)],
    ['after setConfig() of a disabled one', false, { enabled: false }, configure({ attempts: false })],
    ['after disable() and setConfig()', false, {}, disable, configure({ attempts: false })],
    ['after disable() and its own config again', false, {}, disable, (it) => it.setConfig(it.getConfig())],
    ['after setConfig() of a disabled one, when it is registered', true, { enabled: false }, configure({}), register],
    ['after it was unloaded', false, {}, registerAndUnload],
    ['after it was unloaded and registered again', true, {}, registerAndUnload, register],
    [
      'after a change of its providers while it is disabled',
      false,
      {},
      disable,
      (it, sdk) => {
        it.setTracerProvider(sdk.tracerProvider);
        it.setMeterProvider(sdk.meterProvider);
      },
    ],
  ])('is enabled or not, %s: %s', async (_, isEnabled, config, ...steps) => {
    useSdk(sdk);
    const instrumentation = start(config);
    for (const step of steps) step(instrumentation, sdk);
    run();
    expect(sdk.spanNames().includes('SELECT users')).toBe(isEnabled);
    expect(await sdk.points('db.client.operation.duration')).toHaveLength(isEnabled ? 1 : 0);
    expect(instrumentation.isEnabled()).toBe(isEnabled);
    // What registers instrumentations enables those whose config does not say that they are.
    expect(instrumentation.getConfig().enabled).toBe(isEnabled);
  });

  it('keeps its options when it is disabled and enabled', () => {
    registerInstrumentations({ instrumentations: [start({ attempts: false })], ...sdk });
    started[0]!.disable();
    started[0]!.enable();
    run();
    expect(sdk.spanNames()).toEqual(['SELECT users']);
  });

  it('refuses a wrong option and goes on with the ones before', () => {
    registerInstrumentations({ instrumentations: [start({ attempts: false })], ...sdk });
    expect(() => started[0]!.setConfig({ enabled: 'no' as never })).toThrow(ConfigurationError);
    run();
    expect(sdk.spanNames()).toEqual(['SELECT users']);
  });

  it('keeps to a fixed number of series for texts with ever new values', async () => {
    registerInstrumentations({ instrumentations: [start({ attempts: false })], ...sdk });
    for (let i = 0; i < 1200; i++) run({ query: `SELECT * FROM users WHERE id = ${i} AND name = 'secret ${i}'` });
    expect(await sdk.points('db.client.operation.duration')).toHaveLength(1);
    expect(new Set(sdk.spanNames())).toEqual(new Set(['SELECT users']));
    expect(new Set(sdk.spans().map(({ attributes }) => attributes['db.query.text'])).size).toBe(1);
  });

  it('outlives a meter that throws', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const createHistogram = () => {
      throw new Error('of the SDK');
    };
    start().setMeterProvider({ getMeter: () => ({ createHistogram }) as never });
    run();
    run();
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });

  it.each([{ atempts: true }, { attempts: 'yes' }])('refuses %j', (config) => {
    expect(() => new CassandraInstrumentation(config as never)).toThrow(ConfigurationError);
  });
});
