import {
  type AsyncCluster,
  BatchStatement,
  policies,
  types,
  type AsyncCassandraSession,
  type PreparedStatement,
} from '../../src/index';
import { ThreeNodes } from './three-nodes';

const { consistencies } = types;
const { loadBalancing } = policies;

const three = new ThreeNodes();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let single: string;

beforeAll(async () => {
  await three.start();
  ({ cluster, session } = await three.connect());
  single = await three.fixture.createKeyspace('single', { replicationFactor: 1 });
  await session.execute(`CREATE TABLE ${single}.items (shop int, id text, name text, PRIMARY KEY ((shop, id)))`);
  await three.createTables(session);
});
afterAll(() => three.stop());

const keys = Array.from({ length: 40 }, (_, i) => i);
const replicaOf = (cluster: AsyncCluster, key: Buffer): string => {
  const [only, ...others] = cluster.metadata.getReplicas(single, key) ?? [];
  expect(others).toEqual([]);
  return only!.endpoint;
};

/** The encoded partition key of `items`: each part with its length before it and a zero behind it. */
function itemKey(shop: number, id: string): Buffer {
  const key = Buffer.alloc(2 + 4 + 1 + 2 + id.length + 1);
  key.writeUInt16BE(4, 0);
  key.writeInt32BE(shop, 2);
  key.writeUInt16BE(id.length, 7);
  key.write(id, 9);
  return key;
}

async function coordinatorsOf(from: AsyncCassandraSession, statement: PreparedStatement): Promise<readonly string[]> {
  const results = await Promise.all(keys.map((i) => from.execute(statement, [i, `item ${i}`])));
  return results.map(({ executionInfo }) => executionInfo.coordinator!);
}

describe('token-aware routing', () => {
  const insert = () => session.prepare(`INSERT INTO ${single}.items (shop, id, name) VALUES (?, ?, 'x')`);

  test('sends each write to the replica of its partition', async () => {
    const coordinators = await coordinatorsOf(session, await insert());
    expect(coordinators).toEqual(keys.map((i) => replicaOf(cluster, itemKey(i, `item ${i}`))));
    expect(new Set(coordinators).size).toBe(3);
  });

  test('agrees with the server: no other node takes part in a request', async () => {
    const read = await session.prepare(`SELECT name FROM ${single}.items WHERE shop = ? AND id = ?`);
    for (const i of keys.slice(0, 6)) {
      const result = await session.execute(read, [i, `item ${i}`], { trace: true });
      expect(result.one()).toMatchObject({ name: 'x' });
      const trace = await result.getQueryTrace({ timeoutMs: 30_000 });
      const sources = new Set(trace!.events.map(({ source }) => `${String(source)}:${three.fixture.port}`));
      expect([...sources]).toEqual([result.executionInfo.coordinator]);
    }
  });

  test('sends a batch to the replica of its first statement', async () => {
    const write = await insert();
    for (const i of keys.slice(0, 6)) {
      const batch = new BatchStatement({ type: 'unlogged' }).add(write, [i, `item ${i}`]);
      const { executionInfo } = await session.executeBatch(batch);
      expect(executionInfo.coordinator).toBe(replicaOf(cluster, itemKey(i, `item ${i}`)));
    }
  });

  test('spreads requests without a known partition over all nodes', async () => {
    // A client that knows no node as slow yet: on a busy machine one of them may be.
    const { cluster: own, session: fresh } = await three.connect();
    const results = await Promise.all(keys.map(() => fresh.execute('SELECT key FROM system.local')));
    expect(new Set(results.map(({ executionInfo }) => executionInfo.coordinator)).size).toBe(3);
    await own.shutdown();
  });
});

describe('a policy of cassandra-driver', () => {
  const addressOf = (index: number): string => three.endpointOf(index);
  const dc = 'datacenter1';

  test.each([
    ['RoundRobinPolicy', () => new loadBalancing.RoundRobinPolicy(), { nodes: 3, isTokenAware: false }],
    ['DCAwareRoundRobinPolicy', () => new loadBalancing.DCAwareRoundRobinPolicy(dc), { nodes: 3, isTokenAware: false }],
    [
      'TokenAwarePolicy',
      () => new loadBalancing.TokenAwarePolicy(new loadBalancing.DCAwareRoundRobinPolicy(dc)),
      { nodes: 3, isTokenAware: true },
    ],
    [
      'DefaultLoadBalancingPolicy',
      () => new loadBalancing.DefaultLoadBalancingPolicy({ localDc: dc }),
      { nodes: 3, isTokenAware: true },
    ],
    [
      'AllowListPolicy',
      () => new loadBalancing.AllowListPolicy(new loadBalancing.RoundRobinPolicy(), [addressOf(0), addressOf(2)]),
      { nodes: 2, isTokenAware: false },
    ],
  ])('%s routes as it does there', async (_, makePolicy, expected) => {
    const { cluster: own, session: routed } = await three.connect({ loadBalancingPolicy: makePolicy() });
    const write = await routed.prepare(`INSERT INTO ${single}.items (shop, id, name) VALUES (?, ?, 'x')`);
    const coordinators = await coordinatorsOf(routed, write);
    expect(new Set(coordinators).size).toBe(expected.nodes);
    const replicas = keys.map((i) => replicaOf(cluster, itemKey(i, `item ${i}`)));
    const isTokenAware = coordinators.every((coordinator, i) => coordinator === replicas[i]);
    expect(isTokenAware).toBe(expected.isTokenAware);
    expect(own.nodes.filter(({ isUp }) => isUp)).toHaveLength(expected.nodes);
    await own.shutdown();
  });
});

