// What the documentation of the Python package promises and a real server does not show on demand. docs/migration/python.md says which test
// is for what.
import { CqlStub, serverError, voidResult, type CqlStubOptions } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AuthenticationError,
  BatchStatement,
  ConnectionError,
  SimpleStatement,
  TimeoutError,
  WriteTimeoutError,
  type AsyncCassandraSession,
} from '../../src/index';

interface Connected extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly session: AsyncCassandraSession;
}

async function connect(options?: CqlStubOptions): Promise<Connected> {
  const stub = await CqlStub.start(options);
  stub.when(/./).reply(voidResult());
  const cluster = new AsyncCluster(stub.clusterOptions());
  const session = await cluster.connect();
  return {
    stub,
    session,
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

const insert = 'INSERT INTO users (id) VALUES (?)';

describe('AsyncCluster.createWithAuth', () => {
  test('logs in, takes further options, and fails with an AuthenticationError where the password is wrong', async () => {
    await using stub = await CqlStub.start({ credentials: { username: 'ada', password: 'secret' } });
    const { contactPoints, port, localDatacenter } = stub.clusterOptions();
    const options = { port, localDatacenter };
    await using cluster = AsyncCluster.createWithAuth(contactPoints, 'ada', 'secret', options);
    await expect(cluster.connect()).resolves.toMatchObject({ isClosed: false });
    await using wrong = AsyncCluster.createWithAuth(contactPoints, 'ada', 'hunter2', options);
    await expect(wrong.connect()).rejects.toThrow(AuthenticationError);
  });
});

describe('connect', () => {
  test('fails with a ConnectionError that names the version where the server is too old', async () => {
    await using stub = await CqlStub.start({ protocolVersions: [3, 4] });
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const failure = cluster.connect();
    await expect(failure).rejects.toThrow(ConnectionError);
    await expect(failure).rejects.toThrow(/Connected with protocol v4 but v5\+ is required/);
  });
});

describe('a custom payload', () => {
  test('goes with a text, a batch and PREPARE, and comes back with the result', async () => {
    await using it = await connect();
    const customPayload = { request: Buffer.from('from us') };
    const answer = { response: Buffer.from('from the server') };
    it.stub.when('SELECT a').reply(voidResult().withCustomPayload(answer));
    const result = await it.session.execute('SELECT a', [], { customPayload });
    await it.session.executeBatch(new BatchStatement().add('INSERT b'), { customPayload });
    await it.session.prepare('SELECT c', { customPayload });
    expect(result.executionInfo.customPayload).toEqual(answer);
    const sent = it.stub.requests.filter((request) => request.customPayload !== undefined);
    expect(sent.map(({ opcode }) => opcode)).toEqual(['QUERY', 'BATCH', 'PREPARE']);
    for (const request of sent) expect(request.customPayload).toEqual(customPayload);
  });

  test('carries the role of executeAs', async () => {
    await using it = await connect();
    await it.session.execute('SELECT a', [], { executeAs: 'ada' });
    expect(it.stub.executions.at(-1)!.customPayload).toEqual({ ProxyExecute: Buffer.from('ada') });
  });
});

describe('prepare', () => {
  test('fails with a TimeoutError after its timeoutMs', async () => {
    await using it = await connect();
    it.stub.when({ opcode: 'PREPARE' }).drop();
    await expect(it.session.prepare('SELECT a', { timeoutMs: 20 })).rejects.toThrow(TimeoutError);
  });
});

describe('a write that timed out', () => {
  const timedOut = serverError.writeTimeout({ writeType: 'SIMPLE' });
  const batchTimedOut = serverError.writeTimeout({ writeType: 'BATCH' });

  test('is sent again where its simple statement is marked idempotent, and nowhere else', async () => {
    await using it = await connect();
    for (const isIdempotent of [undefined, false]) {
      it.stub.when('INSERT a').once().reply(timedOut);
      const statement = new SimpleStatement('INSERT a', isIdempotent === undefined ? {} : { isIdempotent });
      await expect(it.session.execute(statement)).rejects.toThrow(WriteTimeoutError);
    }
    it.stub.when('INSERT a').once().reply(timedOut);
    const { executionInfo } = await it.session.execute(new SimpleStatement('INSERT a', { isIdempotent: true }));
    expect(executionInfo.attempts.map(({ outcome }) => outcome)).toEqual(['WriteTimeoutError', 'success']);
  });

  test('is sent again where its prepared statement is marked idempotent', async () => {
    await using it = await connect();
    it.stub.when(insert).variables({ id: 'int' }).reply(voidResult());
    const prepared = await it.session.prepare(insert);
    it.stub.when(insert).once().reply(timedOut);
    await expect(it.session.execute(prepared, [1])).rejects.toThrow(WriteTimeoutError);
    prepared.isIdempotent = true;
    it.stub.when(insert).once().reply(timedOut);
    const { executionInfo } = await it.session.execute(prepared, [1]);
    expect(executionInfo.attempts).toHaveLength(2);
  });

  test('is sent again where its batch is marked idempotent', async () => {
    await using it = await connect();
    const batch = new BatchStatement().add('INSERT a').add('INSERT b');
    it.stub.when({ opcode: 'BATCH' }).once().reply(batchTimedOut);
    await expect(it.session.executeBatch(batch)).rejects.toThrow(WriteTimeoutError);
    batch.isIdempotent = true;
    it.stub.when({ opcode: 'BATCH' }).once().reply(batchTimedOut);
    const { executionInfo } = await it.session.executeBatch(batch);
    expect(executionInfo.attempts).toHaveLength(2);
  });
});
