// What foreign code gives is nonsense of a kind that would reach the server, or never end: a consistency that does not exist, a time of
// more than 64 bits, an endless plan of nodes that nobody may use. It is the trouble of that request.
import { AsyncLocalStorage } from 'node:async_hooks';
import { CqlStub, rows, serverError, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  BatchStatement,
  policies,
  QueryError,
  types,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
} from '../../src/index';

const mockLookup = jest.fn(() => new Promise(() => {}));
jest.mock('node:dns/promises', () => ({ lookup: () => mockLookup() }));

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

async function connect(options: AsyncClusterOptions = {}): Promise<void> {
  cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  session = await cluster.connect();
}

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 3 });
  stub.when('SELECT a FROM t').reply(rows({ a: 'int' }, [[1]]));
  stub.when('SELECT bad FROM t').reply(serverError.unavailable());
  stub
    .when(/INSERT INTO v/)
    .variables({ m: 'int' })
    .reply(voidResult());
});

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
  expect(stub.violations).toEqual([]);
});

const failure = (promise: Promise<unknown>): Promise<Error & { cause?: Error }> =>
  promise.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: Error & { cause?: Error }) => error,
  );

describe('a retry policy whose decision has', () => {
  it.each<[string, unknown]>([
    ['a level that does not exist', 99],
    ['a level below zero', -1],
    ['half a level', 1.5],
    ['NaN, which would be ANY', Number.NaN],
    ['the name of no level', 'all of them'],
    ['a promise', Promise.resolve(1)],
  ])('%s in place of a consistency is the error of its request', async (_, consistency) => {
    const decide = (): policies.retry.DecisionInfo => ({ decision: 1, consistency: consistency as number });
    const retryPolicy = Object.assign(new policies.retry.RetryPolicy(), { onUnavailable: decide });
    await connect({ retryPolicy });
    const error = await failure(session.execute('SELECT bad FROM t'));
    expect(error).toBeInstanceOf(QueryError);
    expect(error.cause!.message).toMatch(
      /^The consistency of the retry policy RetryPolicy must be a consistency level/,
    );
    expect(stub.executions).toHaveLength(1);
    await session.execute('SELECT a FROM t');
  });
});

describe('a time of more than 64 bits', () => {
  const tooLong = [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 70n, types.Long.MAX_UNSIGNED_VALUE];

  it.each(tooLong)('is refused where a generator gives it, and not cut: %s', async (timestamp) => {
    await connect({ timestampGenerator: { next: () => timestamp as never } });
    const error = await failure(session.execute('INSERT INTO v (m) VALUES (?)', [1]));
    expect(error.cause!.message).toMatch(/of 64 bits$/);
    expect(stub.executions).toEqual([]);
  });

  it.each(tooLong)('is refused where a call gives it: %s', async (timestamp) => {
    await connect();
    const options = { timestamp: timestamp as bigint };
    const error = await failure(session.execute('INSERT INTO v (m) VALUES (?)', [1], options));
    expect(error.message).toMatch(/'timestamp' must be .* of 64 bits/);
    await session.execute('INSERT INTO v (m) VALUES (?)', [1], { timestamp: 2n ** 63n - 1n });
    expect(String(stub.executions[0]!.timestamp)).toBe(String(2n ** 63n - 1n));
  });
});

class Endless extends policies.loadBalancing.RoundRobinPolicy {
  isIgnoring = false;
  #known: { values(): unknown[] } | undefined;
  override init(...[client, hosts, callback]: Parameters<policies.loadBalancing.LoadBalancingPolicy['init']>): void {
    this.#known = hosts;
    super.init(client, hosts, callback);
  }
  override getDistance(host: never): types.distance {
    return this.isIgnoring ? types.distance.ignored : super.getDistance(host);
  }
  override newQueryPlan(
    ...[, , callback]: Parameters<policies.loadBalancing.LoadBalancingPolicy['newQueryPlan']>
  ): void {
    const known = this.#known!;
    const endless = function* (): Generator<never> {
      for (;;) yield* known.values() as never[];
    };
    callback(null as never, endless());
  }
}

