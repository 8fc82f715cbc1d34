import type { CassandraFixture, CassandraNode } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncLoadBalancingPolicy,
  BatchStatement,
  types,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type ScanCheckpoint,
} from '../../src/index';
import { lastLimitMs } from './three-nodes';

interface Item {
  readonly p: number;
  readonly c: number;
}

const partitions = 200;
const rowsEach = 50;
const keyOf = ({ p, c }: Item): number => p * rowsEach + c;
const all = Array.from({ length: partitions * rowsEach }, (_, key) => key);
/** Asks the same node first every time. */
class SameFirst extends AsyncLoadBalancingPolicy {
  override newQueryPlan(...[keyspace, options, callback]: Parameters<AsyncLoadBalancingPolicy['newQueryPlan']>): void {
    super.newQueryPlan(keyspace, options, (error, plan) => {
      const hosts = [...{ [Symbol.iterator]: () => plan }];
      callback(error, hosts.sort((one, other) => one.address.localeCompare(other.address)).values());
    });
  }
}

const sorted = (keys: readonly number[]): number[] => [...keys].sort((a, b) => a - b);

describe('streams over three nodes', () => {
  let cassandra: CassandraFixture;
  let keyspace: string;

  beforeAll(async () => {
    cassandra = await sharedClusters.threeNodes();
    keyspace = await cassandra.createKeyspace('streams', { replicationFactor: 3 });
    await cassandra.runCql('CREATE TABLE items (p int, c int, PRIMARY KEY (p, c))', { keyspace });
    await withSession(async (session) => {
      const insert = await session.prepare('INSERT INTO items (p, c) VALUES (?, ?)');
      for (let p = 0; p < partitions; p++) {
        const batch = new BatchStatement({ type: 'unlogged' });
        for (let c = 0; c < rowsEach; c++) batch.add(insert, [p, c]);
        // Every replica has every row, so that any of them can be asked after another is gone.
        await session.executeBatch(batch, { consistency: types.consistencies.all });
      }
    });
  });

  async function withSession<T>(
    run: (session: AsyncCassandraSession) => Promise<T>,
    options: AsyncClusterOptions = {},
  ): Promise<T> {
    const ours = { ...cassandra.clusterOptions(), requestTimeoutMs: lastLimitMs, ...options };
    await using cluster = new AsyncCluster(ours);
    return await run(await cluster.connect(keyspace));
  }

  function nodeOf(endpoint: string): CassandraNode {
    const nodes = [0, 1, 2].map((index) => cassandra.node(index));
    return nodes.find(({ address, port }) => `${address}:${port}` === endpoint)!;
  }

  async function without(node: CassandraNode, run: () => Promise<void>): Promise<void> {
    await node.kill();
    try {
      await run();
    } finally {
      await node.start();
    }
  }

  it('go on when the node that sent the last page dies, with and without a page that is requested ahead', async () => {
    const read = async (session: AsyncCassandraSession, prefetch: 0 | 1) => {
      const config = { streamConfig: { fetchSize: 100, prefetch } };
      const stream = await session.executeStream<Item>('SELECT * FROM items', [], config);
      const seen: number[] = [];
      const rows = stream[Symbol.asyncIterator]();
      while (seen.length < 1050) seen.push(keyOf((await rows.next()).value!));
      return { stream, seen };
    };
    await withSession(
      async (session) => {
        const streams = await Promise.all([read(session, 0), read(session, 1)]);
        const [dies, ...others] = new Set(streams.map(({ stream }) => stream.executionInfo!.coordinator!));
        expect(others).toEqual([]);
        await without(nodeOf(dies!), async () => {
          for (const { stream, seen } of streams) {
            for await (const row of stream) seen.push(keyOf(row));
            expect(sorted(seen)).toEqual(all);
          }
        });
      },
      { loadBalancingPolicy: new SameFirst() },
    );
  });

  it('a scan that is killed again and again, once with a node, gives every row once', async () => {
    const seen: number[] = [];
    let saved: string | undefined;
    for (let life = 0; ; life++) {
      const checkpoint = saved === undefined ? undefined : (JSON.parse(saved) as ScanCheckpoint);
      const isOver = await withSession(async (session) => {
        const scan = session.scanTable<Item>('items', { checkpoint, fetchSize: 50, splits: 60, maxRetries: 10 });
        const until = seen.length + 1000 + Math.floor(Math.random() * 2000);
        const dies = life === 1 ? cassandra.node(1) : undefined;
        let killed: Promise<void> | undefined;
        for await (const row of scan) {
          seen.push(keyOf(row));
          if (dies !== undefined && seen.length === until - 700) killed = dies.kill();
          if (seen.length === until) break;
        }
        await killed;
        if (killed !== undefined) await dies!.start();
        saved = JSON.stringify(scan.checkpoint());
        return scan.checkpoint()!.rest.length === 0;
      });
      if (isOver) break;
    }
    expect(sorted(seen)).toEqual(all);
  });

  it('counts over three nodes', async () => {
    await withSession(async (session) => expect(await session.countTable('items')).toBe(all.length));
  });
});
