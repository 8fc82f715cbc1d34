// The extensions of ScyllaDB that the client asks for: the mark of statements with a condition, and the tablets that answers tell of.
import { CqlStub, rows, voidResult, type ReceivedRequest } from '@async-cassandra/testing';
import { AsyncCluster } from '../../src/index';
import { murmur3Token } from '../../src/routing/murmur3';
import { Token } from '../../src/routing/token';
import { until } from './until';

const markFlag = 0x8000_0000;
const mark = { SCYLLA_LWT_ADD_METADATA_MARK: [`LWT_OPTIMIZATION_META_BIT_MASK=${markFlag}`] };
const tablets = { TABLETS_ROUTING_V1: [''] };
const update = 'UPDATE ks.t SET b = ? WHERE a = ?';
const select = 'SELECT a FROM ks.t WHERE a = ?';
const ids = Array.from({ length: 40 }, (_, id) => id);
const shards = { count: 4 };
const schema = {
  ks: { replication: { class: 'org.apache.cassandra.locator.SimpleStrategy', replication_factor: '2' } },
};
const atOnce = { schemaEventRefreshWindowMs: 0, topologyEventRefreshWindowMs: 0 };

async function startStub(supported: Readonly<Record<string, readonly string[]>>, nodes = 3): Promise<CqlStub> {
  const node = { supported, shards };
  return CqlStub.start({ nodes: Array.from({ length: nodes }, () => node), schema });
}

const clusterOf = (stub: CqlStub): AsyncCluster => new AsyncCluster({ ...stub.clusterOptions(), ...atOnce });

const complete = (cluster: AsyncCluster): Promise<void> =>
  until('a connection to each shard', () =>
    cluster.nodes.every(({ openConnections }) => openConnections === shards.count),
  );

const startupsOf = (stub: CqlStub): Readonly<Record<string, string>>[] =>
  stub.requests.filter(({ opcode }) => opcode === 'STARTUP').map(({ options }) => options!);

describe('the mark of a statement with a condition', () => {
  const run = async (supported: Readonly<Record<string, readonly string[]>>, flags: number): Promise<number[]> => {
    await using stub = await startStub(supported);
    stub
      .when(update)
      .variables({ b: 'int', a: 'int' }, { partitionKey: ['a'], keyspace: 'ks', table: 't', flags })
      .reply(voidResult());
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(cluster);
    for (let b = 0; b < 40; b++) await session.execute(update, [b, 7]);
    expect(
      startupsOf(stub).every((options) => 'SCYLLA_LWT_ADD_METADATA_MARK' in options === (supported === mark)),
    ).toBe(true);
    expect(stub.violations).toEqual([]);
    return [...new Set(stub.executions.map(({ node }) => node))];
  };

  test('sends the statement to the first replica of the ring, each time', async () => {
    const nodes = await run(mark, markFlag);
    expect(nodes).toHaveLength(1);
  });

  test('is only read when the server offers it', async () => {
    expect((await run({}, markFlag)).length).toBe(2);
    expect((await run(mark, 0)).length).toBe(2);
  });
});

