// What a server sends cannot draw on a terminal, nor make lines of its own in a log.
import { CqlStub, rawReply, rows, serverError, voidResult, type Reply } from '@async-cassandra/testing';
import { AsyncCluster, policies } from '../../src/index';

const hostile = 'no\x1b[2J\r\n2026-01-01 INFO all is well\0\x7f\x9b31m\u2028\u202e';
const visible = 'no\\x1b[2J\\r\\n2026-01-01 INFO all is well\\x00\\x7f\\x9b31m\\u2028\\u202e';

/** Length, then UTF-8: a [string] of the protocol. */
function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

const codes = [0x0000, 0x000a, 0x0100, 0x1001, 0x1002, 0x1003, 0x1600, 0x2000, 0x2100, 0x2200, 0x2300, 0x7777] as const;

const answers: [string, Reply][] = [
  ...codes.map((code): [string, Reply] => [`code 0x${code.toString(16)}`, serverError.custom(code, hostile)]),
  [
    'the keyspace of a function',
    serverError.functionFailure({ keyspace: hostile, functionName: hostile, message: hostile }),
  ],
  ['a table that exists', serverError.alreadyExists({ keyspace: hostile, table: hostile, message: hostile })],
  ['a statement that is not prepared', serverError.unprepared(Buffer.from('id'), hostile)],
  ['the type of a write', serverError.writeTimeout({ writeType: hostile as never })],
  ['the type of a write that failed', serverError.writeFailure({ writeType: hostile as never })],
  ['the name of a column', rows({ [hostile]: 'int' }, [[Buffer.from([1])]])],
];

async function connect(stub: CqlStub): Promise<AsyncCluster> {
  const cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    retryPolicy: new policies.retry.FallthroughRetryPolicy(),
  });
  await cluster.connect();
  return cluster;
}

const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('It did not fail')),
    (error: Error) => error,
  );

describe('a text of a server', () => {
  test.each(answers)('is shown with escapes in the message of an error: %s', async (_, reply) => {
    await using stub = await CqlStub.start();
    stub.when('SELECT a').reply(reply);
    await using cluster = await connect(stub);
    const error = await failureOf((await cluster.connect()).execute('SELECT a').then(({ rows: [row] }) => row!.get(0)));
    expect(error.message).toContain(visible);
    expect(error.stack).not.toContain(hostile);
  });

  test('is shown with escapes in warnings', async () => {
    await using stub = await CqlStub.start();
    stub.when('SELECT a').reply(voidResult().withWarnings(hostile, 'plain'));
    await using cluster = await connect(stub);
    const { executionInfo } = await (await cluster.connect()).execute('SELECT a');
    expect(executionInfo.warnings).toEqual([visible, 'plain']);
  });

  test.each([
    ['an authenticator', 0x03, string(hostile)],
    ['refused credentials', 0x00, Buffer.concat([Buffer.from([0, 0, 1, 0]), string(hostile)])],
    ['an error of the handshake', 0x00, Buffer.concat([Buffer.from([0, 0, 0, 0]), string(hostile)])],
  ])('is shown with escapes where a connection cannot be opened: %s', async (_, opcode, body) => {
    await using stub = await CqlStub.start();
    stub.when({ opcode: 'STARTUP' }).reply(rawReply(opcode, body));
    const cluster = new AsyncCluster({ ...stub.clusterOptions(), connectTimeoutMs: 5000 });
    const error = await failureOf(cluster.connect());
    await cluster.shutdown();
    for (let at: unknown = error; at instanceof Error; at = at.cause) expect(at.message).toContain(visible);
  });

  test('is shown with escapes in the name of a datacenter', async () => {
    await using stub = await CqlStub.start({ nodes: [{ datacenter: hostile }] });
    const cluster = new AsyncCluster({ ...stub.clusterOptions(), localDatacenter: 'elsewhere' });
    const error = await failureOf(cluster.connect());
    await cluster.shutdown();
    expect(error.message).toContain(visible);
  });

  test('is shown with escapes in the name of a parameter', async () => {
    await using stub = await CqlStub.start();
    stub
      .when('SELECT a FROM t WHERE a = ?')
      .variables({ [hostile]: 'int' })
      .reply(voidResult());
    await using cluster = await connect(stub);
    const session = await cluster.connect();
    for (const parameters of [['no number'], { other: 1 }]) {
      const error = await failureOf(session.execute('SELECT a FROM t WHERE a = ?', parameters));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(visible);
    }
  });
});
