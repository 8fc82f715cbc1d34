// Servers that speak v4 and are no Apache Cassandra, as their documentation and the issues of other drivers describe them. docs/servers/ has
// a page for each. None of this was seen on the real servers.
import {
  CqlStub,
  rawReply,
  rows,
  serverError,
  type CqlStubOptions,
  type ReceivedRequest,
  type SystemRow,
} from '@async-cassandra/testing';
import { AsyncCluster, BatchStatement, type AsyncClusterOptions } from '../../src/index';
import { opcode } from '../../src/protocol/opcode';
import { short, string, stringList, wire } from '../../src/protocol/wire-bytes.spec-support';

const v4Only = { protocolVersions: [3, 4] };
const select = 'SELECT a FROM t WHERE a = ?';
const insert = 'INSERT INTO t (a) VALUES (?)';

async function startStub(options: CqlStubOptions = v4Only): Promise<CqlStub> {
  const stub = await CqlStub.start(options);
  stub
    .when(select)
    .variables({ a: 'int' }, { partitionKey: ['a'] })
    .reply(rows({ a: 'int' }, [[1]]));
  stub.when(/^INSERT/).variables({ a: 'int' }, { partitionKey: ['a'] });
  return stub;
}

function offer(stub: CqlStub, supported: Readonly<Record<string, readonly string[]>>): void {
  const entries = Object.entries(supported).flatMap(([key, values]) => [string(key), stringList(...values)]);
  stub
    .when({ opcode: 'OPTIONS' })
    .reply(rawReply(opcode.supported, wire(short(Object.keys(supported).length), ...entries)));
}

const clusterOf = (stub: CqlStub, options: AsyncClusterOptions = {}): AsyncCluster =>
  new AsyncCluster({ ...stub.clusterOptions(), allowProtocolV4: true, ...options });

/** connect() does not wait long for the nodes that answer late. */
const allUp = (cluster: AsyncCluster): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (cluster.nodes.every(({ isUp }) => isUp)) resolve();
    };
    cluster.on('nodeUp', check);
    check();
  });

/** What every one of these servers must do. */
async function readsAndWrites(cluster: AsyncCluster): Promise<void> {
  const session = await cluster.connect('ks');
  expect((await session.execute(select, [1])).one()).toEqual({ a: 1 });
  await session.execute(insert, [1]);
  await session.executeBatch(new BatchStatement({ type: 'unlogged' }).add(insert, [1]).add(insert, [2]));
}

describe('Amazon Keyspaces', () => {
  const allowed: readonly string[] = ['ONE', 'LOCAL_ONE', 'LOCAL_QUORUM'];
  const isRefused = ({ consistency }: ReceivedRequest): boolean => !allowed.includes(consistency ?? 'none');
  const options = { compression: 'none' } as const;

  /** Its own partitioner, one token a node, itself among its peers, and an address of system.local that nobody can reach. */
  async function startKeyspaces(): Promise<CqlStub> {
    const stub = await startStub();
    const [node] = stub.nodes;
    const common = {
      data_center: 'datacenter1',
      rack: 'rack1',
      host_id: node!.hostId,
      release_version: '3.11.2',
      schema_version: node!.schemaVersion,
      tokens: ['-1'],
    };
    const local: SystemRow = {
      ...common,
      key: 'local',
      cluster_name: 'Amazon Keyspaces',
      partitioner: 'com.amazonaws.cassandra.DefaultPartitioner',
      broadcast_address: '127.0.0.1',
      listen_address: '127.0.0.1',
      rpc_address: '127.0.0.9',
    };
    stub.setTable('system.local', [local]);
    stub.setTable('system.peers', [{ ...common, peer: node!.address, rpc_address: node!.address }]);
    stub
      .when({ opcode: ['QUERY', 'EXECUTE', 'BATCH'], system: true, where: isRefused })
      .reply(({ consistency }) =>
        serverError.invalid(`Consistency level ${consistency} is not supported for this operation`),
      );
    return stub;
  }

  test('is one node, though it is its own peer, and asked with no other consistency than it has', async () => {
    await using stub = await startKeyspaces();
    const warnings: string[] = [];
    await using cluster = clusterOf(stub, options);
    cluster.on('warning', (message) => warnings.push(message));
    await readsAndWrites(cluster);
    expect(cluster.nodes.map(({ endpoint, isUp }) => [endpoint, isUp])).toEqual([[stub.node(0).endpoint, true]]);
    expect(warnings).toEqual([]);
    expect(stub.violations).toEqual([]);
  });

  test('has no tokens that this client knows: no replicas, no ranges, no error', async () => {
    await using stub = await startKeyspaces();
    await using cluster = clusterOf(stub, options);
    await cluster.connect();
    expect(cluster.metadata.getTokenRanges().size).toBe(0);
    expect(cluster.metadata.getReplicas('ks', Buffer.from([0, 0, 0, 1]))).toBeNull();
  });

  test('may forget what was prepared at any time: prepared again, and executed once', async () => {
    await using stub = await startKeyspaces();
    await using cluster = clusterOf(stub, options);
    const session = await cluster.connect('ks');
    for (let i = 0; i < 5; i++) {
      expect((await session.execute(select, [1])).length).toBe(1);
      await session.execute(insert, [1]);
      stub.node(0).forgetPrepared();
    }
    expect(stub.executions.filter(({ query }) => query === insert).length).toBeLessThanOrEqual(10);
    expect(stub.violations).toEqual([]);
  });

  test('refuses another consistency by its name, and the client does not repeat that', async () => {
    await using stub = await startKeyspaces();
    await using cluster = clusterOf(stub, options);
    const session = await cluster.connect();
    await expect(session.execute(select, [1], { consistency: 'quorum' })).rejects.toThrow(
      'Consistency level QUORUM is not supported',
    );
    expect(stub.executions).toHaveLength(1);
  });
});

