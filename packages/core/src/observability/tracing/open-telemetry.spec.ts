import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  context,
  createTraceState,
  ProxyTracer,
  SamplingDecision,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { TimeoutError } from '../../errors/async-cassandra-error';
import { InvalidRequestError, ReadTimeoutError } from '../../errors/server-errors';
import { channels } from '../channels/channels';
import { isObserved } from '../channels/request-observation';
import { payloadKey } from '../channels/message-keys';
import { attemptOn, nodeAt, observe } from '../channels/observation.spec-support';
import { traceWithOpenTelemetry, type OpenTelemetryOptions } from './open-telemetry';

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const contexts = new AsyncLocalStorageContextManager().enable();

beforeAll(() => context.setGlobalContextManager(contexts));
afterAll(() => context.disable());
afterEach(() => exporter.reset());

/** Runs one request while tracing is on, and gives the spans, the last to end first. */
function traced(
  request: Parameters<typeof observe>[0],
  options?: OpenTelemetryOptions,
  run: (observed: ReturnType<typeof observe>) => void = () => {},
) {
  const tracing = traceWithOpenTelemetry({ tracerProvider, ...options });
  const observation = observe(request);
  observation.start(() => {});
  run(observation);
  observation.end();
  tracing[Symbol.dispose]();
  return exporter.getFinishedSpans().toReversed();
}

describe('the span of a request', () => {
  it('has the name and the attributes of the conventions', () => {
    const [span] = traced(
      { query: "SELECT * FROM users WHERE name = 'Ada'", queryType: 'prepared', consistency: 6, isIdempotent: true },
      {},
      (request) => {
        const attempt = attemptOn(nodeAt(1));
        request.answered(
          { ...attempt, observation: request.attemptStarted(attempt, false) },
          { kind: 'rows', rowCount: 3 },
        );
      },
    );
    expect(span!.name).toBe('SELECT users');
    expect(span!.kind).toBe(SpanKind.CLIENT);
    expect(span!.status.code).toBe(SpanStatusCode.UNSET);
    expect(span!.attributes).toEqual({
      'db.system.name': 'cassandra',
      'db.namespace': 'shop',
      'db.operation.name': 'SELECT',
      'db.collection.name': 'users',
      'db.query.summary': 'SELECT users',
      'db.query.text': 'SELECT * FROM users WHERE name = ?',
      'cassandra.consistency.level': 'local_quorum',
      'cassandra.page.size': 5000,
      'cassandra.query.idempotent': true,
      'server.address': '10.0.0.1',
      'server.port': 9042,
      'network.peer.address': '10.0.0.1',
      'network.peer.port': 9042,
      'cassandra.coordinator.dc': 'dc1',
      'cassandra.coordinator.id': 'host-1',
      'db.response.returned_rows': 3,
    });
  });

  it('has no text where none is wanted', () => {
    const [span] = traced({}, { statementText: false });
    expect(span!.attributes).not.toHaveProperty('db.query.text');
  });

  it('names the keyspace that the statement names', () => {
    const [span] = traced({ query: 'SELECT * FROM "Stock".items' });
    expect(span!.attributes).toMatchObject({ 'db.namespace': 'Stock', 'db.collection.name': '"Stock".items' });
  });

  it('of a batch has its size and what its statements have in common', () => {
    const insert = 'INSERT INTO events (id) VALUES (?)';
    const [span] = traced({ queryType: 'batch', query: [insert, insert, insert] });
    expect(span!.name).toBe('BATCH INSERT events');
    expect(span!.attributes).toMatchObject({
      'db.operation.name': 'BATCH INSERT',
      'db.operation.batch.size': 3,
      'db.collection.name': 'events',
      'db.query.text': insert,
    });
    exporter.reset();
    // By the conventions, such a batch is its statement, and one of no statement is a batch.
    const [single] = traced({ queryType: 'batch', query: [insert] });
    expect(single!.name).toBe('INSERT events');
    expect(single!.attributes['db.operation.name']).toBe('INSERT');
    expect(single!.attributes).not.toHaveProperty('db.operation.batch.size');
    exporter.reset();
    expect(traced({ queryType: 'batch', query: [] })[0]!.attributes['db.operation.batch.size']).toBe(0);
  });

  it('of a PREPARE says so', () => {
    const [span] = traced({ queryType: 'prepare' });
    expect(span!.name).toBe('PREPARE SELECT users');
    expect(span!.attributes['db.operation.name']).toBe('PREPARE');
  });

  it('of a failure has its type and code, and no message that may repeat a value', () => {
    const [span] = traced({}, {}, (request) => request.failing(new InvalidRequestError("Invalid value 'Ada'"), false));
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span!.attributes).toMatchObject({ 'error.type': 'InvalidRequestError', 'db.response.status_code': '8704' });
    exporter.reset();
    const [other] = traced({}, {}, (request) => request.failing(new TimeoutError('Too slow'), false));
    expect(other!.status).toEqual({ code: SpanStatusCode.ERROR, message: 'Too slow' });
    expect(other!.attributes).not.toHaveProperty('db.response.status_code');
    exporter.reset();
    const [unknown] = traced({}, {}, (request) => request.failing(new Error('odd'), false));
    expect(unknown!.attributes['error.type']).toBe('_OTHER');
  });

  it('of an error of another copy of this package has its code', () => {
    const foreign = Object.assign(new Error('Too busy'), { name: 'OverloadedError', code: 0x1001 });
    const [span] = traced({}, {}, (request) => request.failing(foreign, false));
    expect(span!.attributes).toMatchObject({ 'error.type': 'OverloadedError', 'db.response.status_code': '4097' });
    exporter.reset();
    // The code of a DOMException is no code of the protocol.
    const [aborted] = traced({}, {}, (request) => request.failing(new DOMException('Stopped', 'AbortError'), true));
    expect(aborted!.attributes).not.toHaveProperty('db.response.status_code');
  });

  it('has the settings of its own request, however many share the statement', () => {
    const levels = Array.from({ length: 11 }, (_, consistency) => {
      exporter.reset();
      const [span] = traced({ consistency, keyspace: `k${consistency % 2}`, fetchSize: 100 + consistency });
      return [span!.attributes['cassandra.consistency.level'], span!.attributes['db.namespace']];
    });
    expect(new Set(levels.map(([level]) => level)).size).toBe(11);
    expect(levels.map(([, namespace]) => namespace)).toEqual(Array.from({ length: 11 }, (_, i) => `k${i % 2}`));
  });

  it('keeps the attributes of its statement, also when a tracer changes them', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const changing = {
      getTracer: () => ({
        startSpan: (_name: string, options: { attributes: Record<string, unknown> }) => {
          options.attributes['db.namespace'] = 'changed';
        },
      }),
    };
    traced({ query: 'SELECT a FROM changed' }, { tracerProvider: changing });
    emitWarning.mockRestore();
    expect(traced({ query: 'SELECT a FROM changed' })[0]!.attributes['db.namespace']).toBe('shop');
  });

  it('is below the span that is active where the request begins', () => {
    const parent = tracerProvider.getTracer('test').startSpan('GET /users');
    context.with(trace.setSpan(context.active(), parent), () => traced({}));
    parent.end();
    const [, span] = exporter.getFinishedSpans().toReversed();
    expect(span!.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
  });
});