describe('execution profiles', () => {
  test('each have their consistency and their nodes', async () => {
    const last = three.endpointOf(2);
    const { session: profiled } = await three.connect({
      consistency: consistencies.quorum,
      executionProfiles: {
        reports: {
          consistency: consistencies.all,
          loadBalancingPolicy: new loadBalancing.AllowListPolicy(new loadBalancing.RoundRobinPolicy(), [last]),
        },
      },
    });
    const read = await profiled.prepare('SELECT value FROM probe WHERE id = ?');
    const plain = await Promise.all(keys.map((i) => profiled.execute(read, [i])));
    const reports = await Promise.all(keys.map((i) => profiled.execute(read, [i], { executionProfile: 'reports' })));
    expect(new Set(plain.map(({ executionInfo }) => executionInfo.consistency))).toEqual(
      new Set([consistencies.quorum]),
    );
    expect(new Set(plain.map(({ executionInfo }) => executionInfo.coordinator)).size).toBe(3);
    expect(new Set(reports.map(({ executionInfo }) => executionInfo.consistency))).toEqual(
      new Set([consistencies.all]),
    );
    expect(new Set(reports.map(({ executionInfo }) => executionInfo.coordinator))).toEqual(new Set([last]));
  });

  test('give way to the node that a request names', async () => {
    const coordinators = await Promise.all(
      cluster.nodes.map(async (host) => {
        const { executionInfo } = await session.execute('SELECT key FROM system.local', [], { host });
        return executionInfo.coordinator;
      }),
    );
    expect(coordinators).toEqual(cluster.nodes.map(({ endpoint }) => endpoint));
  });
});

describe('a change of the schema', () => {
  test('is agreed on by all nodes when its promise resolves', async () => {
    for (let i = 0; i < 3; i++) {
      const { executionInfo } = await session.execute(`CREATE TABLE agreed_${i} (id int PRIMARY KEY)`);
      expect(executionInfo.schemaInAgreement).toBe(true);
      await Promise.all(
        cluster.nodes.map((host) => session.execute(`SELECT id FROM agreed_${i} WHERE id = 1`, [], { host })),
      );
      expect(await cluster.metadata.getTable(three.keyspace, `agreed_${i}`)).not.toBeNull();
    }
  });

  test('reaches prepared statements on every node, and no row meanwhile has a wrong or a missing value', async () => {
    await session.execute('CREATE TABLE growing (id int PRIMARY KEY, a int)');
    await session.execute('INSERT INTO growing (id, a) VALUES (1, 10)');
    const read = await session.prepare('SELECT * FROM growing WHERE id = 1');
    const seen = new Set<string>();
    let isOver = false;
    const readers = cluster.nodes.map(async (host) => {
      while (!isOver) seen.add(JSON.stringify((await session.execute(read, [], { host })).one()));
    });
    await session.execute('ALTER TABLE growing ADD b text');
    await session.execute("INSERT INTO growing (id, b) VALUES (1, 'new')", [], { consistency: consistencies.all });
    await session.execute('ALTER TABLE growing DROP a');
    for (const host of cluster.nodes) {
      expect({ ...(await session.execute(read, [], { host })).one() }).toEqual({ id: 1, b: 'new' });
    }
    isOver = true;
    await Promise.all(readers);
    const possible = [
      { id: 1, a: 10 },
      { id: 1, a: 10, b: null },
      { id: 1, a: 10, b: 'new' },
      // A replica that has dropped the column answers a coordinator that has not.
      { id: 1, a: null, b: 'new' },
      { id: 1, b: 'new' },
    ].map((row) => JSON.stringify(row));
    expect([...seen].filter((row) => !possible.includes(row))).toEqual([]);
    expect(read.columns.map(({ name }) => name)).toEqual(['id', 'b']);
  });

  test('made by another client is announced, and known', async () => {
    const announced = new Promise((resolve) => {
      cluster.on('schemaChanged', (change) => change.name === 'elsewhere' && resolve(change));
    });
    await three.fixture.runCql('CREATE TABLE elsewhere (id int PRIMARY KEY, label text)', { keyspace: three.keyspace });
    expect(await announced).toMatchObject({ change: 'CREATED', target: 'TABLE', keyspace: three.keyspace });
    const table = await cluster.metadata.getTable(three.keyspace, 'elsewhere');
    expect(table!.columns.map(({ name }) => name)).toEqual(['id', 'label']);
  });
});
