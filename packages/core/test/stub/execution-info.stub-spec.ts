// The execution info of an answer: the node that answered, and the outcome of each attempt, with speculative executions and retries;
// and that every object this package returns can be written as JSON.
import { pages, rows, serverError } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncRetryPolicy,
  BatchStatement,
  channels,
  ConnectionMonitor,
  InMemoryMetricsCollector,
  MetricsMiddleware,
  OperationTimedOutError,
  policies,
  RateLimitedSession,
  SimpleStatement,
  StreamError,
  Token,
  TokenRange,
  type AsyncClusterOptions,
  type ExecutionInfo,
} from '../../src/index';
import { connectStub, type ConnectedStub } from './connected-stub';

const connect = (options: AsyncClusterOptions = {}, nodes = 3): Promise<ConnectedStub> =>
  connectStub(options, { nodes });

const { ConstantSpeculativeExecutionPolicy } = policies.speculativeExecution;
const speculative = (delayMs: number, max: number): AsyncClusterOptions => ({
  speculativeExecutionPolicy: new ConstantSpeculativeExecutionPolicy(delayMs, max),
});
const select = 'SELECT a FROM shop.t';
const oneRow = rows({ a: 'int' }, [[1]]);
const idempotent = { isIdempotent: true };

const endpointOf = ({ stub }: ConnectedStub, execution: number): string =>
  stub.node(stub.executions.at(execution)!.node).endpoint;
const outcomesOf = ({ attempts }: ExecutionInfo): string[] => attempts.map(({ outcome }) => outcome);
const infoOf = (failure: unknown): ExecutionInfo => (failure as { executionInfo: ExecutionInfo }).executionInfo;
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('an error says whether another node was wanted, and none was left', () => {
  const failureOf = async (options: AsyncClusterOptions): Promise<ExecutionInfo> => {
    await using it = await connect(options);
    it.stub.when(select).reply(serverError.overloaded('too much'));
    return infoOf(await caught(it.session.execute(select, [], idempotent)));
  };

  test('when each node was asked', async () => {
    const info = await failureOf({});
    expect(info.attempts).toHaveLength(3);
    expect(info.nodesExhausted).toBe(true);
    expect(JSON.parse(JSON.stringify(info))).toMatchObject({ nodesExhausted: true });
  });

  test('not when the retry policy gave up', async () => {
    const info = await failureOf({ retryPolicy: new AsyncRetryPolicy(1) });
    expect(info.attempts).toHaveLength(2);
    expect(info).not.toHaveProperty('nodesExhausted');
  });
});

type Run = (it: ConnectedStub) => Promise<ExecutionInfo>;
const ways: Readonly<Record<string, Run>> = {
  execute: async ({ session }) => (await session.execute(select, [], idempotent)).executionInfo,
  executePage: async ({ session }) => (await session.executePage(select, [], idempotent)).executionInfo,
  executeStream: async ({ session }) => (await session.executeStream(select, [], idempotent)).executionInfo!,
  executeBatch: async ({ session }) =>
    (await session.executeBatch(new BatchStatement().add(select), idempotent)).executionInfo,
};

describe('with speculative executions', () => {
  test.each(Object.keys(ways))('the coordinator of %s is the node that answered', async (way) => {
    await using it = await connect(speculative(1, 1));
    it.stub.when(select).reply(oneRow);
    it.stub.when(select).once().drop();
    const info = await ways[way]!(it);
    expect(info.coordinator).toBe(endpointOf(it, 1));
    expect(info.attempts.map(({ node }) => node)).toEqual([endpointOf(it, 0), endpointOf(it, 1)]);
    expect(outcomesOf(info)).toEqual(['abandoned', 'success']);
    expect(info.speculativeExecutions).toBe(1);
    expect(info.responseBytes).toBeGreaterThan(0);
    for (const { durationMs } of info.attempts) expect(durationMs).toBeGreaterThan(0);
  });

  test('only those that were begun are counted: none before its time', async () => {
    await using it = await connect(speculative(600_000, 2));
    it.stub.when(select).reply(oneRow);
    const info = await ways['execute']!(it);
    expect([info.speculativeExecutions, outcomesOf(info)]).toEqual([0, ['success']]);
  });

  test('only those that were begun are counted: no more than there are nodes', async () => {
    await using it = await connect(speculative(1, 9), 2);
    it.stub.when(select).drop();
    const failing = caught(it.session.execute(select, [], { ...idempotent, timeoutMs: 500 }));
    await it.stub.received(2);
    const failure = await failing;
    expect(failure).toBeInstanceOf(OperationTimedOutError);
    const info = infoOf(failure);
    expect([info.speculativeExecutions, info.coordinator]).toEqual([1, undefined]);
    expect(outcomesOf(info)).toEqual(['abandoned', 'abandoned']);
    for (const { error } of info.attempts) expect(error).toBe(failure);
  });

  test('an error names the node that sent it, and the attempt that was given up', async () => {
    await using it = await connect(speculative(1, 1));
    it.stub.when(select).reply(serverError.invalid('no such table'));
    it.stub.when(select).once().drop();
    const info = infoOf(await caught(it.session.execute(select, [], idempotent)));
    expect(info.coordinator).toBe(endpointOf(it, 1));
    expect(outcomesOf(info)).toEqual(['abandoned', 'InvalidRequestError']);
  });

  test('a retry beside an attempt that waits is told of too', async () => {
    await using it = await connect(speculative(1, 1));
    it.stub.when(select).reply(oneRow);
    it.stub.when(select).once().drop();
    it.stub.when(select).once().reply(serverError.overloaded());
    const info = await ways['execute']!(it);
    expect(outcomesOf(info)).toEqual(['abandoned', 'OverloadedError', 'success']);
    expect([info.coordinator, info.speculativeExecutions]).toEqual([endpointOf(it, 2), 1]);
  });

  test('an unmarked statement is never sent twice at once', async () => {
    await using it = await connect(speculative(1, 2));
    it.stub.when(select).drop();
    const failure = await caught(it.session.execute(select, [], { timeoutMs: 100 }));
    expect([infoOf(failure).speculativeExecutions, it.stub.executions.length]).toEqual([0, 1]);
  });
});

