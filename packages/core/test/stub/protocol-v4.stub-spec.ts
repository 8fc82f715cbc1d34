// Protocol v4, by opt-in: which version is spoken, what it lacks, and the keyspaces of its connections.
import {
  CqlStub,
  type CqlStubOptions,
  type ReceivedRequest,
  rows,
  schemaChange,
  serverError,
  voidResult,
} from '@async-cassandra/testing';
import {
  AsyncCluster,
  type AsyncClusterOptions,
  BatchStatement,
  ConfigurationError,
  InvalidRequestError,
} from '../../src/index';

const v4Only = { protocolVersions: [3, 4] };
const row = rows({ a: 'int' }, [[1]]);

async function startStub(options: CqlStubOptions = v4Only): Promise<CqlStub> {
  const stub = await CqlStub.start(options);
  stub
    .when(/^SELECT|^INSERT/)
    .variables({ a: 'int' })
    .reply(row);
  return stub;
}

function clusterOf(stub: CqlStub, options: AsyncClusterOptions = {}): AsyncCluster {
  return new AsyncCluster({ ...stub.clusterOptions(), allowProtocolV4: true, ...options });
}

/** connect() does not wait long for the nodes that answer late. */
const allUp = (cluster: AsyncCluster): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (cluster.nodes.every(({ isUp }) => isUp)) resolve();
    };
    cluster.on('nodeUp', check);
    check();
  });

const uses = (stub: CqlStub): readonly ReceivedRequest[] =>
  stub.requests.filter(({ query }) => query?.startsWith('USE') === true);

const keyspacesOf = (requests: readonly ReceivedRequest[]): readonly (string | undefined)[] =>
  requests.filter(({ query }) => query?.startsWith('USE') !== true).map(({ connectionKeyspace }) => connectionKeyspace);

