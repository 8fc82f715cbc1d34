// The policies of cassandra-driver, unchanged, in sessions of ours. `src/policies/cluster-policies.spec.ts` has the plans of its load
// balancing in detail, `test/cluster/routing.cluster-spec.ts` what they do to real nodes.
import { ChaosProxy, CqlStub, rows, serverError, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  policies,
  SimpleStatement,
  types,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type Node,
  type ServerResponseError,
} from '../../src/index';

const { addressResolution, loadBalancing, reconnection, retry, speculativeExecution, timestampGeneration } = policies;
const insert = 'INSERT INTO t (a) VALUES (1)';
const select = 'SELECT a FROM t';

let stub: CqlStub;
let cluster: AsyncCluster;

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 3 });
  stub.when(/./).reply(voidResult());
  stub.when(select).reply(rows({ a: 'int' }, [[1]]));
});
afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

function connect(options: AsyncClusterOptions): Promise<AsyncCassandraSession> {
  cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  return cluster.connect();
}

const event = (name: 'nodeAdded' | 'nodeRemoved' | 'nodeUp' | 'nodeDown'): Promise<Node> =>
  new Promise((resolve) => cluster.once(name, (node: Node) => resolve(node)));

describe('load balancing', () => {
  const dc = 'datacenter1';
  const listed = () => [stub.node(0).endpoint, stub.node(2).endpoint];

  test.each([
    ['RoundRobinPolicy', () => new loadBalancing.RoundRobinPolicy(), [0, 1, 2]],
    ['DCAwareRoundRobinPolicy', () => new loadBalancing.DCAwareRoundRobinPolicy(dc), [0, 1, 2]],
    [
      'TokenAwarePolicy',
      () => new loadBalancing.TokenAwarePolicy(new loadBalancing.DCAwareRoundRobinPolicy(dc)),
      [0, 1, 2],
    ],
    ['DefaultLoadBalancingPolicy', () => new loadBalancing.DefaultLoadBalancingPolicy({ localDc: dc }), [0, 1, 2]],
    ['defaultLoadBalancingPolicy()', () => policies.defaultLoadBalancingPolicy(dc), [0, 1, 2]],
    [
      'AllowListPolicy',
      () => new loadBalancing.AllowListPolicy(new loadBalancing.RoundRobinPolicy(), listed()),
      [0, 2],
    ],
    [
      'WhiteListPolicy',
      () => new loadBalancing.WhiteListPolicy(new loadBalancing.RoundRobinPolicy(), listed()),
      [0, 2],
    ],
  ])('by %s', async (_, create, expected) => {
    const session = await connect({ loadBalancingPolicy: create() });
    await Promise.all(Array.from({ length: 60 }, () => session.execute(select)));
    const asked = stub.executions.filter(({ query }) => query === select).map(({ node }) => node);
    expect([...new Set(asked)].sort()).toEqual(expected);
    const connected = stub.connections.filter(({ eventTypes }) => eventTypes.length === 0).map(({ node }) => node);
    expect(connected.sort()).toEqual(expected);
  });

  test.each([
    ['AsyncLoadBalancingPolicy', () => undefined],
    ['DCAwareRoundRobinPolicy', () => new loadBalancing.DCAwareRoundRobinPolicy(dc)],
    ['DefaultLoadBalancingPolicy', () => new loadBalancing.DefaultLoadBalancingPolicy({ localDc: dc })],
  ])('by %s leaves a node that moves to another datacenter', async (_, create) => {
    const loadBalancingPolicy = create();
    const session = await connect({
      ...(loadBalancingPolicy && { loadBalancingPolicy }),
      topologyEventRefreshWindowMs: 20,
    });
    const moved = stub.nodes.find((node) => !node.connections.some(({ eventTypes }) => eventTypes.length > 0))!;
    Object.assign(moved, { datacenter: 'elsewhere' });
    const changes = Promise.all([event('nodeRemoved'), event('nodeAdded')]);
    stub.sendTopologyChange('MOVED_NODE', moved);
    const [removed, added] = await changes;
    expect([removed.endpoint, added.endpoint]).toEqual([moved.endpoint, moved.endpoint]);
    expect(added.datacenter).toBe('elsewhere');
    await stub.connectionsAre((connections) => !connections.some(({ node }) => node === moved.index));
    stub.clearRequests();
    await Promise.all(Array.from({ length: 60 }, () => session.execute(select)));
    expect(new Set(stub.executions.map(({ node }) => node)).size).toBe(2);
    expect(stub.executions.filter(({ node }) => node === moved.index)).toEqual([]);
  });
});

