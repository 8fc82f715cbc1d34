// Every option of a call and of a profile is seen on the wire or in what happens: a row of a table without its observation here
// does not compile. And every door of this package refuses a name that it does not know.
import { CqlStub, pagedRows, rows, serverError, voidResult } from '@async-cassandra/testing';
import type { ReceivedRequest } from '@async-cassandra/testing';
import type { profileTable } from '../../src/cluster/execution-profile';
import {
  AsyncCluster,
  AsyncLoadBalancingPolicy,
  AsyncRetryPolicy,
  BatchStatement,
  ConfigurationError,
  createMetricsSystem,
  createMonitoredSession,
  createStreamingStatement,
  InMemoryMetricsCollector,
  logRequests,
  OperationTimedOutError,
  policies,
  PrometheusMetricsCollector,
  RateLimitedSession,
  SimpleStatement,
  Token,
  TokenRange,
  traceWithOpenTelemetry,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type AsyncResultSet,
  type ExecuteOptions,
  type ExecutionProfile,
} from '../../src/index';
import type { executeTable } from '../../src/statement/execute-options';

interface Connected extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly cluster: AsyncCluster;
  readonly session: AsyncCassandraSession;
}

const replication = { class: 'org.apache.cassandra.locator.SimpleStrategy', replication_factor: '1' };

async function connect(options: AsyncClusterOptions = {}): Promise<Connected> {
  const stub = await CqlStub.start({ nodes: 3, schema: { shop: { replication, tables: {} } } });
  stub.when(/./).reply(voidResult());
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  const session = await cluster.connect();
  return {
    stub,
    cluster,
    session,
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

const write = 'INSERT INTO shop.t (a) VALUES (1)';

class Refusing extends AsyncRetryPolicy {
  asked = 0;
  override onRequestError(): policies.retry.DecisionInfo {
    this.asked++;
    return this.rethrowResult();
  }
}

async function requestWith(
  options: ExecuteOptions,
  cluster: AsyncClusterOptions = {},
): Promise<{ request: ReceivedRequest; result: AsyncResultSet; it: Connected }> {
  const it = await connect(cluster);
  try {
    const result = await it.session.execute(write, [], options);
    return { request: it.stub.executions.findLast(({ query }) => query === write)!, result, it };
  } finally {
    await it[Symbol.asyncDispose]();
  }
}

const ofCalls = {
  consistency: async () => {
    expect((await requestWith({ consistency: 'localQuorum' })).request.consistency).toBe('LOCAL_QUORUM');
  },
  serialConsistency: async () => {
    expect((await requestWith({ serialConsistency: 'localSerial' })).request.serialConsistency).toBe('LOCAL_SERIAL');
  },
  fetchSize: async () => {
    expect((await requestWith({ fetchSize: 7 })).request.pageSize).toBe(7);
  },
  timestamp: async () => {
    expect((await requestWith({ timestamp: 42 })).request.timestamp).toBe(42n);
    expect((await requestWith({ timestamp: null })).request.timestamp).toBeUndefined();
  },
  keyspace: async () => {
    expect((await requestWith({ keyspace: 'shop' })).request.keyspace).toBe('shop');
  },
  nowInSeconds: async () => {
    expect((await requestWith({ nowInSeconds: 42 })).request.nowInSeconds).toBe(42);
  },
  isIdempotent: async () => {
    await using it = await connect();
    it.stub.when(write).once().reset();
    const { executionInfo } = await it.session.execute(write, [], { isIdempotent: true });
    expect(executionInfo.attempts).toHaveLength(2);
  },
  retryPolicy: async () => {
    await using it = await connect();
    const retryPolicy = new Refusing();
    it.stub.when('SELECT a').once().reply(serverError.overloaded());
    await expect(it.session.execute('SELECT a', [], { retryPolicy })).rejects.toThrow();
    expect(retryPolicy.asked).toBe(1);
  },
  routingKey: async () => {
    await using it = await connect();
    for (const { tokens, endpoint } of it.stub.nodes) {
      const token = Token.parse(tokens[0]!);
      const range = new TokenRange(Token.fromBigInt(token.toBigInt() - 1n), token);
      for (const routingKey of [token, range]) {
        const { executionInfo } = await it.session.execute(write, [], { routingKey, keyspace: 'shop' });
        expect(executionInfo.coordinator).toBe(endpoint);
      }
    }
    const key = Buffer.from([0, 0, 0, 7]);
    const [replica] = it.cluster.metadata.getReplicas('shop', key)!;
    const { executionInfo } = await it.session.execute(write, [], { routingKey: [key], keyspace: 'shop' });
    expect(executionInfo.coordinator).toBe(replica!.endpoint);
  },
  customPayload: async () => {
    const customPayload = { key: Buffer.from('value') };
    expect((await requestWith({ customPayload })).request.customPayload).toEqual(customPayload);
  },
  trace: async () => {
    expect((await requestWith({ trace: true })).request.tracing).toBe(true);
  },
  timeoutMs: async () => {
    await using it = await connect();
    it.stub.when(write).drop();
    await expect(it.session.execute(write, [], { timeoutMs: 20 })).rejects.toThrow(OperationTimedOutError);
  },
  executionProfile: async () => {
    const executionProfiles = { two: { consistency: 'two' } } as const;
    const { request } = await requestWith({ executionProfile: 'two' }, { executionProfiles });
    expect(request.consistency).toBe('TWO');
  },
  pagingState: async () => {
    await using it = await connect();
    const select = 'SELECT a FROM shop.t';
    it.stub.when(select).reply(pagedRows({ a: 'int' }, [[1], [2], [3]]));
    const { pagingState } = await it.session.executePage(select, [], { fetchSize: 1 });
    const { rows: rest } = await it.session.execute(select, [], { pagingState, fetchSize: 1 });
    expect(rest.map((row) => row['a'])).toEqual([2, 3]);
  },
  host: async () => {
    await using it = await connect();
    for (const host of [...it.cluster.nodes, ...it.cluster.nodes.map(({ endpoint }) => endpoint)]) {
      const { executionInfo } = await it.session.execute(write, [], { host });
      expect(executionInfo.coordinator).toBe(typeof host === 'string' ? host : host.endpoint);
    }
  },
  executeAs: async () => {
    const { request } = await requestWith({ executeAs: 'ada' });
    expect(request.customPayload).toEqual({ ProxyExecute: Buffer.from('ada') });
  },
  maxRows: async () => {
    await using it = await connect();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1], [2], [3]]));
    await expect(it.session.execute('SELECT a', [], { maxRows: 2 })).rejects.toThrow('maxRows');
  },
  signal: async () => {
    await using it = await connect();
    const signal = AbortSignal.abort(new Error('enough'));
    const text = 'INSERT INTO shop.t (a) VALUES (?)';
    it.stub.when(text).variables({ a: 'int' });
    await expect(it.session.execute(text, [1], { signal })).rejects.toThrow('enough');
    await expect(it.session.executeBatch(new BatchStatement().add(text, [1]), { signal })).rejects.toThrow('enough');
    await expect(it.session.prepare(text, { signal })).rejects.toThrow('enough');
    expect(it.stub.requests.filter(({ opcode }) => opcode === 'PREPARE')).toEqual([]);
  },
} satisfies Record<keyof typeof executeTable, () => Promise<void>>;

