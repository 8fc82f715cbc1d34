import { pages, rows, serverError, voidResult, type CqlStubOptions } from '@async-cassandra/testing';
import {
  BatchStatement,
  ConnectionLostError,
  NoHostAvailableError,
  OperationTimedOutError,
  OverloadError,
  policies,
  ReadTimeoutError,
  SimpleStatement,
  types,
  UnavailableError,
  type AsyncClusterOptions,
} from '../../src/index';
import { connectStub, type ConnectedStub } from './connected-stub';

const connect = (options: AsyncClusterOptions = {}, stubOptions: CqlStubOptions = {}): Promise<ConnectedStub> =>
  connectStub(options, stubOptions, /./);

function write(query: string, isIdempotent?: boolean): SimpleStatement {
  return new SimpleStatement(query, isIdempotent === undefined ? {} : { isIdempotent });
}

const insert = 'INSERT INTO t (a) VALUES (1)';
const threeNodes: CqlStubOptions = { nodes: 3 };

describe('a request whose connection is lost', () => {
  test('goes to the next node when it reads', async () => {
    await using it = await connect({}, threeNodes);
    it.stub.when('SELECT a').once().reset();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    const { executionInfo, length } = await it.session.execute('SELECT a');
    expect(length).toBe(1);
    expect(executionInfo.attempts.map(({ outcome }) => outcome)).toEqual(['ConnectionLostError', 'success']);
    const asked = it.stub.executions.filter(({ query }) => query === 'SELECT a').map(({ node }) => node);
    expect(new Set(asked).size).toBe(2);
  });

  test('is not sent again when it writes and may have been applied, unless it is idempotent', async () => {
    await using it = await connect({}, threeNodes);
    it.stub.when(insert).once().reset();
    const failure: unknown = await it.session.execute(insert).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionLostError);
    expect(failure).toMatchObject({ written: true, executionInfo: { attempts: [{ outcome: 'ConnectionLostError' }] } });
    expect(it.stub.executions.filter(({ query }) => query === insert)).toHaveLength(1);
    it.stub.when(insert).once().reset();
    await it.session.execute(write(insert, true));
    expect(it.stub.executions.filter(({ query }) => query === insert)).toHaveLength(3);
  });

  test('waits for the connection to come back when there is no other node', async () => {
    await using it = await connect();
    it.stub.when('SELECT a').once().reset();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    const { executionInfo } = await it.session.execute('SELECT a');
    expect(executionInfo.attempts).toHaveLength(2);
  });

  test('fails with the reason of each node when none can be connected to', async () => {
    const reconnectionPolicy = new policies.reconnection.ConstantReconnectionPolicy(60_000);
    await using it = await connect({ reconnectionPolicy });
    const down = new Promise((resolve) => it.cluster.once('nodeDown', resolve));
    await it.stub.node(0).stop();
    await down;
    const failure: unknown = await it.session.execute('SELECT a').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NoHostAvailableError);
    expect((failure as NoHostAvailableError).innerErrors).toEqual({
      [it.stub.node(0).endpoint]: expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') }),
    });
  });
});

describe('an error of the server', () => {
  test('is retried by the policy up to its limit, then rethrown', async () => {
    await using it = await connect();
    it.stub.when('SELECT a').reply(serverError.readTimeout({ received: 2, required: 2, dataPresent: false }));
    const failure: unknown = await it.session.execute('SELECT a').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ReadTimeoutError);
    expect(it.stub.executions.filter(({ query }) => query === 'SELECT a')).toHaveLength(4);
    expect((failure as ReadTimeoutError).executionInfo!.attempts).toHaveLength(4);
  });

  test.each([
    [
      'ReadTimeoutError',
      serverError.readTimeout({ consistency: 'SERIAL', received: 0, required: 2, dataPresent: false }),
    ],
    ['CasWriteUnknownError', serverError.casWriteUnknown()],
    ['WriteTimeoutError', serverError.writeTimeout({ consistency: 'SERIAL', writeType: 'CAS', contentions: 1 })],
  ])('of a read at SERIAL, %s, is retried on the next node', async (name, reply) => {
    await using it = await connect({}, threeNodes);
    it.stub.when('SELECT a').once().reply(reply);
    const { executionInfo } = await it.session.execute('SELECT a', [], { consistency: types.consistencies.serial });
    expect(executionInfo.attempts.map(({ outcome }) => outcome)).toEqual([name, 'success']);
    expect(new Set(executionInfo.attempts.map(({ node }) => node)).size).toBe(2);
  });

  test('moves to the next node where the policy says so, and is rethrown when there is none left', async () => {
    await using it = await connect({}, threeNodes);
    it.stub.when('SELECT a').once().reply(serverError.overloaded());
    const moved = await it.session.execute('SELECT a');
    expect(new Set(moved.executionInfo.attempts.map(({ node }) => node)).size).toBe(2);
    it.stub.when('SELECT b').reply(serverError.unavailable({ required: 2, alive: 1 }));
    await expect(it.session.execute('SELECT b')).rejects.toThrow(UnavailableError);
  });
});