describe('retries', () => {
  const oneRetry = [{ outcome: 'ReadTimeoutError' }, { outcome: 'success' }];
  const timedOutRead = () => serverError.readTimeout({ received: 2, required: 2, dataPresent: false });
  const timedOutWrite = () => serverError.writeTimeout({ writeType: 'SIMPLE' });
  const outcomesOf = (request: Promise<unknown>): Promise<readonly string[]> =>
    request
      .then(
        (result) => (result as { executionInfo: ServerResponseError['executionInfo'] }).executionInfo,
        (error: ServerResponseError) => error.executionInfo,
      )
      .then((info) => info!.attempts.map(({ outcome }) => outcome));

  test.each([
    ['RetryPolicy', () => new retry.RetryPolicy(), oneRetry, ['WriteTimeoutError']],
    ['FallthroughRetryPolicy', () => new retry.FallthroughRetryPolicy(), [oneRetry[0]], ['WriteTimeoutError']],
    [
      'IdempotenceAwareRetryPolicy',
      () => new retry.IdempotenceAwareRetryPolicy(new retry.RetryPolicy()),
      oneRetry,
      ['WriteTimeoutError'],
    ],
    ['defaultRetryPolicy()', () => policies.defaultRetryPolicy(), oneRetry, ['WriteTimeoutError']],
  ])('by %s', async (_, create, ofRead, ofWrite) => {
    const session = await connect({ retryPolicy: create() });
    stub.when(select).once().reply(timedOutRead());
    expect(await outcomesOf(session.execute(select))).toEqual(ofRead.map((attempt) => attempt!.outcome));
    stub.when(insert).once().reply(timedOutWrite());
    expect(await outcomesOf(session.execute(insert))).toEqual(ofWrite);
  });

  test('by IdempotenceAwareRetryPolicy ask the policy that it wraps for an idempotent write', async () => {
    class Again extends retry.RetryPolicy {
      override onWriteTimeout(): ReturnType<typeof this.retryResult> {
        return this.retryResult(undefined as never, true);
      }
    }
    const session = await connect({ retryPolicy: new retry.IdempotenceAwareRetryPolicy(new Again()) });
    stub.when(insert).once().reply(timedOutWrite());
    expect(await outcomesOf(session.execute(new SimpleStatement(insert, { isIdempotent: true })))).toEqual([
      'WriteTimeoutError',
      'success',
    ]);
    stub.when(insert).once().reply(timedOutWrite());
    expect(await outcomesOf(session.execute(insert))).toEqual(['WriteTimeoutError']);
  });
});

describe('reconnection', () => {
  test.each([
    ['ConstantReconnectionPolicy', () => new reconnection.ConstantReconnectionPolicy(10)],
    ['ExponentialReconnectionPolicy', () => new reconnection.ExponentialReconnectionPolicy(10, 50)],
    [
      'ExponentialReconnectionPolicy that starts at once',
      () => new reconnection.ExponentialReconnectionPolicy(10, 50, true),
    ],
    ['defaultReconnectionPolicy()', () => policies.defaultReconnectionPolicy()],
  ])('by %s brings a node back', async (_, create) => {
    const session = await connect({ reconnectionPolicy: create() });
    const node = stub.nodes.find(({ connections }) => !connections.some(({ eventTypes }) => eventTypes.length > 0))!;
    const down = event('nodeDown');
    await node.stop();
    expect((await down).endpoint).toBe(node.endpoint);
    const up = event('nodeUp');
    await node.start();
    expect((await up).endpoint).toBe(node.endpoint);
    await expect(session.execute(select, [], { host: node.endpoint })).resolves.toMatchObject({ length: 1 });
  });
});

describe('speculative execution', () => {
  test.each([
    ['NoSpeculativeExecutionPolicy', () => new speculativeExecution.NoSpeculativeExecutionPolicy(), 1],
    ['ConstantSpeculativeExecutionPolicy', () => new speculativeExecution.ConstantSpeculativeExecutionPolicy(10, 2), 3],
    ['defaultSpeculativeExecutionPolicy()', () => policies.defaultSpeculativeExecutionPolicy(), 1],
  ])('by %s', async (_, create, executions) => {
    const session = await connect({ speculativeExecutionPolicy: create() });
    const unanswered = stub.when('SELECT never').drop();
    const control = new AbortController();
    const statement = new SimpleStatement('SELECT never', { isIdempotent: true });
    const request = session.execute(statement, [], { signal: control.signal, timeoutMs: 0 });
    await unanswered.received(executions);
    control.abort();
    await expect(request).rejects.toBe(control.signal.reason);
    expect(unanswered.hits).toBe(executions);
  });
});