describe('an option of a call has its effect:', () => {
  test.each(Object.entries(ofCalls))('%s', (_name, observe) => observe());
});

/** Each is seen when it is given to the cluster, and when it is given to a profile. */
type With = (profile: ExecutionProfile) => Promise<Connected & { readonly call: ExecuteOptions }>;

const ofProfiles = {
  consistency: async (given) => {
    await using it = await given({ consistency: 'quorum' });
    await it.session.execute(write, [], it.call);
    expect(it.stub.executions.at(-1)!.consistency).toBe('QUORUM');
  },
  serialConsistency: async (given) => {
    await using it = await given({ serialConsistency: 'localSerial' });
    await it.session.execute(write, [], it.call);
    await it.session.executeBatch(new BatchStatement().add(write), it.call);
    const levels = it.stub.executions.slice(-2).map(({ serialConsistency }) => serialConsistency);
    expect(levels).toEqual(['LOCAL_SERIAL', 'LOCAL_SERIAL']);
  },
  requestTimeoutMs: async (given) => {
    await using it = await given({ requestTimeoutMs: 30 });
    it.stub.when(write).drop();
    await expect(it.session.execute(write, [], it.call)).rejects.toThrow(OperationTimedOutError);
  },
  fetchSize: async (given) => {
    await using it = await given({ fetchSize: 7 });
    await it.session.execute(write, [], it.call);
    expect(it.stub.executions.at(-1)!.pageSize).toBe(7);
  },
  retryPolicy: async (given) => {
    const retryPolicy = new Refusing();
    await using it = await given({ retryPolicy });
    it.stub.when('SELECT a').once().reply(serverError.overloaded());
    await expect(it.session.execute('SELECT a', [], it.call)).rejects.toThrow();
    expect(retryPolicy.asked).toBe(1);
  },
  loadBalancingPolicy: async (given) => {
    const loadBalancingPolicy = new policies.loadBalancing.RoundRobinPolicy();
    const plans = jest.spyOn(loadBalancingPolicy, 'newQueryPlan');
    await using it = await given({ loadBalancingPolicy });
    plans.mockClear();
    await it.session.execute(write, [], it.call);
    expect(plans).toHaveBeenCalledTimes(1);
  },
  speculativeExecutionPolicy: async (given) => {
    const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(10, 1);
    await using it = await given({ speculativeExecutionPolicy });
    it.stub.when(write).once().drop();
    await it.session.execute(write, [], { ...it.call, isIdempotent: true });
    expect(it.stub.executions.filter(({ query }) => query === write)).toHaveLength(2);
  },
} satisfies Record<keyof typeof profileTable, (given: With) => Promise<void>>;

