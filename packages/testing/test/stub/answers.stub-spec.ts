import { CqlStub } from '../../src/stub/cql-stub';
import { authChallenge, voidResult } from '../../src/stub/reply';
import { rows } from '../../src/stub/rows-reply';
import { serverError } from '../../src/stub/server-error';
import { byte, bytes, image, int, long, longString, short, shortBytes, string, text } from '../wire-image';
import { opcodes, RawClient, type RawEnvelope } from './raw-client';

const codeOf = (answer: RawEnvelope): number | null =>
  answer.opcode === opcodes.ERROR ? answer.body.readInt32BE() : null;
const kindOf = (answer: RawEnvelope): number | null =>
  answer.opcode === opcodes.RESULT ? answer.body.readInt32BE() : null;
const [VOID, ROWS] = [1, 2];

async function prepare(client: RawClient, query: string): Promise<{ id: Buffer; metadataId: Buffer; rest: Buffer }> {
  const { opcode, body } = await client.ask(opcodes.PREPARE, [longString(query), int(0)]);
  if (opcode !== opcodes.RESULT) {
    throw new Error(body.toString());
  }
  const id = body.subarray(6, 6 + body.readUInt16BE(4));
  const metadataId = body.subarray(8 + id.length, 8 + id.length + body.readUInt16BE(6 + id.length));
  return { id, metadataId, rest: body.subarray(8 + id.length + metadataId.length) };
}

describe('the rules of a stub', () => {
  it('are used once first, in the order written, then the latest of the others', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub.when(/SELECT/).reply(serverError.overloaded());
    stub.when('SELECT a').reply(serverError.truncate());
    stub.when('SELECT a').once().reply(serverError.server());
    stub.when('SELECT a').times(2).reply(serverError.syntax());
    const codes: (number | null)[] = [];
    for (let count = 0; count < 5; count++) {
      codes.push(codeOf(await client.askQuery('SELECT a')));
    }
    expect(codes).toEqual([0x0000, 0x2000, 0x2000, 0x1003, 0x1003]);
    expect(codeOf(await client.askQuery('SELECT b'))).toBe(0x1001);
  });

  it('reply in turn, the last for all that follow', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    const rule = stub.when('SELECT a').reply(serverError.overloaded(), voidResult());
    const answers = [];
    for (let count = 0; count < 3; count++) {
      answers.push(codeOf(await client.askQuery('SELECT a')));
    }
    expect(answers).toEqual([0x1001, null, null]);
    expect(rule.hits).toBe(3);
    expect(await rule.received(3)).toHaveLength(3);
  });

  it('reply through a function, also one that waits', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub.when('SELECT a').reply(({ streamId }) => serverError.server(`stream ${streamId}`));
    stub.when('SELECT b').reply(async () => Promise.resolve(voidResult()));
    stub.when('SELECT c').reply(() => {
      throw new Error('a mistake in the script');
    });
    expect((await client.askQuery('SELECT a', { streamId: 5 })).body).toEqual(image(int(0), string('stream 5')));
    expect(kindOf(await client.askQuery('SELECT b'))).toBe(VOID);
    expect((await client.askQuery('SELECT c')).body.toString()).toContain('a mistake in the script');
  });

  it('answer other opcodes where they name them', async () => {
    await using stub = await CqlStub.start({ credentials: { username: 'u', password: 'p' } });
    await using client = await RawClient.connect(stub);
    stub
      .when({ opcode: 'AUTH_RESPONSE' })
      .once()
      .reply(authChallenge(text('who?')));
    stub.when({ opcode: 'OPTIONS' }).once().reply(serverError.server());
    expect(codeOf(await client.ask(opcodes.OPTIONS, []))).toBe(0);
    await client.ask(opcodes.STARTUP, [short(0)]);
    client.useSegments();
    const challenge = await client.ask(opcodes.AUTH_RESPONSE, [bytes(text(''))]);
    expect([challenge.opcode, challenge.body]).toEqual([0x0e, bytes(text('who?'))]);
    const success = await client.ask(opcodes.AUTH_RESPONSE, [bytes(text('\0u\0p'))]);
    expect(success.opcode).toBe(opcodes.AUTH_SUCCESS);
  });

  it('leave what they do not mean with an error that shows it', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    const answer = await client.askQuery('SELECT nobody');
    expect(answer.body).toEqual(image(int(0x2200), string('The CQL stub has no answer for: SELECT nobody')));
  });
});

