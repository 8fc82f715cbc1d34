// Every option of a profile is seen on the wire or in what happens, given to the cluster and to a profile. And every door of this package
// refuses a name that it does not know.
import { serverError } from '@async-cassandra/testing';
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
  traceWithOpenTelemetry,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type ExecuteOptions,
  type ExecutionProfile,
} from '../../src/index';
import { walk, type OptionOf } from '../walk-options';
import { connectStub, type ConnectedStub } from './connected-stub';

const replication = { class: 'org.apache.cassandra.locator.SimpleStrategy', replication_factor: '1' };

const connect = (options: AsyncClusterOptions = {}): Promise<ConnectedStub> =>
  connectStub(options, { nodes: 3, schema: { shop: { replication, tables: {} } } }, /./);

const write = 'INSERT INTO shop.t (a) VALUES (1)';

class Refusing extends AsyncRetryPolicy {
  asked = 0;
  override onRequestError(): policies.retry.DecisionInfo {
    this.asked++;
    return this.rethrowResult();
  }
}

/** Each is seen when it is given to the cluster, and when it is given to a profile. */
type With = (profile: ExecutionProfile) => Promise<ConnectedStub & { readonly call: ExecuteOptions }>;

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
} satisfies Record<OptionOf<'profileBag'>, (given: With) => Promise<void>>;

describe.each<[string, With]>([
  ['the cluster', async (options) => ({ ...(await connect(options)), call: {} })],
  [
    'a profile',
    async (profile) => ({
      ...(await connect({ executionProfiles: { own: profile } })),
      call: { executionProfile: 'own' },
    }),
  ],
])('given to %s,', (_whose, given) => {
  const observed = Object.entries(ofProfiles).map(([name, observe]) => [name, () => observe(given)]);
  walk('profileBag', Object.fromEntries(observed) as Record<OptionOf<'profileBag'>, () => Promise<void>>);
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
