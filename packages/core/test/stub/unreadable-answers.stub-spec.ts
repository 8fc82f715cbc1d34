// Whatever is inside of a whole envelope is the trouble of the one request that it answers. Each kind of answer, cut at every
// byte and with every byte replaced, comes while fifty writes wait on the same connection.
import { CqlStub, rawReply, rows, voidResult, type Reply } from '@async-cassandra/testing';
import {
  AsyncCluster,
  UnreadableAnswerError,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
} from '../../src/index';
import { policies } from '../../src/index';
import { opcode } from '../../src/protocol/opcode';
import * as wire from '../../src/protocol/wire-bytes.spec-support';

const { int, short, string, bytes, shortBytes, stringList, byte } = wire;
const result = (kind: number, ...parts: Buffer[]): Buffer => wire.wire(int(kind), ...parts);
const error = (code: number, ...parts: Buffer[]): Buffer => wire.wire(int(code), string('no'), ...parts);
const inet = wire.wire(byte(4), Buffer.of(127, 0, 0, 1));

const columns = wire.wire(
  string('shop'),
  string('items'),
  wire.wire(string('id'), short(0x09)),
  wire.wire(string('names'), short(0x20), short(0x0d)),
  wire.wire(string('place'), short(0x30), string('shop'), string('place'), short(1), string('x'), short(0x12)),
  wire.wire(
    string('near'),
    short(0),
    string('org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.Int32Type , 2)'),
  ),
);
const row = wire.wire(
  bytes(int(7)),
  bytes(wire.wire(int(1), bytes(Buffer.from('ada')))),
  bytes(bytes(wire.long(5n))),
  bytes(wire.wire(int(1), int(2))),
);

/** What a server sends, by the message and its opcode. */
const answers: Readonly<Record<string, readonly [opcode: number, body: Buffer]>> = {
  rows: [opcode.result, result(2, int(1), int(4), columns, int(2), row, row)],
  'a page of rows': [opcode.result, result(2, int(3), int(4), bytes(Buffer.from('state')), columns, int(1), row)],
  void: [opcode.result, result(1)],
  'a keyspace': [opcode.result, result(3, string('shop'))],
  'a prepared statement': [
    opcode.result,
    result(
      4,
      shortBytes(Buffer.alloc(16)),
      shortBytes(Buffer.alloc(16)),
      int(1),
      int(4),
      int(1),
      short(0),
      columns,
      int(4),
      int(0),
    ),
  ],
  'a change of the schema': [
    opcode.result,
    result(5, string('UPDATED'), string('TABLE'), string('shop'), string('items')),
  ],
  UNAVAILABLE: [opcode.error, error(0x1000, short(1), int(2), int(1))],
  WRITE_TIMEOUT: [opcode.error, error(0x1100, short(1), int(0), int(1), string('CAS'), short(1))],
  READ_TIMEOUT: [opcode.error, error(0x1200, short(1), int(0), int(1), byte(0))],
  READ_FAILURE: [opcode.error, error(0x1300, short(1), int(0), int(1), int(1), inet, short(0), byte(0))],
  FUNCTION_FAILURE: [opcode.error, error(0x1400, string('shop'), string('f'), stringList('int'))],
  WRITE_FAILURE: [opcode.error, error(0x1500, short(1), int(0), int(1), int(1), inet, short(0), string('SIMPLE'))],
  CAS_WRITE_UNKNOWN: [opcode.error, error(0x1700, short(8), int(1), int(2))],
  ALREADY_EXISTS: [opcode.error, error(0x2400, string('shop'), string('items'))],
  UNPREPARED: [opcode.error, error(0x2500, shortBytes(Buffer.alloc(16)))],
  'an error of a newer server': [opcode.error, error(0x7777, Buffer.from('more'))],
  SUPPORTED: [opcode.supported, wire.wire(short(1), string('CQL_VERSION'), stringList('3.0.0'))],
  READY: [opcode.ready, Buffer.alloc(0)],
  AUTHENTICATE: [opcode.authenticate, string('a.Class')],
  AUTH_CHALLENGE: [opcode.authChallenge, bytes(Buffer.from('token'))],
  AUTH_SUCCESS: [opcode.authSuccess, bytes(null)],
};

function* damaged(body: Buffer): Generator<Buffer> {
  for (let length = 0; length < body.length; length++) yield body.subarray(0, length);
  for (let index = 0; index < body.length; index++) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const changed = Buffer.from(body);
      changed[index] = value;
      yield changed;
    }
  }
}

const write = 'INSERT INTO shop.items (id) VALUES (1)';