describe('the version of the protocol', () => {
  test('is 4 where no node has 5, with the opt-in, and every message follows it', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    expect(cluster.protocolVersion).toBe(4);
    expect((await session.execute('SELECT a FROM t')).one()).toEqual({ a: 1 });
    expect((await session.execute('SELECT a FROM t WHERE a = ?', [1])).one()).toEqual({ a: 1 });
    await session.executeBatch(new BatchStatement().add('INSERT 1').add('INSERT ?', [1]));
    expect(stub.executions.map(({ opcode }) => opcode)).toEqual(['QUERY', 'EXECUTE', 'BATCH']);
    expect(stub.requests.every(({ version, segment }) => version === 4 && segment === null)).toBe(true);
    expect(stub.violations).toEqual([]);
  });

  test('is 5 where the node has it, with the opt-in too', async () => {
    await using stub = await startStub({});
    await using cluster = clusterOf(stub);
    await cluster.connect();
    expect(cluster.protocolVersion).toBe(5);
  });

  test('is 4 where it is asked for, whatever the node has', async () => {
    await using stub = await startStub({});
    await using cluster = clusterOf(stub, { protocolVersion: 4 });
    await cluster.connect();
    expect(cluster.protocolVersion).toBe(4);
  });

  test('is not known before the cluster is connected', async () => {
    await using stub = await startStub();
    expect(() => clusterOf(stub).protocolVersion).toThrow('The cluster has no protocol version before it is connected');
  });

  test('is never older than 5 without the opt-in', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub, { allowProtocolV4: false });
    await expect(cluster.connect()).rejects.toMatchObject({
      code: 'UNSUPPORTED_PROTOCOL_VERSION',
      message: expect.stringMatching(
        /^Connected with protocol v4 but v5\+ is required\. .*allowProtocolV4: true/,
      ) as string,
    });
    expect(() => new AsyncCluster({ protocolVersion: 4 })).toThrow(ConfigurationError);
    expect(() => new AsyncCluster({ protocolVersion: 4 })).toThrow(/'protocolVersion'.*'allowProtocolV4: true'/);
  });

  test('is never older than 4, with the opt-in too', async () => {
    await using stub = await startStub({ protocolVersions: [3] });
    await using cluster = clusterOf(stub);
    await expect(cluster.connect()).rejects.toMatchObject({
      code: 'UNSUPPORTED_PROTOCOL_VERSION',
      message: expect.stringMatching(/^Connected with protocol v3 but v4\+ is required\. /) as string,
    });
  });

  test('is the same for the whole cluster: a node that lacks it is down, and a warning says why', async () => {
    await using stub = await startStub({ nodes: [{}, { protocolVersions: [3, 4] }] });
    await using cluster = clusterOf(stub, { contactPoints: [stub.node(0).endpoint] });
    const warned = new Promise<readonly unknown[]>((resolve) =>
      cluster.on('warning', (...warning) => resolve(warning)),
    );
    await cluster.connect();
    const [message, error] = (await warned) as [string, Error];
    expect(message).toBe(`Could not connect to ${stub.node(1).endpoint}`);
    expect(error.message).toMatch(/offers at most protocol v4.*connected with v5.*set protocolVersion: 4/);
    expect(cluster.nodes.map(({ isUp }) => isUp)).toEqual([true, false]);
  });

  test('is that of the first node that answers, for the newer ones too', async () => {
    await using stub = await startStub({ nodes: [{ protocolVersions: [3, 4] }, {}] });
    await using cluster = clusterOf(stub, { contactPoints: [stub.node(0).endpoint] });
    await cluster.connect();
    await allUp(cluster);
    expect(stub.connections.map(({ protocolVersion }) => protocolVersion)).toEqual([4, 4, 4]);
  });

  test.each([false, true])('compresses bodies with lz4, with a password: %s', async (hasPassword) => {
    const credentials = { username: 'ada', password: 'secret' };
    await using stub = await startStub({ ...v4Only, ...(hasPassword ? { credentials } : {}) });
    const text = 'SELECT '.concat('a, '.repeat(1000));
    stub.when(text).reply(rows({ b: 'text' }, [['b'.repeat(10_000)]]));
    await using cluster = clusterOf(stub, { compression: 'lz4' });
    const session = await cluster.connect('ks');
    expect((await session.execute(text)).one()).toEqual({ b: 'b'.repeat(10_000) });
    expect(stub.executions.at(-1)!.raw.length).toBeLessThan(500);
    expect(stub.connections.every(({ usesCompression }) => usesCompression)).toBe(true);
    expect(stub.violations).toEqual([]);
  });
});

describe('what v4 lacks', () => {
  test('is refused by its name before anything is sent: nowInSeconds', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    const before = stub.requestCount;
    const options = { nowInSeconds: 7 };
    const message = /^Option 'nowInSeconds' needs protocol v5/;
    await expect(session.execute('SELECT a', [], options)).rejects.toThrow(ConfigurationError);
    await expect(session.execute('SELECT ?', [1], options)).rejects.toThrow(message);
    await expect(session.executeStream('SELECT a', [], options)).rejects.toThrow(message);
    await expect(session.executePage('SELECT a', [], options)).rejects.toThrow(message);
    await expect(session.executeBatch(new BatchStatement().add('INSERT 1'), options)).rejects.toThrow(message);
    expect(stub.requestCount).toBe(before);
  });

  test('is an id of the metadata: each answer is decoded by what it says itself', async () => {
    await using stub = await startStub();
    const reply = stub.when('SELECT * FROM t WHERE a = ?').variables({ a: 'int' });
    reply.reply(rows({ a: 'int' }, [[1]]));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    const prepared = await session.prepare('SELECT * FROM t WHERE a = ?');
    expect((await session.execute(prepared, [1])).one()).toEqual({ a: 1 });
    stub.clearScript();
    stub
      .when('SELECT * FROM t WHERE a = ?')
      .variables({ a: 'int' })
      .reply(rows({ b: 'text', a: 'int' }, [['x', 1]]));
    expect((await session.execute(prepared, [1])).one()).toEqual({ b: 'x', a: 1 });
    expect(stub.executions.every(({ skipMetadata }) => skipMetadata === false)).toBe(true);
  });

  test('is system.peers_v2: the nodes are those of system.peers, at the port of the connection', async () => {
    await using stub = await startStub({ ...v4Only, nodes: 3 });
    await using cluster = clusterOf(stub, { contactPoints: [stub.node(1).endpoint] });
    await cluster.connect();
    expect(cluster.nodes.map(({ endpoint }) => endpoint).sort()).toEqual(stub.nodes.map(({ endpoint }) => endpoint));
    await allUp(cluster);
    expect(cluster.metadata.keyspaces).toBeDefined();
  });

  test('is the reasons of replicas that failed: their number is there', async () => {
    await using stub = await startStub();
    stub.when('SELECT broken').reply(serverError.readFailure({ reasons: { '127.0.0.1': 1, '127.0.0.2': 0 } }));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await expect(session.execute('SELECT broken')).rejects.toMatchObject({ failures: 2, reasons: {} });
  });
});