describe('prepared statements of a stub', () => {
  const query = 'SELECT a FROM t WHERE k = ? AND c = ?';

  it('have the variables, partition key and columns of the script', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub
      .when(query)
      .variables({ c: 'text', k: 'int' }, { partitionKey: ['k'], keyspace: 'app', table: 't' })
      .reply(rows({ a: 'int' }, [[1]], { keyspace: 'app', table: 't' }));
    const { rest } = await prepare(client, query);
    expect(rest).toEqual(
      image(
        ...[int(0x0001), int(2), int(1), short(1)],
        ...[string('app'), string('t'), string('c'), short(13), string('k'), short(9)],
        ...[int(0x0001), int(1), string('app'), string('t'), string('a'), short(9)],
      ),
    );
  });

  it('have no result metadata where there are no rows', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub.when('INSERT').reply(voidResult());
    const { rest } = await prepare(client, 'INSERT');
    expect(rest).toEqual(image(int(0), int(0), int(0), int(0x0004), int(0)));
  });

  it('need the types of their markers', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub.when(/SELECT/).reply(rows({ a: 'int' }));
    await expect(prepare(client, query)).rejects.toThrow(".variables({ name: 'type', ... }) for the 2 bind marker(s)");
  });

  it('are known to their node alone, until it starts again', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    await using first = await RawClient.ready(stub.node(0));
    await using second = await RawClient.ready(stub.node(1));
    stub
      .when(/SELECT/)
      .variables({ k: 'int', c: 'text' })
      .reply(rows({ a: 'int' }, [[1]]));
    const { id, metadataId } = await prepare(first, query);
    const execute = [shortBytes(id), shortBytes(metadataId), short(1), int(0x0002)];
    expect(kindOf(await first.ask(opcodes.EXECUTE, execute))).toBe(ROWS);
    expect(stub.executions.at(-1)).toMatchObject({ query, preparedId: id });

    const unprepared = await second.ask(opcodes.EXECUTE, execute);
    expect(codeOf(unprepared)).toBe(0x2500);
    expect(unprepared.body.subarray(-2 - id.length)).toEqual(shortBytes(id));

    await stub.node(0).stop();
    await stub.node(0).start();
    await using again = await RawClient.ready(stub.node(0));
    expect(codeOf(await again.ask(opcodes.EXECUTE, execute))).toBe(0x2500);
    const batch = [byte(0), short(1), byte(1), shortBytes(id), short(0), short(1), int(0)];
    expect(codeOf(await again.ask(0x0d, batch))).toBe(0x2500);
  });

  it('get new metadata when their columns change', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub
      .when('SELECT a')
      .once()
      .reply(rows({ a: 'int' }, [[1]]));
    stub.when('SELECT a').reply(rows({ a: 'int', b: 'int' }, [[1, 2]]));
    const { id, metadataId } = await prepare(client, 'SELECT a');
    const execute = (known: Buffer) =>
      client.ask(opcodes.EXECUTE, [shortBytes(id), shortBytes(known), short(1), int(0x0002)]);
    const flagsOf = (answer: RawEnvelope): number => answer.body.readInt32BE(4);
    expect(flagsOf(await execute(metadataId))).toBe(0x0004);
    const changed = await execute(metadataId);
    expect(flagsOf(changed)).toBe(0x0009);
    expect(flagsOf(await execute(changed.body.subarray(14, 30)))).toBe(0x0004);
  });
});

describe('USE', () => {
  it('sets the keyspace of its connection', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    expect((await client.askQuery('USE "App"')).body).toEqual(image(int(3), string('App')));
    expect(stub.connections[0]!.keyspace).toBe('App');
    await client.askQuery('SELECT a');
    expect(stub.requests.at(-1)!.connectionKeyspace).toBe('App');
  });
});

