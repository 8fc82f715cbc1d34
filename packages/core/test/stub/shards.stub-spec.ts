// A stub that has shards, as the documentation of ScyllaDB describes them: which connections a node gets, and which of them a request takes.
import { CqlStub, rows, voidResult, type ReceivedRequest, type StubShards } from '@async-cassandra/testing';
import { AsyncCluster, BatchStatement, type AsyncClusterOptions, type Node } from '../../src/index';
import { murmur3Token } from '../../src/routing/murmur3';
import { Sharding } from '../../src/connection/sharding';
import { until } from './until';

const insert = 'INSERT INTO t (a, b) VALUES (?, ?)';
const select = 'SELECT a FROM t WHERE a = ?';
const ids = Array.from({ length: 64 }, (_, id) => id);

async function startStub(...nodes: readonly (StubShards | undefined)[]): Promise<CqlStub> {
  const stub = await CqlStub.start({ nodes: nodes.map((shards) => (shards === undefined ? {} : { shards })) });
  stub.when(insert).variables({ a: 'int', b: 'int' }, { partitionKey: ['a'] });
  stub
    .when(select)
    .variables({ a: 'int' }, { partitionKey: ['a'] })
    .reply(rows({ a: 'int' }, [[1]]));
  stub.when({ opcode: 'BATCH' }).reply(voidResult());
  return stub;
}

const noDelays = { newSchedule: () => ({ next: () => ({ value: 1, done: false }) }) } as never;

function clusterOf(stub: CqlStub, options: AsyncClusterOptions = {}): AsyncCluster & { warnings: string[] } {
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), reconnectionPolicy: noDelays, ...options });
  const warnings: string[] = [];
  cluster.on('warning', (message, error) => warnings.push(`${message}: ${(error as Error | undefined)?.message}`));
  return Object.assign(cluster, { warnings });
}

/** How many open connections each shard has, without the control connection. */
function spread(stub: CqlStub, cluster: AsyncCluster, index = 0): number[] {
  const counts = Array.from({ length: stub.node(index).shards!.count }, () => 0);
  for (const { shard, eventTypes } of stub.node(index).connections) if (eventTypes.length === 0) counts[shard!]!++;
  expect(nodeOf(cluster, stub, index).openConnections).toBe(counts.reduce((sum, count) => sum + count, 0));
  return counts;
}

const nodeOf = (cluster: AsyncCluster, stub: CqlStub, index: number): Node =>
  cluster.nodes.find(({ endpoint }) => endpoint === stub.node(index).endpoint)!;

/** Waits until every shard of the node has its connections, and no more. */
const complete = (stub: CqlStub, cluster: AsyncCluster, each = 1, index = 0): Promise<void> =>
  until('a connection to each shard', () => {
    const { shards, connections } = stub.node(index);
    const own = connections.filter(({ eventTypes }) => eventTypes.length === 0).map(({ shard }) => shard!);
    const isOf = nodeOf(cluster, stub, index).openConnections === shards!.count * each;
    return isOf && own.length === shards!.count * each && new Set(own).size === shards!.count;
  });

/** The shard that owns the request's partition, whose key is its first value. */
function ownerOf({ values, statements }: ReceivedRequest, { count, ignoredBits = 12 }: StubShards): number {
  const { high, low } = murmur3Token((values ?? statements![0]!.values)[0] as Buffer);
  return new Sharding(count, ignoredBits, undefined, undefined).shardOf(high, low);
}

const onOwnShard = (stub: CqlStub, index = 0): boolean[] =>
  stub.executions
    .filter(({ node }) => node === index)
    .map((request) => request.shard === ownerOf(request, stub.node(index).shards!));