describe('a keyspace on v4', () => {
  test('is that of a connection of its own: no USE on one that others use', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    const one = await cluster.connect('one');
    const other = await cluster.connect('Other');
    for (const each of [one, other, session, one]) await each.execute('SELECT a FROM t');
    expect(keyspacesOf(stub.executions)).toEqual(['one', 'Other', undefined, 'one']);
    expect(uses(stub).map(({ query }) => query)).toEqual(['USE "one"', 'USE "Other"']);
    expect(cluster.nodes[0]!.openConnections).toBe(3);
    expect(cluster.nodes[0]!.totals.connectionsOpened).toBe(3);
  });

  test('holds for texts, texts in batches and PREPARE; what is prepared has its own', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    await session.execute('SELECT a FROM t WHERE a = ?', [1]);
    await session.executeBatch(new BatchStatement().add('INSERT ?', [1]));
    await session.executeBatch(new BatchStatement().add('INSERT ?', [1]).add('INSERT 2'));
    await session.execute('SELECT a FROM t', [], { keyspace: 'other' });
    const seen = stub.requests.filter(({ opcode, query }) => opcode === 'PREPARE' || query?.startsWith('INSERT'));
    expect(seen.map(({ opcode, connectionKeyspace }) => [opcode, connectionKeyspace])).toEqual([
      ['PREPARE', 'ks'],
      ['PREPARE', 'ks'],
      ['BATCH', undefined],
      ['BATCH', 'ks'],
    ]);
    expect(keyspacesOf(stub.executions)).toEqual([undefined, undefined, 'ks', 'other']);
  });

  test('is opened once for requests that come together, and they all go on', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    const results = await Promise.all(
      Array.from({ length: 100 }, () => session.execute('SELECT a FROM t', [], { keyspace: 'ks' })),
    );
    expect(results.map((result) => result.length)).toEqual(results.map(() => 1));
    expect(uses(stub)).toHaveLength(1);
  });

  test('has as many connections as connectionsPerNode when those it has are full', async () => {
    await using stub = await startStub();
    const slow = stub.when('SELECT slow').reply(row).hold();
    await using cluster = clusterOf(stub, { connectionsPerNode: 2, maxRequestsPerConnection: 3 });
    const session = await cluster.connect('ks');
    const running = Array.from({ length: 8 }, () => session.execute('SELECT slow'));
    await stub.received('SELECT slow', 6);
    expect(uses(stub)).toHaveLength(2);
    slow.release();
    await Promise.all(running);
    expect(uses(stub)).toHaveLength(2);
  });

  test('that does not exist is the error of the server', async () => {
    await using stub = await startStub();
    stub.when('USE "nosuch"').reply(serverError.invalid("Keyspace 'nosuch' does not exist"));
    await using cluster = clusterOf(stub);
    await expect(cluster.connect('nosuch')).rejects.toThrow(InvalidRequestError);
    const session = await cluster.connect();
    await expect(session.execute('SELECT a', [], { keyspace: 'nosuch' })).rejects.toThrow(
      "Keyspace 'nosuch' does not exist",
    );
    await expect(session.setKeyspace('nosuch')).rejects.toThrow(InvalidRequestError);
    expect((await session.execute('SELECT a FROM t')).length).toBe(1);
  });

  test('is gone with a DROP of it: its connections would answer as if it were there', async () => {
    await using stub = await startStub();
    stub.when('DROP KEYSPACE ks').reply(schemaChange({ change: 'DROPPED', target: 'KEYSPACE', keyspace: 'ks' }));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await session.execute('SELECT a FROM t', [], { keyspace: 'ks' });
    await session.execute('DROP KEYSPACE ks');
    stub.when('USE "ks"').reply(serverError.invalid("Keyspace 'ks' does not exist"));
    await expect(session.setKeyspace('ks')).rejects.toThrow("Keyspace 'ks' does not exist");
  });

  test('is opened again on a node that has lost its connections', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    stub.when('SELECT held').reply(row).hold();
    const lost = session.execute('SELECT held');
    await stub.received('SELECT held');
    for (const connection of stub.connections) if (connection.keyspace === 'ks') connection.reset();
    await expect(lost).rejects.toThrow(/No node could be asked/);
    expect((await session.execute('SELECT a FROM t')).length).toBe(1);
    expect(uses(stub)).toHaveLength(2);
    expect(cluster.nodes[0]!.totals.connectionsLost).toBe(1);
  });

  test('is prepared in again where a node has forgotten the text', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect('ks');
    const prepared = await session.prepare('SELECT a FROM t WHERE a = ?');
    stub.node(0).forgetPrepared();
    expect((await session.execute(prepared, [1])).length).toBe(1);
    const keyspaces = stub.requests
      .filter(({ opcode }) => opcode === 'PREPARE')
      .map(({ connectionKeyspace }) => connectionKeyspace);
    expect(keyspaces).toEqual(['ks', 'ks']);
  });

  test('is none for a text that was prepared in none, whatever the connection of its batch', async () => {
    await using stub = await startStub();
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    const batch = new BatchStatement().add(await session.prepare('INSERT ?'), [1]).add('INSERT 2');
    stub.node(0).forgetPrepared();
    await session.executeBatch(batch, { keyspace: 'ks' });
    const seen = stub.requests.filter(({ opcode }) => opcode === 'PREPARE' || opcode === 'BATCH');
    expect(seen.map(({ opcode, connectionKeyspace }) => [opcode, connectionKeyspace])).toEqual([
      ['PREPARE', undefined],
      ['BATCH', 'ks'],
      ['PREPARE', undefined],
      ['BATCH', 'ks'],
    ]);
  });

  test('goes on with the next node where one cannot be reached', async () => {
    await using stub = await startStub({ ...v4Only, nodes: 2 });
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await allUp(cluster);
    await stub.node(0).refuseConnections();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => session.execute('SELECT a FROM t', [], { keyspace: 'ks' })),
    );
    const coordinators = answers.map(({ executionInfo }) => executionInfo.coordinator);
    expect(coordinators.every((coordinator) => coordinator === stub.node(1).endpoint)).toBe(true);
  });

  test('leaves nothing open when the cluster is shut down', async () => {
    await using stub = await startStub();
    const cluster = clusterOf(stub);
    await cluster.connect('one');
    await cluster.connect('two');
    await cluster.shutdown();
    await stub.connectionsAre(0);
  });
});

describe('writes on v4', () => {
  test('say what the server says', async () => {
    await using stub = await startStub();
    stub.when('UPDATE t').reply(voidResult());
    stub.when('INSERT late').reply(serverError.writeTimeout({ writeType: 'CAS', contentions: 3 }));
    await using cluster = clusterOf(stub);
    const session = await cluster.connect();
    await session.execute('UPDATE t');
    await expect(session.execute('INSERT late')).rejects.toMatchObject({ writeType: 'CAS', contentions: undefined });
  });
});