describe.each<[string, With]>([
  ['the cluster', async (options) => ({ ...(await connect(options)), call: {} })],
  [
    'a profile',
    async (profile) => ({
      ...(await connect({ executionProfiles: { own: profile } })),
      call: { executionProfile: 'own' },
    }),
  ],
])('an option of %s has its effect:', (_whose, given) => {
  test.each(Object.entries(ofProfiles))('%s', (_name, observe) => observe(given));
});

describe('an unknown option is refused by', () => {
  const unknown = { quiteAnotherName: 1 } as object;
  const session = (use: (session: AsyncCassandraSession) => unknown) => async (): Promise<void> => {
    await using it = await connect();
    await use(it.session);
  };
  test.each<[string, () => unknown]>([
    ['AsyncCluster', () => new AsyncCluster(unknown)],
    ['a profile', () => new AsyncCluster({ executionProfiles: { own: unknown } })],
    ['encoding', () => new AsyncCluster({ encoding: unknown })],
    ['connect', () => new AsyncCluster().connect(undefined, unknown)],
    ['createMonitoredSession', () => createMonitoredSession(unknown)],
    ['fromDriverOptions', () => AsyncCluster.fromDriverOptions(unknown as never)],
    ['SimpleStatement', () => new SimpleStatement('SELECT a', unknown)],
    ['BatchStatement', () => new BatchStatement(unknown)],
    ['createStreamingStatement', () => createStreamingStatement('SELECT a', unknown)],
    ['AsyncLoadBalancingPolicy', () => new AsyncLoadBalancingPolicy(unknown)],
    ['InMemoryMetricsCollector', () => new InMemoryMetricsCollector(unknown)],
    ['PrometheusMetricsCollector', () => new PrometheusMetricsCollector(unknown)],
    ['createMetricsSystem', () => createMetricsSystem(unknown)],
    ['logRequests', () => logRequests(unknown)],
    ['traceWithOpenTelemetry', () => traceWithOpenTelemetry(unknown)],
    ['execute', session((it) => it.execute('SELECT a', [], unknown))],
    ['executePage', session((it) => it.executePage('SELECT a', [], unknown))],
    ['executeStream', session((it) => it.executeStream('SELECT a', [], unknown))],
    ['streamConfig', session((it) => it.executeStream('SELECT a', [], { streamConfig: unknown }))],
    ['executeBatch', session((it) => it.executeBatch(new BatchStatement().add(write), unknown))],
    ['executeConcurrent', session((it) => it.executeConcurrent('SELECT a', [[]], unknown))],
    ['prepare', session((it) => it.prepare('SELECT a', unknown))],
    ['scanTable', session((it) => it.scanTable('shop.t', unknown))],
    ['countTable', session((it) => it.countTable('shop.t', unknown))],
    ['getQueryTrace', session(async (it) => (await it.execute(write)).getQueryTrace(unknown))],
    ['toReadable', session(async (it) => (await it.executeStream(write)).toReadable(unknown))],
    ['RateLimitedSession', session((it) => new RateLimitedSession(it, unknown))],
  ])('%s', async (_name, use) => {
    const failure: unknown = await Promise.resolve()
      .then(use)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toMatch(/'(\w+\.)*quiteAnotherName'/);
  });
});

test('executeBatch says what it takes instead of a list of queries', async () => {
  await using it = await connect();
  const list = [{ query: write, params: [] }] as never;
  await expect(it.session.executeBatch(list)).rejects.toThrow('new BatchStatement().add(query, parameters)');
});

test('fromDriverOptions names all the fields that have no meaning here', () => {
  const options = { keyspace: 'shop', maxPrepared: 1, queryOptions: { prepare: false, autoPage: false } };
  const take = (): unknown => AsyncCluster.fromDriverOptions(options as never);
  for (const name of ['keyspace', 'maxPrepared', 'queryOptions.prepare', 'queryOptions.autoPage']) {
    expect(take).toThrow(`'${name}'`);
  }
});