describe('a node with shards', () => {
  test('gets a connection to each, through the port that lets the client choose', async () => {
    await using stub = await startStub({ count: 4 });
    await using cluster = clusterOf(stub);
    await cluster.connect();
    await complete(stub, cluster);
    expect(spread(stub, cluster)).toEqual([1, 1, 1, 1]);
    expect(nodeOf(cluster, stub, 0).totals).toMatchObject({
      connectionsOpened: 4,
      connectFailures: 0,
      connectionsLost: 0,
    });
    expect(cluster.warnings).toEqual([]);
    expect(stub.violations).toEqual([]);
  });

  test('gets each request on the shard of its token: reads, writes, pages and batches', async () => {
    await using stub = await startStub({ count: 5 });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(stub, cluster);
    await Promise.all(ids.map((id) => session.execute(insert, [id, id])));
    for await (const _ of session.executeConcurrent(
      select,
      ids.map((id) => [id]),
    ))
      void _;
    for (const id of ids) await session.executeBatch(new BatchStatement().add(insert, [id, 1]).add(insert, [id, 2]));
    const found = onOwnShard(stub);
    expect(found).toHaveLength(3 * ids.length);
    expect(found).not.toContain(false);
    expect(new Set(stub.executions.map(({ shard }) => shard)).size).toBe(5);
  });

  test('gets as many connections to each shard as connectionsPerShard', async () => {
    await using stub = await startStub({ count: 3 });
    await using cluster = clusterOf(stub, { connectionsPerShard: 2, connectionsPerNode: 4 });
    await cluster.connect();
    await complete(stub, cluster, 2);
    expect(spread(stub, cluster)).toEqual([2, 2, 2]);
  });

  test('is a node like any other with connectionsPerShard: 0', async () => {
    await using stub = await startStub({ count: 4 });
    await using cluster = clusterOf(stub, { connectionsPerShard: 0, connectionsPerNode: 2 });
    const session = await cluster.connect();
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(nodeOf(cluster, stub, 0).openConnections).toBe(2);
    expect(new Set(stub.executions.map(({ shard }) => shard)).size).toBeLessThanOrEqual(2);
  });

  test('stands beside a node without', async () => {
    await using stub = await startStub({ count: 4 }, undefined);
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(stub, cluster);
    await until('the node without shards', () => nodeOf(cluster, stub, 1).isUp);
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(onOwnShard(stub)).not.toContain(false);
    expect(nodeOf(cluster, stub, 1).openConnections).toBe(1);
    expect(stub.executions.some(({ node, shard }) => node === 1 && shard === undefined)).toBe(true);
  });

  test('serves requests by another shard while one has no connection, or no capacity', async () => {
    await using stub = await startStub({ count: 2 });
    await using cluster = clusterOf(stub, { maxRequestsPerConnection: 2 });
    const session = await cluster.connect();
    await complete(stub, cluster);
    await session.execute(insert, [1, 1]);
    const rule = stub
      .when(insert)
      .variables({ a: 'int', b: 'int' }, { partitionKey: ['a'] })
      .hold();
    const running = [1, 2, 3, 4].map((b) => session.execute(insert, [1, b]));
    await until('four requests', () => rule.heldCount === 4);
    expect(
      stub.executions
        .slice(-4)
        .map(({ shard }) => shard)
        .sort(),
    ).toEqual([0, 0, 1, 1]);
    rule.release();
    await Promise.all(running);
  });

  test('opens the connection of one shard again when it is lost, and stays up meanwhile', async () => {
    await using stub = await startStub({ count: 4 });
    await using cluster = clusterOf(stub);
    const downs: Node[] = [];
    cluster.on('nodeDown', (node) => downs.push(node));
    const session = await cluster.connect();
    await complete(stub, cluster);
    const lost = stub.node(0).connections.find(({ shard, eventTypes }) => shard === 2 && eventTypes.length === 0)!;
    lost.reset();
    await lost.closed;
    await until('the loss of a connection', () => nodeOf(cluster, stub, 0).totals.connectionsLost === 1);
    await complete(stub, cluster);
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(onOwnShard(stub)).not.toContain(false);
    expect(downs).toEqual([]);
  });

  test.each([3, 8])('may come back with %i shards instead of 4', async (count) => {
    await using stub = await startStub({ count: 4 });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(stub, cluster);
    await stub.node(0).stop();
    stub.node(0).shards = { count, ignoredBits: 3 };
    await stub.node(0).start();
    await complete(stub, cluster);
    stub.clearRequests();
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(onOwnShard(stub)).not.toContain(false);
  });

  test('may come back without shards', async () => {
    await using stub = await startStub({ count: 4 });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(stub, cluster);
    await stub.node(0).stop();
    await until('the loss of the node', () => !nodeOf(cluster, stub, 0).isUp);
    stub.node(0).shards = null;
    await stub.node(0).start();
    await until('the node', () => nodeOf(cluster, stub, 0).isUp);
    await session.execute(insert, [1, 1]);
    expect(nodeOf(cluster, stub, 0).openConnections).toBe(1);
  });
});

describe('the shard-aware port', () => {
  test.each([
    ['is behind a NAT that changes local ports', 'rewritten', /got shard \d, not shard \d/],
    ['breaks every connection', 'breaks', /closed the connection|ECONNRESET|reset/i],
  ] as const)('%s: one warning, and the usual port instead', async (_, port, said) => {
    await using stub = await startStub({ count: 4, port });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(stub, cluster);
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(onOwnShard(stub)).not.toContain(false);
    expect(cluster.warnings).toEqual([expect.stringContaining('The shard-aware port of')]);
    expect(cluster.warnings[0]).toMatch(said);
  });

  test('is not there: connections are opened until each shard has one, and those beyond are closed', async () => {
    await using stub = await startStub({ count: 6, port: 'absent' });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(stub, cluster);
    expect(spread(stub, cluster)).toEqual([1, 1, 1, 1, 1, 1]);
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(onOwnShard(stub)).not.toContain(false);
    expect(cluster.warnings).toEqual([]);
  });
});

describe('a server without shards', () => {
  test('notices nothing: one connection, one port', async () => {
    await using stub = await startStub(undefined);
    stub
      .when(insert)
      .reply(voidResult())
      .variables({ a: 'int', b: 'int' }, { partitionKey: ['a'] });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    for (const id of ids) await session.execute(insert, [id, id]);
    expect(nodeOf(cluster, stub, 0).openConnections).toBe(1);
    expect(stub.connections).toHaveLength(2);
  });
});