describe('timestamps', () => {
  test.each([
    ['MonotonicTimestampGenerator', () => new timestampGeneration.MonotonicTimestampGenerator(1000, 1000)],
    ['defaultTimestampGenerator()', () => policies.defaultTimestampGenerator()],
  ])('by %s go with each write and grow', async (_, create) => {
    const before = BigInt(Date.now()) * 1000n;
    const session = await connect({ timestampGenerator: create() });
    for (let i = 0; i < 20; i++) await session.execute(insert);
    const sent = stub.executions.filter(({ query }) => query === insert).map(({ timestamp }) => timestamp!);
    expect(sent).toHaveLength(20);
    expect(sent[0]! >= before).toBe(true);
    for (let i = 1; i < sent.length; i++) expect(sent[i]! > sent[i - 1]!).toBe(true);
  });
});

describe('a policy that changes its mind about a node', () => {
  class Draining extends loadBalancing.RoundRobinPolicy {
    readonly drained = new Set<string>();
    override getDistance(host: Parameters<InstanceType<typeof loadBalancing.RoundRobinPolicy>['getDistance']>[0]) {
      return this.drained.has(host.address) ? types.distance.ignored : types.distance.local;
    }
  }
  const coordinators = async (session: AsyncCassandraSession): Promise<Set<string>> => {
    const nodes = new Set<string>();
    for (let i = 0; i < 9; i++) nodes.add((await session.execute(select)).executionInfo.coordinator!);
    return nodes;
  };
  const all = () => new Set(stub.nodes.map(({ endpoint }) => endpoint));
  const rest = () => new Set([stub.node(0).endpoint, stub.node(2).endpoint]);

  test('takes it out, and lets it in again', async () => {
    const policy = new Draining();
    const session = await connect({ loadBalancingPolicy: policy });
    expect(await coordinators(session)).toEqual(all());
    policy.drained.add(stub.node(1).endpoint);
    expect(await coordinators(session)).toEqual(rest());
    policy.drained.clear();
    expect(await coordinators(session)).toEqual(all());
  });

  test('lets in one that it ignored when the cluster connected', async () => {
    const policy = new Draining();
    policy.drained.add(stub.node(1).endpoint);
    const session = await connect({ loadBalancingPolicy: policy });
    expect(await coordinators(session)).toEqual(rest());
    expect(stub.connections.filter(({ node }) => node === 1).length).toBe(0);
    const up = event('nodeUp');
    policy.drained.clear();
    await coordinators(session);
    expect((await up).endpoint).toBe(stub.node(1).endpoint);
    expect(await coordinators(session)).toEqual(all());
  });
});

describe('address resolution', () => {
  test.each([
    ['defaultAddressTranslator()', () => policies.defaultAddressTranslator()],
    // It looks up the name of an address and then the address of that name; without a name, the address stays.
    ['EC2MultiRegionTranslator', () => new addressResolution.EC2MultiRegionTranslator()],
  ])('by %s', async (_, create) => {
    const session = await connect({ addressTranslator: create() });
    await expect(session.execute(select)).resolves.toMatchObject({ length: 1 });
    expect(cluster.nodes).toHaveLength(3);
  });

  test('by a translator of the user goes where it says', async () => {
    await using proxy = await ChaosProxy.start(stub);
    const links = [0, 1, 2].map((index) => proxy.link(index));
    const addressTranslator = {
      translate(address: string, port: number, callback: (endpoint: string) => void): void {
        const { host, port: proxied } = links[stub.nodes.findIndex((node) => node.address === address)]!;
        callback(`${host}:${proxied}`);
        expect(port).toBe(stub.port);
      },
    };
    const session = await connect({ ...proxy.clusterOptions(), addressTranslator });
    await expect(session.execute(select)).resolves.toMatchObject({ length: 1 });
    expect(cluster.nodes.map(({ endpoint }) => endpoint).sort()).toEqual(
      links.map(({ host, port }) => `${host}:${port}`).sort(),
    );
    await cluster.shutdown();
  });
});