describe('an answer that cannot be read', () => {
  let stub: CqlStub;
  let cluster: AsyncCluster;
  let session: AsyncCassandraSession;

  async function start(options: AsyncClusterOptions = {}): Promise<void> {
    stub = await CqlStub.start({ nodes: 2 });
    cluster = new AsyncCluster({
      ...stub.clusterOptions(),
      requestTimeoutMs: 60_000,
      maxSchemaAgreementWaitMs: 1000,
      ...options,
    });
    session = await cluster.connect();
    await session.execute('SELECT key FROM system.local');
  }
  afterEach(async () => {
    await cluster.shutdown();
    await stub.close();
    expect(stub.violations).toEqual([]);
  });

  const ids = (): number[] => stub.connections.map(({ id }) => id);

  /** Runs `act` while fifty writes wait; then they all succeed, over the connections that were there before. */
  async function besideFiftyWrites(act: () => Promise<void>): Promise<void> {
    const held = stub.when(write).hold().reply(voidResult());
    const writes = Array.from({ length: 50 }, () => session.execute(write));
    await held.received(50);
    const before = ids();
    await act();
    held.release();
    await expect(Promise.all(writes)).resolves.toHaveLength(50);
    expect(held.hits).toBe(50);
    expect(ids()).toEqual(before);
  }

  test.each(Object.entries(answers))('fails its own request only: %s', async (_, [code, body]) => {
    await start({ retryPolicy: new policies.retry.FallthroughRetryPolicy() });
    await besideFiftyWrites(async () => {
      let unreadable = 0;
      for (const bodyOfAnswer of damaged(body)) {
        const rule = stub.when('SELECT odd FROM shop.items').once().reply(rawReply(code, bodyOfAnswer));
        // A change that makes another valid answer is ignored, for example another page, which is then requested.
        const failure: unknown = await session
          .execute('SELECT odd FROM shop.items', [], { maxRows: 2 })
          .catch((e: unknown) => e);
        if (failure instanceof UnreadableAnswerError) {
          unreadable++;
          expect(failure.code).toBe('UNREADABLE_ANSWER');
          expect(failure.executionInfo!.attempts).toHaveLength(1);
        } else if (failure instanceof Error) {
          expect(['CONNECTION_LOST', 'PROTOCOL_ERROR', 'CONNECTION_ERROR']).not.toContain(
            (failure as { code?: unknown }).code,
          );
          expect(failure.name).not.toBe('NoHostAvailableError');
        }
        expect(rule.hits).toBe(1);
      }
      if (code !== opcode.ready) expect(unreadable).toBeGreaterThan(0);
    });
  });

  test('fails a PREPARE only', async () => {
    await start();
    const [code, body] = answers['a prepared statement']!;
    await besideFiftyWrites(async () => {
      for (let length = 0; length < body.length; length += 3) {
        const query = `SELECT a${length} FROM shop.items WHERE id = ?`;
        const rule = stub.when({ opcode: 'PREPARE', query }).reply(rawReply(code, body.subarray(0, length)));
        await expect(session.prepare(query)).rejects.toMatchObject({ code: 'UNREADABLE_ANSWER' });
        expect(rule.hits).toBe(1);
      }
    });
  });

  test('says which column it is, of which type, and never the value; the class of a user that throws is no other case', async () => {
    class Picky {
      constructor() {
        throw new Error('of 4711');
      }
      add(): void {}
      forEach(): void {}
    }
    await start({ encoding: { set: Picky } });
    stub.when('SELECT set').reply(rows({ id: 'int', tags: 'set<int>' }, [[1, [4711]]]));
    stub.when('SELECT int').reply(rows({ id: 'int', n: 'int' }, [[1, Buffer.from([1])]]));
    const answer = (query: string): Promise<unknown> => session.execute(query).catch((e: unknown) => e);
    await besideFiftyWrites(async () => {
      const ofSet = await answer('SELECT set');
      expect(ofSet).toBeInstanceOf(UnreadableAnswerError);
      expect((ofSet as Error).message).toMatch(/^Column "tags" \(set<int>\) cannot be read: /);
      expect((ofSet as Error).message).not.toContain('4711');
      expect((ofSet as Error).cause).toEqual(new Error('of 4711'));
      const ofInt = await answer('SELECT int');
      expect((ofInt as Error).message).toBe(
        'Column "n" (int) cannot be read: A value has 1 bytes where its type has 4',
      );
    });
    expect(stub.executions.filter(({ query }) => query?.startsWith('SELECT'))).toHaveLength(2);
  });

  test('is that of an event: the connection goes on, the nodes are read anew, and a warning says so', async () => {
    await start({ topologyEventRefreshWindowMs: 1 });
    const warnings: string[] = [];
    const warned = new Promise<void>((resolve) => {
      cluster.on('warning', (message) => {
        warnings.push(message);
        if (warnings.length === 3) resolve();
      });
    });
    const before = ids();
    const control = stub.connections.find(({ eventTypes }) => eventTypes.length > 0)!;
    const refreshed = stub.received({ query: /system\.peers_v2/, system: true }, 2);
    const event = (...parts: Buffer[]): Reply => rawReply(opcode.event, wire.wire(...parts));
    control.send(event(string('STATUS_CHANGE'), string('UP'), byte(3)), -1);
    control.send(event(string('A_NEWER_EVENT'), string('X')), -1);
    control.send(event(), -1);
    await warned;
    await refreshed;
    expect(warnings).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('An event of the server could not be read')),
    );
    expect(ids()).toEqual(before);
  });
});