describe('tablets', () => {
  const int64 = (value: bigint): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  };
  const int32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const field = (bytes: Buffer): Buffer => Buffer.concat([int32(bytes.length), bytes]);
  const uuid = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex');

  /** The server's view: one tablet for each of four parts of the ring, on one node and shard of its own. */
  class TabletServer {
    moved = 0;
    payloads = 0;

    constructor(
      readonly stub: CqlStub,
      readonly table: string,
    ) {}

    homeOf(token: bigint): { node: number; shard: number; first: bigint; last: bigint } {
      const quarter = 2n ** 62n;
      const part = (token + 2n ** 63n - 1n) / quarter;
      const first = part * quarter - 2n ** 63n;
      const home = (Number(part) + this.moved) % this.stub.nodes.length;
      return {
        node: home,
        shard: (Number(part) * 3 + this.moved) % shards.count,
        first,
        last: first + quarter - (part === 3n ? 1n : 0n),
      };
    }

    readonly reply = (request: ReceivedRequest) => {
      const answer = rows({ a: 'int' }, [[1]]);
      const home = this.homeOf(tokenOf(request));
      if (this.isAtHome(request)) return answer;
      this.payloads++;
      const replica = Buffer.concat([field(uuid(this.stub.node(home.node).hostId)), field(int32(home.shard))]);
      const list = Buffer.concat([int32(1), field(replica)]);
      const payload = Buffer.concat([field(int64(home.first)), field(int64(home.last)), field(list)]);
      return answer.withCustomPayload({ 'tablets-routing-v1': payload });
    };

    isAtHome(request: ReceivedRequest): boolean {
      const home = this.homeOf(tokenOf(request));
      return request.node === home.node && request.shard === home.shard;
    }
  }

  function tokenOf({ values }: ReceivedRequest): bigint {
    const { high, low } = murmur3Token(values![0] as Buffer);
    return new Token(high, low).toBigInt();
  }

  async function start(supported: Readonly<Record<string, readonly string[]>> = tablets) {
    const stub = await startStub(supported);
    const server = new TabletServer(stub, 't');
    stub
      .when(select)
      .variables({ a: 'int' }, { partitionKey: ['a'], keyspace: 'ks', table: 't' })
      .columns({ a: 'int' })
      .reply(server.reply);
    const cluster = clusterOf(stub);
    const session = await cluster.connect();
    await complete(cluster);
    const readAll = async (): Promise<boolean[]> => {
      stub.clearRequests();
      for (const id of ids) await session.execute(select, [id]);
      return stub.executions.map((request) => server.isAtHome(request));
    };
    return {
      stub,
      server,
      cluster,
      readAll,
      async [Symbol.asyncDispose]() {
        await cluster.shutdown();
        await stub.close();
      },
    };
  }

  test('are learnt from the first answer that tells of them: then each request goes to their node and shard', async () => {
    await using it = await start();
    expect(await it.readAll()).toContain(false);
    expect(it.server.payloads).toBeLessThanOrEqual(4);
    expect(await it.readAll()).not.toContain(false);
  });

  test('that move are learnt anew', async () => {
    await using it = await start();
    await it.readAll();
    it.server.moved = 1;
    expect(await it.readAll()).toContain(false);
    expect(await it.readAll()).not.toContain(false);
  });

  test('are asked for in every STARTUP, and only where the server offers them', async () => {
    for (const supported of [tablets, {}]) {
      await using it = await start(supported);
      expect(startupsOf(it.stub).every((options) => 'TABLETS_ROUTING_V1' in options === (supported === tablets))).toBe(
        true,
      );
      await it.readAll();
      expect((await it.readAll()).includes(false)).toBe(supported !== tablets);
    }
  });

  test('are forgotten when their table changes, and when a node leaves', async () => {
    await using it = await start();
    await it.readAll();
    const before = it.server.payloads;
    expect(before).toBeGreaterThan(0);
    const changed = new Promise((resolve) => it.cluster.once('schemaChanged', resolve));
    it.stub.sendSchemaChange({ change: 'DROPPED', target: 'TABLE', keyspace: 'ks', name: 't' });
    await changed;
    await it.readAll();
    expect(it.server.payloads).toBeGreaterThan(before);
    const removed = new Promise((resolve) => it.cluster.once('nodeRemoved', resolve));
    await it.stub.removeNode(it.stub.node(2));
    it.stub.sendTopologyChange('REMOVED_NODE', it.stub.nodes[1]!);
    await removed;
    await it.readAll();
    expect(await it.readAll()).not.toContain(false);
  });

  test('that cannot be read change nothing', async () => {
    await using it = await start();
    it.stub
      .when(select)
      .variables({ a: 'int' }, { partitionKey: ['a'], keyspace: 'ks', table: 't' })
      .columns({ a: 'int' })
      .reply(() =>
        rows({ a: 'int' }, [[1]]).withCustomPayload({ 'tablets-routing-v1': Buffer.from('00000008ff', 'hex') }),
      );
    // Each of them was answered. A node that does not know the text yet makes an execution more.
    expect((await it.readAll()).length).toBeGreaterThanOrEqual(ids.length);
  });
});
