// Where requests go in a cluster of several racks and datacenters, seen by its nodes.
import { CqlStub, rows, serverError, voidResult, type ReceivedRequest } from '@async-cassandra/testing';
import { Registry } from 'prom-client';
import {
  AsyncCluster,
  MetricsMiddleware,
  policies,
  PrometheusMetricsCollector,
  types,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
} from '../../src/index';
import { AnswerTimes } from '../../src/connection/pool/answer-times';
import { nowMs } from '../../src/waiting/timers';

const places = [
  { datacenter: 'east', rack: 'a' },
  { datacenter: 'east', rack: 'b' },
  { datacenter: 'west', rack: 'a' },
  { datacenter: 'east', rack: 'c' },
  { datacenter: 'east', rack: 'a' },
  { datacenter: 'west', rack: 'b' },
  { datacenter: 'east', rack: 'b' },
  { datacenter: 'east', rack: 'c' },
];
const east = places.flatMap(({ datacenter }, index) => (datacenter === 'east' ? [index] : []));
const read = 'SELECT name FROM shop.items WHERE id = ?';
const write = 'INSERT INTO shop.items (id, name) VALUES (?, ?)';
const replication = { class: 'NetworkTopologyStrategy', east: '3', west: '1' };

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

async function connect(options: AsyncClusterOptions): Promise<void> {
  stub = await CqlStub.start({
    nodes: places,
    schema: {
      shop: { replication, tables: { items: { columns: { id: 'int', name: 'text' }, partitionKey: ['id'] } } },
    },
  });
  const table = { keyspace: 'shop', table: 'items', partitionKey: ['id'] };
  stub
    .when(read)
    .variables({ id: 'int' }, table)
    .reply(rows({ name: 'text' }, [['ada']], table));
  stub
    .when({ query: /INSERT/ })
    .variables({ id: 'int', name: 'text' }, table)
    .reply(voidResult());
  cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    // One attempt, and no other in the time of a test: a request waits for an attempt that runs.
    reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(10 ** 9),
    ...options,
  });
  session = await cluster.connect();
  await session.prepare(read);
  stub.clearRequests();
}

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

const placeOf = ({ node }: ReceivedRequest): { datacenter: string; rack: string } => places[node]!;

const datacentersAsked = (): string[] => [...new Set(stub.executions.map((each) => placeOf(each).datacenter))];

/** The endpoints of a partition's replicas in the order of the ring. */
function replicasOf(id: number): string[] {
  const key = Buffer.alloc(4);
  key.writeInt32BE(id);
  return cluster.metadata.getReplicas('shop', key)!.map(({ endpoint }) => endpoint);
}

const nodeOf = (endpoint: string) => cluster.nodes.find((node) => node.endpoint === endpoint)!;

describe('a cluster with a local rack', () => {
  // A busy machine makes slow nodes: the speed of a node has its own tests.
  beforeEach(() => {
    jest.spyOn(AnswerTimes.prototype, 'averageMs', 'get').mockReturnValue(0);
    jest.spyOn(AnswerTimes.prototype, 'latencyMs').mockReturnValue(0);
  });
  afterEach(() => jest.restoreAllMocks());

  const ids = Array.from({ length: 12 }, (_, id) => id);

  test('is read in its rack, by the replica there', async () => {
    await connect({ localRack: 'b' });
    for (const id of ids) {
      const { executionInfo } = await session.execute(read, [id]);
      const { datacenter, rack } = nodeOf(executionInfo.coordinator!);
      expect([datacenter, rack]).toEqual(['east', 'b']);
      expect(replicasOf(id)).toContain(executionInfo.coordinator);
    }
    // The executions have the attempts on a node that did not know the statement yet, too.
    expect(new Set(stub.executions.map((each) => placeOf(each).rack))).toEqual(new Set(['b']));
  });

  test('shows the share of each rack in its metrics', async () => {
    const registry = new Registry();
    await connect({
      localRack: 'b',
      idleHeartbeatIntervalMs: 0,
      metrics: new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]),
    });
    const counts = async (): Promise<Record<string, number>> => {
      const metric = await registry.getSingleMetric('cassandra_rack_responses_total')!.get();
      return Object.fromEntries(
        metric.values.map(({ labels, value }) => [`${labels['datacenter']} ${labels['rack']}`, value]),
      );
    };
    const before = await counts();
    expect(Object.keys(before).sort()).toEqual(['east a', 'east b', 'east c']);
    for (const id of ids) await session.execute(read, [id]);
    const after = await counts();
    expect(after['east b']! - before['east b']!).toBeGreaterThanOrEqual(ids.length);
    expect([after['east a'], after['east c']]).toEqual([before['east a'], before['east c']]);
  });

  test('is read beside its rack while the replica there is down', async () => {
    await connect({ localRack: 'b' });
    const lost = places.flatMap(({ datacenter, rack }, index) =>
      datacenter === 'east' && rack === 'b' ? [index] : [],
    );
    const gone = new Set<string>();
    const allGone = new Promise<void>((resolve) => {
      cluster.on('nodeDown', ({ endpoint }) => gone.add(endpoint).size === lost.length && resolve());
    });
    await Promise.all(lost.map((index) => stub.node(index).stop()));
    await allGone;
    for (const id of ids) {
      const { executionInfo } = await session.execute(read, [id]);
      const { datacenter, rack } = nodeOf(executionInfo.coordinator!);
      expect(datacenter).toBe('east');
      expect(rack).not.toBe('b');
      expect(replicasOf(id)).toContain(executionInfo.coordinator);
    }
  });

  test.each([
    ['a condition', 'INSERT INTO shop.items (id, name) VALUES (?, ?) IF NOT EXISTS', {}],
    ['a serial level', write, { consistency: types.consistencies.localSerial }],
  ])(
    'sends a request with %s to the first local replica of the ring, wherever that is',
    async (_what, text, options) => {
      await connect({ localRack: 'b' });
      const racks = new Set<string>();
      for (const id of ids) {
        const { executionInfo } = await session.execute(text, [id, 'x'], options);
        const first = replicasOf(id).find((endpoint) => nodeOf(endpoint).datacenter === 'east');
        expect(executionInfo.coordinator).toBe(first);
        racks.add(nodeOf(first!).rack);
      }
      expect(racks.size).toBeGreaterThan(1);
    },
  );

  test('warns of a rack that does not exist, and goes on', async () => {
    const warnings: string[] = [];
    stub = await CqlStub.start({ nodes: places });
    cluster = new AsyncCluster({ ...stub.clusterOptions(), localRack: 'zone-z' });
    cluster.on('warning', (message) => void warnings.push(message));
    await cluster.connect();
    expect(warnings).toEqual([
      expect.stringMatching(/'east' has no rack 'zone-z' \(localRack\); it has 'a', 'b', 'c'/),
    ]);
  });
});