test('JSON of execution info has every field, and an error by name, code and message', async () => {
  await using it = await connect();
  it.stub.when(select).reply(oneRow.withWarnings('be careful').withTracingId('123e4567-e89b-12d3-a456-426614174000'));
  it.stub.when(select).once().reply(serverError.overloaded('too much'));
  const { executionInfo } = await it.session.execute(select, [], { ...idempotent, trace: true });
  const told = JSON.parse(JSON.stringify(executionInfo)) as object;
  expect(told).toEqual({
    coordinator: executionInfo.coordinator,
    attempts: [
      {
        node: endpointOf(it, 0),
        durationMs: expect.any(Number),
        outcome: 'OverloadedError',
        error: { name: 'OverloadedError', code: 0x1001, message: 'too much' },
      },
      { node: endpointOf(it, 1), durationMs: expect.any(Number), outcome: 'success' },
    ],
    speculativeExecutions: 0,
    consistency: 10,
    warnings: ['be careful'],
    traceId: '123e4567-e89b-12d3-a456-426614174000',
    requestBytes: executionInfo.requestBytes,
    responseBytes: executionInfo.responseBytes,
  });
});

const secret = 'of the day';

/** Everything that this package hands out, by a name. */
async function handedOut(it: ConnectedStub, collector: InMemoryMetricsCollector): Promise<Map<string, unknown>> {
  const { stub, cluster, session } = it;
  const write = 'INSERT INTO shop.t (a) VALUES (?)';
  stub.when(select).reply(pages({ a: 'int' }, [[[1]], [[2]]]));
  stub.when(write).variables({ a: 'int' }, { keyspace: 'shop', table: 't', partitionKey: ['a'] });
  const firstPage = rows({ a: 'int' }, [[1]]).withPagingState(Buffer.from('next'));
  stub.when('SELECT broken').reply(({ pagingState }) => (pagingState == null ? firstPage : serverError.server()));
  const messages: unknown[] = [];
  const listen = (message: unknown): void => void messages.push(message);
  channels.request.asyncEnd.subscribe(listen);
  channels.attempt.asyncEnd.subscribe(listen);
  const result = await session.execute(select);
  const prepared = await session.prepare(write);
  await session.execute(prepared, [1]);
  const stream = await session.executeStream(select);
  const scan = session.scanTable('shop.t');
  const broken = await caught(
    (async () => {
      for await (const _ of await session.executeStream('SELECT broken')) continue;
    })(),
  );
  stub.when('SELECT refused').reply(serverError.invalid());
  stub.when('SELECT dropped').drop();
  const monitor = new ConnectionMonitor(session);
  channels.request.asyncEnd.unsubscribe(listen);
  channels.attempt.asyncEnd.unsubscribe(listen);
  const [node] = cluster.nodes;
  const limited = new RateLimitedSession(session);
  return new Map<string, unknown>([
    ['cluster', cluster],
    ['session', session],
    ['rate-limited session', limited],
    ['its metrics', limited.getMetrics()],
    ['observed', session.observed],
    ['node', node],
    ['nodes', cluster.nodes],
    ['metadata', cluster.metadata],
    ['token', Token.parse('7')],
    ['token range', new TokenRange(Token.parse('7'), Token.parse('8'))],
    ['result', result],
    ['columns', result.columns],
    ['execution info', result.executionInfo],
    ['page', await session.executePage(select)],
    ['simple statement', new SimpleStatement(write, { isIdempotent: true })],
    ['prepared statement', prepared],
    ['bound statement', prepared.bind([1])],
    ['batch', new BatchStatement().add(prepared, [1])],
    ['stream', stream],
    ['position', stream.position],
    ['readable', stream.toReadable()],
    ['scan', scan],
    ['query metrics', collector.recentQueries],
    ['stats', collector.getStats()],
    ['cluster metrics', await monitor.getClusterMetrics()],
    ['summary', monitor.getConnectionSummary()],
    ['monitor', monitor],
    ['request and attempt messages', messages],
    ['refusal', await caught(session.execute('SELECT refused'))],
    ['time-out', await caught(session.execute('SELECT dropped', [], { timeoutMs: 20 }))],
    ['wrong value', await caught(session.execute(prepared, ['x']))],
    ['unknown profile', await caught(session.execute(select, [], { executionProfile: 'x' }))],
    ['stream error', broken instanceof StreamError ? broken : undefined],
    ['wrong option', await caught((async () => new AsyncCluster({ port: secret as never }))())],
  ]);
}

test('JSON of everything that is handed out is made, is short and keeps secrets', async () => {
  const credentials = { username: 'ada', password: secret };
  const collector = new InMemoryMetricsCollector();
  const metrics = new MetricsMiddleware([collector]);
  await using it = await connectStub({ metrics }, { nodes: 2, credentials }, /./);
  for (const [name, object] of await handedOut(it, collector)) {
    expect([name, object]).toEqual([name, expect.anything()]);
    const text = [JSON.stringify(object), JSON.stringify({ object, again: [object] })].join();
    expect([name, text.length < 20_000, text.includes(secret)]).toEqual([name, true, false]);
  }
});