describe('ScyllaDB', () => {
  const rateLimit = 0xf000;
  const extensions = {
    SCYLLA_SHARD: ['1'],
    SCYLLA_NR_SHARDS: ['4'],
    SCYLLA_PARTITIONER: ['org.apache.cassandra.dht.Murmur3Partitioner'],
    SCYLLA_SHARDING_ALGORITHM: ['biased-token-round-robin'],
    SCYLLA_SHARD_AWARE_PORT: ['19042'],
    SCYLLA_LWT_ADD_METADATA_MARK: ['LWT_OPTIMIZATION_META_BIT_MASK=2147483648'],
    SCYLLA_RATE_LIMIT_ERROR: [`ERROR_CODE=${rateLimit}`],
    TABLETS_ROUTING_V1: [''],
  };

  async function startScylla(): Promise<CqlStub> {
    const stub = await startStub({ ...v4Only, nodes: 2 });
    offer(stub, { ...extensions, COMPRESSION: ['lz4', 'snappy'], CQL_VERSION: ['3.3.1'] });
    return stub;
  }

  test('offers extensions: the client asks for the two that routing needs', async () => {
    await using stub = await startScylla();
    await using cluster = clusterOf(stub, { compression: 'lz4' });
    await readsAndWrites(cluster);
    const startup = stub.requests.find(({ opcode: sent }) => sent === 'STARTUP')!;
    expect(Object.keys(startup.options!).filter((key) => /^SCYLLA|^TABLETS/.test(key))).toEqual([
      'SCYLLA_LWT_ADD_METADATA_MARK',
      'TABLETS_ROUTING_V1',
    ]);
    expect(cluster.nodes).toHaveLength(2);
    expect(stub.violations).toEqual([]);
  });

  test('has errors of its own, which end the request with their code, unrepeated', async () => {
    await using stub = await startScylla();
    const limited = stub.when(select).variables({ a: 'int' });
    limited.reply(serverError.custom(rateLimit, 'Per-partition rate limit reached', Buffer.from([0, 1])));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    await expect(session.execute(select, [1], { isIdempotent: true })).rejects.toMatchObject({
      code: rateLimit,
      message: expect.stringContaining('Per-partition rate limit reached') as string,
    });
    expect(limited.hits).toBe(1);
  });

  test('names a bind marker twice that stands twice: one value of that name is both', async () => {
    await using stub = await startScylla();
    const text = 'SELECT a FROM t WHERE a = :x AND b = :x ALLOW FILTERING';
    const twice = [
      { name: 'x', type: 'int' },
      { name: 'x', type: 'int' },
    ] as const;
    stub
      .when(text)
      .variables(twice)
      .reply(rows({ a: 'int' }, [[1]]));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    expect((await session.execute(text, { x: 7 })).one()).toEqual({ a: 1 });
    const seven = Buffer.from([0, 0, 0, 7]);
    expect(stub.executions.at(-1)!.values).toEqual([seven, seven]);
  });
});

describe('Azure Cosmos DB', () => {
  const text =
    'Request rate is large: ActivityID=00000000-0000-4000-8000-000000000000, RetryAfterMs=34, Additional details=';

  test('asks for patience with OVERLOADED: an error with the text of the server, for the application to wait by', async () => {
    await using stub = await startStub();
    const limited = stub.when(select).variables({ a: 'int' });
    limited.reply(serverError.overloaded(text));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    const failure: unknown = await session.execute(select, [1]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 0x1001 });
    expect(/RetryAfterMs=(\d+)/.exec((failure as Error).message)?.[1]).toBe('34');
  });

  test('is asked again where there is another node to ask', async () => {
    await using stub = await startStub({ ...v4Only, nodes: 2 });
    stub.when(select).variables({ a: 'int' }).reply(serverError.overloaded(text)).once();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    await allUp(cluster);
    expect((await session.execute(select, [1])).one()).toEqual({ a: 1 });
  });
});

describe('DSE and Astra', () => {
  test.each([[['3/v3', '4/v4', '5/v5-beta']], [['3/v3', '4/v4', '5/v5-beta', '65/dse-v1', '66/dse-v2']]])(
    'offer %j, and v4 is spoken',
    async (versions) => {
      await using stub = await startStub();
      offer(stub, {
        PROTOCOL_VERSIONS: versions,
        CQL_VERSION: ['3.4.5'],
        COMPRESSION: ['lz4', 'snappy'],
        PRODUCT_TYPE: ['DATASTAX_APOLLO'],
      });
      await using cluster = clusterOf(stub);
      await readsAndWrites(cluster);
      expect(cluster.protocolVersion).toBe(4);
      expect(stub.connections.map(({ protocolVersion }) => protocolVersion).every((version) => version === 4)).toBe(
        true,
      );
      expect(stub.violations).toEqual([]);
    },
  );
});