it('an endless plan of hosts that the policy itself ignores ends its request, not the process', async () => {
  const loadBalancingPolicy = new Endless();
  await connect({ loadBalancingPolicy });
  await session.execute('SELECT a FROM t');
  loadBalancingPolicy.isIgnoring = true;
  const error = await failure(session.execute('SELECT a FROM t'));
  expect(error.cause!.message).toMatch(/Endless returned 10000 hosts that are ignored or gone/);
  loadBalancingPolicy.isIgnoring = false;
  await session.execute('SELECT a FROM t');
});

it.each([
  ['RoundRobinPolicy', () => new policies.loadBalancing.RoundRobinPolicy()],
  ['DCAwareRoundRobinPolicy', () => new policies.loadBalancing.DCAwareRoundRobinPolicy('datacenter1')],
  [
    'DefaultLoadBalancingPolicy',
    () => new policies.loadBalancing.DefaultLoadBalancingPolicy({ localDc: 'datacenter1' }),
  ],
])('a policy can be used by one cluster after the other, as tests do: %s', async (_, make) => {
  const loadBalancingPolicy = make();
  for (let time = 0; time < 3; time++) {
    await connect({ loadBalancingPolicy });
    expect((await session.execute('SELECT a FROM t')).one()!['a']).toBe(1);
    await cluster.shutdown();
  }
});

it('a name that is never resolved holds up neither connect nor shutdown', async () => {
  cluster = new AsyncCluster({ contactPoints: ['never.example'], connectTimeoutMs: 3_600_000 });
  const connecting = failure(cluster.connect(undefined, { timeoutMs: 3_600_000 }));
  while (mockLookup.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await cluster.shutdown();
  expect(await connecting).toMatchObject({ code: 'CLOSED' });

  cluster = new AsyncCluster({ contactPoints: ['never.example'], connectTimeoutMs: 20 });
  const error = await failure(cluster.connect());
  expect(error.message).toMatch(/No contact point has an address: never\.example/);
});

it('a promise in place of parameters is told once, by an exception', async () => {
  await connect();
  const prepared = await session.prepare('INSERT INTO v (m) VALUES (?)');
  const forgotten = (): never => Promise.reject(new Error('forgotten')) as never;
  expect(() => prepared.bind(forgotten())).toThrow(TypeError);
  expect(() => new BatchStatement().add(prepared, forgotten())).toThrow(TypeError);
  expect(() => new BatchStatement().add(forgotten())).toThrow(TypeError);
  expect(() => new BatchStatement().add('INSERT INTO v (m) VALUES (1)', forgotten())).toThrow(TypeError);
  // Jest fails the test for a rejection that nobody handles.
  await new Promise((resolve) => setImmediate(resolve));
});

it('an array that no request could carry is refused, and not copied', async () => {
  await connect();
  const endless = Object.assign([], { length: 2 ** 32 - 1 });
  for (const parameters of [[endless], [[endless]], [{ field: endless }], endless]) {
    const insert = `INSERT INTO v (m) VALUES (?) -- ${Math.random()}`;
    expect((await failure(session.execute(insert, parameters))).message).toMatch(/4294967295/);
  }
  await session.execute('INSERT INTO v (m) VALUES (?)', [1]);
});

it('what a request opens for all does not keep the async context of that request', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(1),
  });
  const changes = new Promise<void>((resolve) => {
    const onChange = (): void => void seen.push(storage.getStore());
    cluster.on('nodeDown', onChange);
    cluster.on('nodeUp', () => {
      onChange();
      if (seen.includes(undefined) && cluster.nodes.every(({ isUp }) => isUp)) resolve();
    });
  });
  session = await storage.run('the first request', () => cluster.connect());
  await storage.run('the second', () => session.execute('SELECT a FROM t'));
  await stub.node(1).stop();
  await stub.node(1).start();
  await changes;
  expect(new Set(seen)).toEqual(new Set([undefined]));
});