describe('events', () => {
  it('reach the connections that registered for them', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    await using listening = await RawClient.ready(stub.node(0));
    await using deaf = await RawClient.ready(stub.node(1));
    await deaf.ask(opcodes.REGISTER, [short(1), string('SCHEMA_CHANGE')]);
    await listening.ask(opcodes.REGISTER, [short(2), string('STATUS_CHANGE'), string('TOPOLOGY_CHANGE')]);

    expect(stub.sendStatusChange('DOWN', stub.node(1))).toBe(1);
    const address = image(byte(4), byte(127), byte(0), byte(0), byte(stub.node(1).address === '127.0.0.2' ? 2 : 1));
    expect(await listening.next()).toEqual({
      version: 0x85,
      flags: 0,
      opcode: opcodes.EVENT,
      streamId: -1,
      body: image(string('STATUS_CHANGE'), string('DOWN'), address, int(stub.node(1).port)),
    });
    expect(stub.sendTopologyChange('NEW_NODE', stub.node(1))).toBe(1);
    expect((await listening.next()).body.subarray(0, 17)).toEqual(string('TOPOLOGY_CHANGE'));
    expect(stub.sendSchemaChange({ change: 'UPDATED', target: 'TABLE', keyspace: 'k', name: 't' })).toBe(1);
    expect((await deaf.next()).body).toEqual(
      image(string('SCHEMA_CHANGE'), string('UPDATED'), string('TABLE'), string('k'), string('t')),
    );
  });
});

describe('system tables', () => {
  const text13 = (name: string): Buffer => image(string(name), short(13));

  it('answer with the columns that are asked for', async () => {
    await using stub = await CqlStub.start({ clusterName: 'c' });
    await using client = await RawClient.ready(stub);
    const { body } = await client.askQuery("SELECT cluster_name AS n, key FROM system.local WHERE key = 'local'");
    const metadata = image(int(0x0001), int(2), string('system'), string('local'), text13('n'), text13('key'));
    expect(body).toEqual(image(int(ROWS), metadata, int(1), bytes(text('c')), bytes(text('local'))));
  });

  it('have each node see the others', async () => {
    await using stub = await CqlStub.start({ nodes: [{ rack: 'r1' }, { rack: 'r2' }, { rack: 'r3' }] });
    await using client = await RawClient.ready(stub.node(1));
    const { body } = await client.askQuery('SELECT rack FROM system.peers_v2');
    expect(body.subarray(-(4 + 2 * 6))).toEqual(image(int(2), bytes(text('r1')), bytes(text('r3'))));
  });

  it('know nodes that come and go', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    const countPeers = async (): Promise<bigint> =>
      (await client.askQuery('SELECT count(*) FROM system.peers_v2')).body.readBigInt64BE(
        (await client.askQuery('SELECT count(*) FROM system.peers_v2')).body.length - 8,
      );
    const node = await stub.addNode({ rack: 'r9' });
    expect(await countPeers()).toBe(1n);
    await (await RawClient.ready(node))[Symbol.asyncDispose]();
    await stub.removeNode(node);
    expect(await countPeers()).toBe(0n);
    await expect(RawClient.connect(node)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('filter by literals and by bound values', async () => {
    await using stub = await CqlStub.start({ schema: { one: {}, two: {} } });
    await using client = await RawClient.ready(stub);
    const literal = await client.askQuery(
      "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = 'two'",
    );
    expect(literal.body.subarray(-11)).toEqual(image(int(1), bytes(text('two'))));

    const query = 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?';
    const { id, metadataId } = await prepare(client, query);
    const body = [shortBytes(id), shortBytes(metadataId), short(1), int(0x0001), short(1), bytes(text('one'))];
    const bound = await client.ask(opcodes.EXECUTE, body);
    expect(bound.body.subarray(-11)).toEqual(image(int(1), bytes(text('one'))));
  });

  it('show tables whose rows the script sets', async () => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    stub.setTable('system_views.clients', [{ n: 7 }], { n: 'bigint' });
    const { body } = await client.askQuery('SELECT n FROM system_views.clients');
    expect(body.subarray(-16)).toEqual(image(int(1), bytes(long(7n))));
    expect(() => stub.setTable('system_views.other', [])).toThrow('give its columns too');
  });

  it.each([
    ['SELECT nothing FROM system.local', 'Undefined column name nothing in table system.local'],
    ['SELECT * FROM system.nothing', 'table nothing does not exist'],
    ['SELECT toJson(key) FROM system.local', 'cannot read this query'],
  ])('answer %p with an error', async (query, message) => {
    await using stub = await CqlStub.start();
    await using client = await RawClient.ready(stub);
    const answer = await client.askQuery(query);
    expect(codeOf(answer)).toBe(0x2200);
    expect(answer.body.toString()).toContain(message);
  });
});