describe('a prepared statement', () => {
  test('is prepared again on a node that has forgotten it, once for all who find it so', async () => {
    await using it = await connect();
    it.stub
      .when('SELECT a FROM t WHERE k = ?')
      .variables({ k: 'int' })
      .reply(rows({ a: 'int' }, [[7]]));
    const prepared = await it.session.prepare('SELECT a FROM t WHERE k = ?');
    it.stub.node(0).forgetPrepared();
    const results = await Promise.all(Array.from({ length: 20 }, (_, k) => it.session.execute(prepared, [k])));
    expect(results.map((result) => result.one()!['a'])).toEqual(Array.from({ length: 20 }, () => 7));
    const prepares = it.stub.requests.filter(({ opcode }) => opcode === 'PREPARE');
    expect(prepares).toHaveLength(2);
    expect(results[0]!.executionInfo.attempts.map(({ outcome }) => outcome)).toEqual(['UnpreparedError', 'success']);
  });

  test.each([1, 4, 40])('is prepared on nodes that know none of the %i texts of a batch', async (count) => {
    await using it = await connect({}, threeNodes);
    const texts = Array.from({ length: count }, (_, i) => `INSERT INTO t${i} (k) VALUES (?)`);
    for (const text of texts) it.stub.when(text).variables({ k: 'int' });
    for (const { endpoint } of it.cluster.nodes) {
      const batch = new BatchStatement();
      for (const text of texts) batch.add(text, [1]);
      const { executionInfo } = await it.session.executeBatch(batch, { host: endpoint });
      expect(executionInfo.coordinator).toBe(endpoint);
    }
  });

  test('is executed elsewhere, once, when the node that has forgotten it cannot be told again', async () => {
    await using it = await connect({}, threeNodes);
    it.stub.when('INSERT INTO t (k) VALUES (?)').variables({ k: 'int' }).reply(voidResult());
    const prepared = await it.session.prepare('INSERT INTO t (k) VALUES (?)');
    it.stub.nodes.forEach((node) => node.forgetPrepared());
    it.stub.when({ opcode: 'PREPARE' }).once().reset();
    const { executionInfo } = await it.session.execute(prepared, [1]);
    expect(executionInfo.attempts.map(({ outcome }) => outcome)).toEqual([
      'ConnectionLostError',
      'UnpreparedError',
      'success',
    ]);
  });

  test('is prepared again ahead of the crowd that waits to be written', async () => {
    await using it = await connect();
    const rule = it.stub
      .when(/^INSERT/)
      .variables({ k: 'blob' })
      .reply(voidResult());
    const prepared = await it.session.prepare('INSERT INTO t (k) VALUES (?)');
    it.stub.node(0).forgetPrepared();
    const content = Buffer.alloc(2 * 1024 * 1024);
    await Promise.all(Array.from({ length: 20 }, () => it.session.execute(prepared, [content])));
    expect(rule.hits).toBe(20);
  });

  test('is prepared again for a batch as well', async () => {
    await using it = await connect();
    it.stub.when('INSERT INTO t (k) VALUES (?)').variables({ k: 'int' }).reply(voidResult());
    const prepared = await it.session.prepare('INSERT INTO t (k) VALUES (?)');
    it.stub.node(0).forgetPrepared();
    await it.session.executeBatch(new BatchStatement().addAll(prepared, [[1], [2]]));
    expect(it.stub.requests.filter(({ opcode }) => opcode === 'PREPARE')).toHaveLength(2);
  });

  test('that cannot be made for a batch rejects once, whatever else is wrong with the batch', async () => {
    await using it = await connect();
    const [known, broken] = ['INSERT INTO t (k) VALUES (?)', 'INSERT INTO broken (k) VALUES (?)'];
    it.stub.when(known).variables({ k: 'int' }).reply(voidResult());
    const refused = it.stub.when({ opcode: 'PREPARE', query: broken }).reply(serverError.syntax());
    await it.session.prepare(known);
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const batch = new BatchStatement().add(broken, [1]).add(known, [1, 2]);
    await expect(it.session.executeBatch(batch)).rejects.toThrow(TypeError);
    await expect(it.session.prepare(broken)).rejects.toThrow();
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(refused.hits).toBeGreaterThan(0);
    expect(unhandled).not.toHaveBeenCalled();
  });

  const onV5 = process.env['CASSANDRA_PROTOCOL_VERSION'] === '4' ? test.skip : test;
  onV5(
    'is decoded with the columns that the request named, whatever other requests learnt meanwhile [needs v5]',
    async () => {
      await using it = await connect();
      const query = 'SELECT * FROM t';
      const rule = it.stub
        .when(query)
        .hold()
        .reply(rows({ a: 'int' }, [[1]]), rows({ a: 'int', b: 'text' }, [[1, 'new']]));
      const prepared = await it.session.prepare(query);
      const before = it.session.execute(prepared);
      const after = it.session.execute(prepared);
      await rule.received(2);
      rule.release();
      expect({ ...(await before).one() }).toEqual({ a: 1 });
      expect({ ...(await after).one() }).toEqual({ a: 1, b: 'new' });
      expect(prepared.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    },
  );
});

describe('time and cancellation', () => {
  test('a request that is not answered in time fails with OperationTimedOutError and the node that owes the answer', async () => {
    await using it = await connect();
    it.stub.when('SELECT a').drop();
    const failure: unknown = await it.session
      .execute('SELECT a', [], { timeoutMs: 50 })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperationTimedOutError);
    expect((failure as Error).message).toContain(it.stub.node(0).endpoint);
    expect(it.cluster.nodes[0]!.inFlight).toBe(0);
  });

  test('time in the queue counts', async () => {
    await using it = await connect({ maxConcurrentRequests: 1 });
    it.stub.when('SELECT a').hold().reply(voidResult());
    const first = it.session.execute('SELECT a').catch((error: unknown) => error);
    const queued = it.session.execute('SELECT b', [], { timeoutMs: 50 });
    await expect(queued).rejects.toThrow(/while it was queued within 50 ms/);
    expect(it.session.requests).toEqual({ inFlight: 1, queued: 0 });
    expect(it.stub.executions.map(({ query }) => query)).not.toContain('SELECT b');
    await it.cluster.shutdown();
    await first;
  });

  test('an aborted signal ends a request, sent or queued, with its reason and leaves no listener', async () => {
    await using it = await connect({ maxConcurrentRequests: 1 });
    const held = it.stub.when('SELECT a').hold().reply(voidResult());
    const giveUp = new AbortController();
    const outcomes = ['SELECT a', 'SELECT b'].map((query) =>
      it.session.execute(query, [], { signal: giveUp.signal }).catch((error: unknown) => error),
    );
    await held.received();
    const reason = new Error('enough');
    giveUp.abort(reason);
    expect(await Promise.all(outcomes)).toEqual([reason, reason]);
    expect(it.session.requests).toEqual({ inFlight: 0, queued: 0 });
    held.release();
    await expect(it.session.execute('SELECT c')).resolves.toBeDefined();
  });

  test('a signal that is aborted already sends nothing', async () => {
    await using it = await connect();
    const reason = new Error('before');
    await expect(it.session.execute('SELECT a', [], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(it.stub.executions.map(({ query }) => query)).not.toContain('SELECT a');
  });
});

describe('admission', () => {
  test('queues beyond maxConcurrentRequests in order, and refuses beyond maxQueuedRequests', async () => {
    await using it = await connect({ maxConcurrentRequests: 2, maxQueuedRequests: 3 });
    const held = it.stub
      .when(/SELECT \d/)
      .hold()
      .reply(voidResult());
    const outcomes = Array.from({ length: 7 }, (_, i) =>
      it.session.execute(`SELECT ${i}`).catch((error: unknown) => error),
    );
    expect(it.session.requests).toEqual({ inFlight: 2, queued: 3 });
    await held.received(2);
    held.release();
    const settled = await Promise.all(outcomes);
    expect(settled.map((outcome) => outcome instanceof OverloadError)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    const sent = it.stub.executions.map(({ query }) => query).filter((query) => /SELECT \d/.test(query!));
    expect(sent).toEqual(['SELECT 0', 'SELECT 1', 'SELECT 2', 'SELECT 3', 'SELECT 4']);
  });

  test('waits when every stream id of the only connection is taken, and goes on when one is free', async () => {
    await using it = await connect({ maxRequestsPerConnection: 4 });
    const held = it.stub
      .when(/SELECT \d/)
      .hold()
      .reply(voidResult());
    const requests = Array.from({ length: 10 }, (_, i) => it.session.execute(`SELECT ${i}`));
    await held.received(4);
    expect(it.session.requests).toEqual({ inFlight: 4, queued: 6 });
    held.release();
    await Promise.all(requests);
    expect(held.hits).toBe(10);
  });

  test('leaves a node that is full to the side while others have room', async () => {
    await using it = await connect({ maxRequestsPerConnection: 2 }, threeNodes);
    const held = it.stub
      .when(/SELECT \d/)
      .hold()
      .reply(voidResult());
    const requests = Array.from({ length: 6 }, (_, i) => it.session.execute(`SELECT ${i}`));
    const received = await held.received(6);
    expect(received.map(({ node }) => node).sort()).toEqual([0, 0, 1, 1, 2, 2]);
    held.release();
    await Promise.all(requests);
  });

  test('bounds memory when 100,000 requests meet a connection that takes nothing, and answers each of them', async () => {
    await using it = await connect({ requestTimeoutMs: 2000 });
    it.stub.node(0).pauseReading();
    // Nobody reads these 100,000 stacks, and Jest looks up each line of them in the source maps: that is most of what the test costs.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const outcomes = new Map<string, number>();
    const count = (name: string): void => void outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    await Promise.all(
      Array.from({ length: 100_000 }, (_, i) =>
        it.session.execute(`SELECT ${i}`).then(
          () => count('answered'),
          (error: Error) => count(error.name),
        ),
      ),
    );
    Error.stackTraceLimit = stackTraceLimit;
    expect(Object.fromEntries(outcomes)).toEqual({ OperationTimedOutError: 2048 + 65_536, OverloadError: 32_416 });
    it.stub.node(0).resumeReading();
  });
});

describe('speculative execution', () => {
  const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(20, 2);

  test('asks another node too when an idempotent request is slow, and takes the first answer', async () => {
    await using it = await connect({ speculativeExecutionPolicy }, threeNodes);
    it.stub.when('SELECT a').once().drop();
    it.stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]));
    const { executionInfo, length } = await it.session.execute(write('SELECT a', true));
    expect(length).toBe(1);
    expect(executionInfo.speculativeExecutions).toBe(1);
    expect(executionInfo.attempts.map(({ outcome }) => outcome).at(-1)).toBe('success');
  });

  test('never happens for a request that is not marked idempotent', async () => {
    await using it = await connect({ speculativeExecutionPolicy }, threeNodes);
    it.stub.when(insert).drop();
    await expect(it.session.execute(insert, [], { timeoutMs: 200 })).rejects.toThrow(OperationTimedOutError);
    expect(it.stub.executions.filter(({ query }) => query === insert)).toHaveLength(1);
  });
});

describe('pages', () => {
  test('that are empty lose no row, wherever they come', async () => {
    await using it = await connect();
    it.stub.when('SELECT a').reply(pages({ a: 'int' }, [[], [[1]], [], [], [[2], [3]], []]));
    const result = await it.session.execute('SELECT a');
    expect(result.rows.map(({ a }) => a)).toEqual([1, 2, 3]);
  });
});
