// The custom payload of a request has the trace of one source: the application's or the tracer's, never parts of both.
import { context, createTraceState, trace, type TracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CqlStub, pages, voidResult } from '@async-cassandra/testing';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { AsyncCluster, BatchStatement, traceWithOpenTelemetry, type AsyncCassandraSession } from '../../src/index';
import { CassandraInstrumentation } from '../../src/opentelemetry';

const select = 'SELECT id FROM shop.items';
const insert = 'INSERT INTO shop.items (id) VALUES (1)';
let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let tracerProvider: BasicTracerProvider;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  stub = await CqlStub.start();
  stub.when(/./).reply(voidResult());
  stub.when(select).reply(pages({ id: 'int' }, [[[1]], [[2]]]));
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
});

beforeEach(() => {
  tracerProvider = new BasicTracerProvider();
  stub.clearRequests();
});

afterAll(async () => {
  context.disable();
  await cluster.shutdown();
  await stub.close();
});

const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

/** Runs below a span of another process, whose trace has a state. */
function belowRemote<T>(run: () => T): T {
  const traceState = createTraceState('vendor=1');
  return context.with(trace.setSpanContext(context.active(), { ...remote, traceState }), run);
}

type Payload = Record<string, Buffer>;

const textsOf = (payload: Readonly<Record<string, Buffer | null>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(payload ?? {}).map(([name, value]) => [name, String(value)]));

const lastPayload = (): Record<string, string> => textsOf(stub.executions.at(-1)!.customPayload);

const own = Buffer.from('own');
const requests: Record<string, (customPayload: Payload | undefined) => Promise<unknown>> = {
  execute: (customPayload) => session.execute(select, [], { customPayload }),
  executeBatch: (customPayload) => session.executeBatch(new BatchStatement().add(insert), { customPayload }),
  executePage: (customPayload) => session.executePage(select, [], { customPayload }),
  executeStream: async (customPayload) => {
    for await (const row of await session.executeStream(select, [], { customPayload })) expect(row).toBeDefined();
  },
};

describe.each(Object.entries(requests))('%s', (_, request) => {
  test.each<[Payload | undefined, string[]]>([
    [undefined, ['traceparent', 'tracestate']],
    [{}, ['traceparent', 'tracestate']],
    [{ tenant: own }, ['tenant', 'traceparent', 'tracestate']],
    [{ traceparent: own }, ['traceparent']],
    [{ Traceparent: own }, ['Traceparent']],
    [{ TRACEPARENT: own, TraceState: own }, ['TRACEPARENT', 'TraceState']],
    [{ tracestate: own }, ['tracestate']],
    [{ tenant: own, TRACESTATE: own }, ['TRACESTATE', 'tenant']],
  ])('with the payload %p sends %p', async (customPayload, names) => {
    using _ = traceWithOpenTelemetry({ tracerProvider, traceparent: true });
    await belowRemote(() => request(customPayload));
    const sent = lastPayload();
    expect(Object.keys(sent).sort()).toEqual([...names].sort());
    const isOurs = names.includes('traceparent') && customPayload?.['traceparent'] === undefined;
    if (isOurs)
      expect(sent).toMatchObject({ traceparent: expect.stringContaining(remote.traceId), tracestate: 'vendor=1' });
    for (const name of Object.keys(customPayload ?? {})) expect(sent[name]).toBe('own');
  });
});

/** Traces with these, from the first, and stops again. */
async function sentWith(...tracers: (() => Disposable)[]): Promise<Record<string, string>> {
  const tracings = tracers.map((start) => start());
  await belowRemote(() => session.execute(select));
  for (const tracing of tracings) tracing[Symbol.dispose]();
  return lastPayload();
}

const tracing =
  (traceparent: boolean, provider: () => TracerProvider = () => tracerProvider) =>
  (): Disposable =>
    traceWithOpenTelemetry({ tracerProvider: provider(), traceparent });

function instrumenting(traceparent: boolean): () => Disposable {
  return () => {
    const instrumentation = new CassandraInstrumentation({ traceparent });
    instrumentation.setTracerProvider(tracerProvider);
    return { [Symbol.dispose]: () => instrumentation.disable() };
  };
}

test.each([
  ['traceWithOpenTelemetry', [tracing(false), tracing(true)]],
  ['traceWithOpenTelemetry, the other way round', [tracing(true), tracing(false)]],
  ['an instrumentation', [instrumenting(false), tracing(true)]],
  ['an instrumentation, the other way round', [tracing(false), instrumenting(true)]],
  ['a tracer of another provider', [tracing(false, () => new BasicTracerProvider()), tracing(true)]],
])('a tracer that shall send its span does so beside one that shall not: %s', async (_, tracers) => {
  const { traceparent, tracestate } = await sentWith(...tracers);
  expect([traceparent?.slice(0, 36), tracestate]).toEqual([`00-${remote.traceId}-`, 'vendor=1']);
});
