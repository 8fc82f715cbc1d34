// What changes while requests are in flight: the spans that have begun are ended and exported, whatever becomes of their tracer.
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { channels } from '../observability/channels/channels';
import { attemptOn, nodeAt, observe } from '../observability/channels/observation.spec-support';
import { isObserved } from '../observability/channels/request-observation';
import { traceWithOpenTelemetry } from '../observability/tracing/open-telemetry';
import { CassandraInstrumentation } from './cassandra-instrumentation';

function createSdk() {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { exporter, tracerProvider, names: () => exporter.getFinishedSpans().map(({ name }) => name) };
}

/** A request with one attempt in flight. */
function begin() {
  const request = observe();
  request.start(() => {});
  let attempt = { ...attemptOn(nodeAt(1)), observation: request.attemptStarted(attemptOn(nodeAt(1)), false) };
  return {
    retry() {
      attempt.observation!.end(attemptOn(nodeAt(1)));
      attempt = { ...attemptOn(nodeAt(2)), observation: request.attemptStarted(attemptOn(nodeAt(2)), false) };
    },
    end() {
      request.answered(attempt, { kind: 'rows', rowCount: 3 });
      request.end();
    },
  };
}

const bothSpans = ['SELECT users attempt', 'SELECT users'];

interface Tracer {
  readonly change: () => void;
  readonly stop: () => void;
}

function instrumentation(
  { tracerProvider }: ReturnType<typeof createSdk>,
  change: (instrumentation: CassandraInstrumentation) => void,
): Tracer {
  const started = new CassandraInstrumentation();
  started.setTracerProvider(tracerProvider);
  return { change: () => change(started), stop: () => started.disable() };
}

const changes: Record<string, (sdk: ReturnType<typeof createSdk>) => Tracer> = {
  'disable()': (sdk) => instrumentation(sdk, (each) => each.disable()),
  'disable() and enable()': (sdk) =>
    instrumentation(sdk, (each) => {
      each.disable();
      each.enable();
    }),
  'setConfig() with other options': (sdk) => instrumentation(sdk, (each) => each.setConfig({ statementText: false })),
  'setConfig() without attempts': (sdk) => instrumentation(sdk, (each) => each.setConfig({ attempts: false })),
  'setConfig() that disables': (sdk) => instrumentation(sdk, (each) => each.setConfig({ enabled: false })),
  'another provider': (sdk) => instrumentation(sdk, (each) => each.setTracerProvider(new BasicTracerProvider())),
  'the end of the global provider': ({ tracerProvider }) => {
    trace.setGlobalTracerProvider(tracerProvider);
    const tracing = traceWithOpenTelemetry();
    return { change: () => trace.disable(), stop: () => tracing[Symbol.dispose]() };
  },
  'the end of traceWithOpenTelemetry': ({ tracerProvider }) => {
    const tracing = traceWithOpenTelemetry({ tracerProvider });
    return { change: () => tracing[Symbol.dispose](), stop: () => {} };
  },
  'the end of one of two tracers': ({ tracerProvider }) => {
    const [first, second] = [traceWithOpenTelemetry({ tracerProvider }), traceWithOpenTelemetry({ tracerProvider })];
    return { change: () => first[Symbol.dispose](), stop: () => second[Symbol.dispose]() };
  },
};

describe.each(Object.entries(changes))('%s', (_, start) => {
  let sdk: ReturnType<typeof createSdk>;
  let tracer: Tracer;

  beforeEach(() => {
    sdk = createSdk();
    tracer = start(sdk);
  });

  afterEach(() => {
    tracer.stop();
    expect(isObserved(undefined)).toBe(false);
  });

  it('ends the spans that have begun, once, with what is known at the end', () => {
    const request = begin();
    tracer.change();
    request.end();
    expect(sdk.names()).toEqual(bothSpans);
    expect(sdk.exporter.getFinishedSpans()[1]!.attributes).toMatchObject({
      'db.response.returned_rows': 3,
      'server.address': '10.0.0.1',
    });
  });

  it('gives no span of a later attempt to another provider than the span of its request', () => {
    const request = begin();
    tracer.change();
    request.retry();
    request.end();
    const [first, ...others] = sdk.exporter.getFinishedSpans().toReversed();
    expect(first!.name).toBe('SELECT users');
    for (const { parentSpanContext } of others) expect(parentSpanContext!.spanId).toBe(first!.spanContext().spanId);
  });

  it('loses none of many requests, in any order', () => {
    const requests = Array.from({ length: 5 }, begin);
    tracer.change();
    const later = begin();
    for (const request of requests.toReversed()) request.end();
    later.end();
    expect(sdk.names().filter((name) => name === 'SELECT users').length).toBeGreaterThanOrEqual(5);
  });
});

it('listens to nothing once the last span that has begun is ended', () => {
  const { tracerProvider } = createSdk();
  const tracing = traceWithOpenTelemetry({ tracerProvider });
  const requests = [begin(), begin()];
  tracing[Symbol.dispose]();
  expect(isObserved(undefined)).toBe(true);
  requests[0]!.end();
  expect(isObserved(undefined)).toBe(true);
  requests[1]!.end();
  expect(isObserved(undefined)).toBe(false);
  tracing[Symbol.dispose]();
  expect(isObserved(undefined)).toBe(false);
});

it('creates no span after the end, while others are in flight', () => {
  const sdk = createSdk();
  const tracing = traceWithOpenTelemetry({ tracerProvider: sdk.tracerProvider });
  const before = begin();
  tracing[Symbol.dispose]();
  begin().end();
  before.retry();
  before.end();
  expect(sdk.names()).toEqual(bothSpans);
});

it('tells the other listeners of the end of the last request too', () => {
  const { tracerProvider } = createSdk();
  const tracing = traceWithOpenTelemetry({ tracerProvider });
  const ended = jest.fn();
  channels.request.asyncEnd.subscribe(ended);
  const request = begin();
  tracing[Symbol.dispose]();
  request.end();
  channels.request.asyncEnd.unsubscribe(ended);
  expect(ended).toHaveBeenCalledTimes(1);
});

it('ends each span once, also of a message that a subscriber has frozen', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const sdk = createSdk();
  const tracing = traceWithOpenTelemetry({ tracerProvider: sdk.tracerProvider, attempts: false });
  channels.request.start.subscribe(Object.freeze);
  const atOnce = observe();
  atOnce.start(() => atOnce.end());
  const later = observe();
  later.start(() => {});
  later.end();
  later.end();
  channels.request.start.unsubscribe(Object.freeze);
  tracing[Symbol.dispose]();
  emitWarning.mockRestore();
  expect(sdk.names()).toEqual(['SELECT users', 'SELECT users']);
  expect(isObserved(undefined)).toBe(false);
});

it('ends a span whose attributes the SDK refuses', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const end = jest.fn();
  const setAttribute = () => {
    throw new Error('of the SDK');
  };
  const span = { isRecording: () => true, setAttribute, end };
  const tracing = traceWithOpenTelemetry({
    tracerProvider: { getTracer: () => ({ startSpan: () => span }) },
    attempts: false,
  });
  begin().end();
  tracing[Symbol.dispose]();
  emitWarning.mockRestore();
  expect(end).toHaveBeenCalledTimes(1);
  expect(isObserved(undefined)).toBe(false);
});
