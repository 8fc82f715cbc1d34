import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { TimeoutError } from '../../errors/async-cassandra-error';
import { InvalidRequestError, ReadTimeoutError } from '../../errors/server-errors';
import { isObserved } from '../channels/request-observation';
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
    const [single] = traced({ queryType: 'batch', query: [insert] });
    expect(single!.attributes).not.toHaveProperty('db.operation.batch.size');
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

describe('tracing', () => {
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
