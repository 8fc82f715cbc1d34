import { startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import { AsyncCluster, BatchStatement, ConnectionError, policies } from '../../src/index';
import { lastLimitMs } from './three-nodes';
import { keyspaceName, makeAgain, oldStatements, statements } from '../control/described-schema';

const patientOnV4 = { allowProtocolV4: true, connectTimeoutMs: lastLimitMs, requestTimeoutMs: lastLimitMs };

const hasJava11 = Object.keys(process.env).some((name) => name.startsWith('JAVA_HOME_11_'));

(hasJava11 ? describe : describe.skip)('Cassandra 3.11 [needs JAVA_HOME_11_X64: a Java 11]', () => {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await startCassandra({ provider: 'jvm', version: '3.11', tls: 'mutual', progress: false });
  });

  afterAll(() => fixture.stop());

  test('is refused at once by the version that it offers, also though it knows a beta of v5', async () => {
    const warnings: string[] = [];
    const cluster = new AsyncCluster(fixture.clusterOptions());
    cluster.on('warning', (message) => warnings.push(message));
    const error: unknown = await cluster.connect().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      code: 'UNSUPPORTED_PROTOCOL_VERSION',
      message: expect.stringContaining('Connected with protocol v4 but v5+ is required.') as string,
    });
    expect(warnings).toEqual([]);
    await cluster.shutdown();
  });

  test('speaks v4 over TLS with a client that opts in: prepared writes, batches, reads, streams', async () => {
    await using cluster = new AsyncCluster({ ...fixture.clusterOptions(), ...patientOnV4 });
    const session = await cluster.connect(undefined, { timeoutMs: lastLimitMs });
    expect(cluster.protocolVersion).toBe(4);
    const replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
    await session.execute(`CREATE KEYSPACE older WITH replication = ${replication}`);
    await session.execute('CREATE TABLE older.t (k int, c int, v text, PRIMARY KEY (k, c))');
    await session.setKeyspace('older');
    const insert = await session.prepare('INSERT INTO t (k, c, v) VALUES (?, ?, ?)');
    await session.execute(insert, [1, 0, 'v0']);
    const batch = new BatchStatement();
    for (let c = 1; c < 100; c++) batch.add(insert, [1, c, `v${c}`]);
    await session.executeBatch(batch);
    expect((await session.execute('SELECT v FROM t WHERE k = ? AND c = ?', [1, 7])).one()).toEqual({ v: 'v7' });
    const seen: unknown[] = [];
    const stream = await session.executeStream('SELECT v FROM t WHERE k = ?', [1], { fetchSize: 10 });
    for await (const row of stream) seen.push(row['v']);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, c) => `v${c}`));
  });

  test('speaks v4 over TLS again after it was killed, in the keyspace of each session', async () => {
    await using cluster = new AsyncCluster({
      ...fixture.clusterOptions(),
      ...patientOnV4,
      reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(200),
    });
    const session = await cluster.connect('older', { timeoutMs: lastLimitMs });
    const insert = await session.prepare('INSERT INTO t (k, c, v) VALUES (2, ?, ?)');
    await session.execute(insert, [0, 'before']);
    const isDown = new Promise((resolve) => cluster.once('nodeDown', resolve));
    await fixture.node(0).kill();
    await isDown;
    const isUp = new Promise((resolve) => cluster.once('nodeUp', resolve));
    await fixture.node(0).start();
    await isUp;
    await session.execute(insert, [1, 'after']);
    const other = await cluster.connect('system', { timeoutMs: lastLimitMs });
    expect((await other.execute('SELECT release_version FROM local')).one()!['release_version']).toMatch(/^3\.11\./);
    // A killed server may have forgotten the other row: it writes its log to the disk every ten seconds.
    const { rows } = await session.execute('SELECT v FROM t WHERE k = 2 AND c = 1');
    expect(rows).toEqual([{ v: 'after' }]);
  });

  test('has its schema described from its tables: executed again, the text gives the same schema', async () => {
    const options = { ...patientOnV4, encoding: { map: Map, set: Set } };
    await using cluster = new AsyncCluster({ ...fixture.clusterOptions(), ...options });
    const session = await cluster.connect(undefined, { timeoutMs: lastLimitMs });
    const { before, after, texts } = await makeAgain(session, [...statements, ...oldStatements], () =>
      cluster.metadata.describe(keyspaceName),
    );
    expect(after).toEqual(before);
    expect(texts[1]).toBe(texts[0]);
  });
});