describe('the answer times of a node', () => {
  test('count each request until it is answered, refused, abandoned or lost', async () => {
    await connect({
      localRack: 'b',
      requestTimeoutMs: 60_000,
      retryPolicy: new policies.retry.FallthroughRetryPolicy(),
    });
    const [id] = [1];
    const host = nodeOf(replicasOf(id)[0]!);
    await session.execute(read, [id], { host });
    stub.when('refused').reply(serverError.overloaded());
    await expect(session.execute('refused', [], { host })).rejects.toThrow();
    stub.when('held').hold();
    const abort = new AbortController();
    const abandoned = session.execute('held', [], { host, signal: abort.signal }).catch(() => 'abandoned');
    await stub.received('held');
    const silence = (): number => host.answerTimes.latencyMs(nowMs() + 10 ** 9);
    expect(silence()).toBeGreaterThan(10 ** 8);
    abort.abort();
    await abandoned;
    expect(silence()).toBe(host.answerTimes.averageMs);
    const lost = session.execute('held', [], { host }).catch(() => 'lost');
    await stub.received('held', 2);
    const server = stub.nodes.find(({ endpoint }) => endpoint === host.endpoint)!;
    await server.stop();
    expect(await lost).toBe('lost');
    expect(silence()).toBe(host.answerTimes.averageMs);
  });
});

describe('a failover to another datacenter', () => {
  const datacenterFailover = { datacenters: ['west'] };

  async function loseEast(): Promise<void> {
    const gone = new Set<string>();
    const allGone = new Promise<void>((resolve) => {
      cluster.on('nodeDown', ({ endpoint }) => gone.add(endpoint).size === east.length && resolve());
    });
    await Promise.all(east.map((index) => stub.node(index).stop()));
    await allGone;
    stub.clearRequests();
  }

  test('serves requests there while the local one is gone, and here again afterwards', async () => {
    const reconnectionPolicy = new policies.reconnection.ConstantReconnectionPolicy(10);
    await connect({ datacenterFailover, localRack: 'a', consistency: 'one', reconnectionPolicy });
    await session.execute(read, [1]);
    expect(datacentersAsked()).toEqual(['east']);
    await loseEast();
    for (let id = 0; id < 8; id++) await session.execute(read, [id]);
    expect(datacentersAsked()).toEqual(['west']);
    const back = new Promise((resolve) => cluster.on('nodeUp', resolve));
    await stub.node(0).start();
    await back;
    stub.clearRequests();
    await session.execute(read, [1]);
    expect(new Set(stub.executions.map(({ node }) => node))).toEqual(new Set([0]));
  });

  test('refuses a local level there, with the reason', async () => {
    await connect({ datacenterFailover });
    await loseEast();
    const failure: unknown = await session.execute(read, [1]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'NoHostAvailableError' });
    const { innerErrors } = failure as { innerErrors: Record<string, Error> };
    const [west] = stub.nodes.filter(({ datacenter }) => datacenter === 'west');
    expect(innerErrors[west!.endpoint]!.message).toMatch(/not asked at LOCAL_ONE.*allowLocalConsistency/);
    await expect(session.execute(read, [1], { consistency: 'localQuorum' })).rejects.toMatchObject({
      name: 'NoHostAvailableError',
    });
    const conditional = 'INSERT INTO shop.items (id, name) VALUES (?, ?) IF NOT EXISTS';
    const serial = { consistency: 'quorum', serialConsistency: 'localSerial' } as const;
    await expect(session.execute(conditional, [1, 'x'], serial)).rejects.toMatchObject({
      name: 'NoHostAvailableError',
    });
    expect(stub.executions).toEqual([]);
    // Without a condition the serial level means nothing.
    await session.execute(write, [1, 'x'], serial);
    await session.execute(read, [1], { consistency: 'quorum' });
    expect(datacentersAsked()).toEqual(['west']);
  });

  test('serves local levels where they are allowed', async () => {
    await connect({ datacenterFailover: { ...datacenterFailover, allowLocalConsistency: true } });
    await loseEast();
    await session.execute(read, [1]);
    expect(datacentersAsked()).toEqual(['west']);
    expect(stub.executions[0]!.consistency).toBe('LOCAL_ONE');
  });

  test('does not happen unless it is asked for', async () => {
    await connect({ consistency: 'one' });
    await loseEast();
    await expect(session.execute(read, [1])).rejects.toMatchObject({ name: 'NoHostAvailableError' });
    expect(stub.executions).toEqual([]);
  });
});