describe('the spans of attempts', () => {
  it('are below that of their request, with the node of each', () => {
    const [request, second, first] = traced({}, {}, (observed) => {
      const error = new ReadTimeoutError('No', {} as never);
      observed.attemptStarted(attemptOn(nodeAt(1)), false)!.end(attemptOn(nodeAt(1), { error }));
      observed.attemptStarted(attemptOn(nodeAt(2)), false)!.end(attemptOn(nodeAt(2)));
    });
    for (const attempt of [first, second]) {
      expect(attempt!.parentSpanContext?.spanId).toBe(request!.spanContext().spanId);
      expect(attempt!.name).toBe('SELECT users attempt');
    }
    expect(first!.attributes).toMatchObject({
      'db.system.name': 'cassandra',
      'server.address': '10.0.0.1',
      'error.type': 'ReadTimeoutError',
      'db.response.status_code': '4608',
    });
    expect(first!.status.code).toBe(SpanStatusCode.ERROR);
    expect(second!.attributes).not.toHaveProperty('error.type');
    expect(request!.attributes['server.address']).toBe('10.0.0.2');
  });

  it('are left out where none are wanted', () => {
    const spans = traced({}, { attempts: false }, (observed) => {
      observed.attemptStarted(attemptOn(nodeAt(1)), false)!.end(attemptOn(nodeAt(1)));
    });
    expect(spans).toHaveLength(1);
  });
});

describe('a span that is not recorded', () => {
  it('is asked for once, and its attempts have none', () => {
    const names: string[] = [];
    const sampler = {
      shouldSample: (_context: unknown, _traceId: string, name: string) => {
        names.push(name);
        return { decision: SamplingDecision.NOT_RECORD };
      },
    };
    traced({}, { tracerProvider: new BasicTracerProvider({ sampler }) }, (observed) => {
      observed.attemptStarted(attemptOn(nodeAt(1)), false)!.end(attemptOn(nodeAt(1)));
    });
    expect(names).toEqual(['SELECT users']);
  });
});

describe('two tracers', () => {
  /** Runs one request, with an attempt, while all these trace. */
  function runWith(...tracers: (() => Disposable)[]): string[] {
    const tracings = tracers.map((trace) => trace());
    const observation = observe();
    observation.start(() => {});
    observation.attemptStarted(attemptOn(nodeAt(1)), false)?.end(attemptOn(nodeAt(1)));
    observation.end();
    for (const tracing of tracings) tracing[Symbol.dispose]();
    return exporter.getFinishedSpans().map(({ name }) => name);
  }

  it('of one provider create each span once', () => {
    const once = runWith(() => traceWithOpenTelemetry({ tracerProvider }));
    exporter.reset();
    const traceTwice = () => traceWithOpenTelemetry({ tracerProvider });
    expect(runWith(traceTwice, traceTwice)).toEqual(once);
    expect(once).toEqual(['SELECT users attempt', 'SELECT users']);
  });

  it('also when one of them has the provider from the global one', () => {
    trace.setGlobalTracerProvider(tracerProvider);
    try {
      const both = [() => traceWithOpenTelemetry(), () => traceWithOpenTelemetry({ tracerProvider })];
      expect(runWith(...both)).toHaveLength(2);
    } finally {
      trace.disable();
    }
  });

  it('of two providers create the spans of both', () => {
    const other = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const both = [tracerProvider, other].map((provider) => () => traceWithOpenTelemetry({ tracerProvider: provider }));
    expect(runWith(...both)).toHaveLength(4);
  });

  it('keep to that with a message that a subscriber has frozen', () => {
    channels.request.start.subscribe(Object.freeze);
    const both = [tracerProvider, tracerProvider].map(
      (provider) => () => traceWithOpenTelemetry({ tracerProvider: provider, attempts: false }),
    );
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const names = runWith(...both);
    channels.request.start.unsubscribe(Object.freeze);
    emitWarning.mockRestore();
    expect(names).toEqual(['SELECT users']);
  });
});

describe('the traceparent of a request', () => {
  const carriedBy = (options: OpenTelemetryOptions) => {
    let payload: Readonly<Record<string, Buffer>> | undefined;
    const [span] = traced({}, options, (observed) => (payload = observed[payloadKey]));
    return { payload: payload && Object.entries(payload).map(([key, value]) => `${key}=${String(value)}`), span };
  };

  it('is its span, as W3C Trace Context writes it', () => {
    const { payload, span } = carriedBy({ traceparent: true });
    const { traceId, spanId } = span!.spanContext();
    expect(payload).toEqual([`traceparent=00-${traceId}-${spanId}-01`]);
  });

  it('comes with the state of the trace', () => {
    const traceState = createTraceState('vendor=1');
    const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, traceState };
    const parent = trace.setSpanContext(context.active(), remote);
    const { payload } = context.with(parent, () => carriedBy({ traceparent: true }));
    expect(payload).toEqual([expect.stringContaining(`00-${remote.traceId}-`), 'tracestate=vendor=1']);
  });

  it('says that the trace is not sampled', () => {
    const unsampled = new BasicTracerProvider({ sampler: new AlwaysOffSampler() });
    const { payload } = carriedBy({ traceparent: true, tracerProvider: unsampled });
    expect(payload).toEqual([expect.stringMatching(/^traceparent=00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)]);
  });

  it('is absent by default, and without an SDK', () => {
    expect(carriedBy({}).payload).toBeUndefined();
    expect(carriedBy({ traceparent: true, tracerProvider: undefined }).payload).toBeUndefined();
  });

  it('is the active span of another process where there is no SDK', () => {
    const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const parent = trace.setSpanContext(context.active(), remote);
    const { payload } = context.with(parent, () => carriedBy({ traceparent: true, tracerProvider: undefined }));
    expect(payload).toEqual([`traceparent=00-${remote.traceId}-${remote.spanId}-01`]);
  });
});

describe('tracing', () => {
  it('asks for no span while no SDK is set up', () => {
    const startSpan = jest.spyOn(ProxyTracer.prototype, 'startSpan');
    traced({}, { tracerProvider: undefined });
    traced({}, { tracerProvider: trace.getTracerProvider() });
    expect(startSpan).not.toHaveBeenCalled();
    traced({}, { tracerProvider: undefined, traceparent: true });
    expect(startSpan).toHaveBeenCalledTimes(1);
    startSpan.mockRestore();
  });

  it('uses the SDK that is set up after it', () => {
    const tracing = traceWithOpenTelemetry();
    const run = (): void => {
      const observation = observe();
      observation.start(() => {});
      observation.end();
    };
    run();
    expect(exporter.getFinishedSpans()).toHaveLength(0);
    trace.setGlobalTracerProvider(tracerProvider);
    run();
    trace.disable();
    tracing[Symbol.dispose]();
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });

  it('leaves no listener behind', () => {
    traced({});
    expect(isObserved(undefined)).toBe(false);
  });

  it('outlives an SDK that throws', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const broken = {
      getTracer: () => ({
        startSpan: () => {
          throw new Error('of the SDK');
        },
      }),
    };
    expect(traced({}, { tracerProvider: broken })).toEqual([]);
    expect(emitWarning).toHaveBeenCalledTimes(1);
    emitWarning.mockRestore();
  });
});
