// User code runs while a request is encoded: getters, iterators, toString. What it sends itself, and how it fails, is another request.
import { CqlStub, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  BatchStatement,
  ConnectionLostError,
  policies,
  type AsyncCassandraSession,
} from '../../src/index';

const insert = 'INSERT INTO shop.items (id, names) VALUES (?, ?)';

describe('a value whose getter runs user code while its request is encoded', () => {
  let stub: CqlStub;
  let cluster: AsyncCluster;
  let session: AsyncCassandraSession;

  beforeEach(async () => {
    stub = await CqlStub.start();
    stub
      .when(insert)
      .variables({ id: 'int', names: 'list<text>' }, { partitionKey: ['id'] })
      .reply(voidResult());
    cluster = new AsyncCluster(stub.clusterOptions());
    session = await cluster.connect();
    await session.execute(insert, [0, ['first']]);
  });
  afterEach(async () => {
    await cluster.shutdown();
    await stub.close();
    expect(stub.violations).toEqual([]);
  });

  /** A list whose middle element is read by `get`. */
  function list(get: () => string): string[] {
    const names = ['before', '', 'after'];
    Object.defineProperty(names, 1, { enumerable: true, get });
    return names;
  }

  /** Each insert but the first: its id and names, decoded here byte by byte. */
  const sent = (): string[] =>
    stub.executions.slice(1).map(({ values }) => {
      const [id, names] = values as [Buffer, Buffer];
      const texts: string[] = [];
      for (let at = 4; at < names.length; at += 4 + names.readInt32BE(at)) {
        texts.push(names.toString('utf8', at + 4, at + 4 + names.readInt32BE(at)));
      }
      expect(texts).toHaveLength(names.readInt32BE(0));
      return JSON.stringify([id.readInt32BE(0), texts]);
    });

  test('may execute something: both arrive as they are', async () => {
    const inner: Promise<unknown>[] = [];
    const nested = list(() => {
      inner.push(session.execute(insert, [3, ['z'.repeat(200_000)]]));
      return 'deep';
    });
    const outer = list(() => {
      inner.push(session.execute(insert, [2, nested]));
      return 'x'.repeat(5000);
    });
    await session.execute(insert, [1, outer]);
    await Promise.all(inner);
    expect(sent().sort()).toEqual(
      [
        [1, ['before', 'x'.repeat(5000), 'after']],
        [2, ['before', 'deep', 'after']],
        [3, ['z'.repeat(200_000)]],
      ].map((values) => JSON.stringify(values)),
    );
  });

  test('may execute something and then throw: what it executed arrives', async () => {
    const inner: Promise<unknown>[] = [];
    const thrown = new Error('of the getter');
    const outer = list(() => {
      inner.push(session.execute(insert, [2, ['inner']]));
      throw thrown;
    });
    await expect(session.execute(insert, [1, outer])).rejects.toBe(thrown);
    await Promise.all(inner);
    await session.execute(insert, [3, ['later']]);
    expect(sent()).toEqual(['[2,["inner"]]', '[3,["later"]]']);
  });

  test('may abort its own request, which is not sent twice and holds nothing up', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const outer = list(() => {
      abort.abort(reason);
      return 'x';
    });
    await expect(session.execute(insert, [1, outer], { signal: abort.signal })).rejects.toBe(reason);
    await session.execute(insert, [2, ['later']]);
    expect(sent().at(-1)).toBe('[2,["later"]]');
  });

  test('may close its own session: the request fails, and everything closes', async () => {
    const closing: Promise<void>[] = [];
    const outer = list(() => {
      closing.push(cluster.shutdown());
      return 'x';
    });
    await session.execute(insert, [1, outer]).catch(() => {});
    await Promise.all(closing);
    await stub.connectionsAre((open) => open.length === 0);
  });
});

describe('a retry policy that aborts its own request', () => {
  test.each(['retryResult', 'ignoreResult', 'rethrowResult'] as const)(
    'and says %s: the reason is the end',
    async (says) => {
      const abort = new AbortController();
      const reason = new Error('enough');
      class Aborting extends policies.retry.RetryPolicy {
        override onRequestError(): policies.retry.DecisionInfo {
          abort.abort(reason);
          return this[says as 'rethrowResult']();
        }
      }
      await using stub = await CqlStub.start();
      const lost = stub.when('SELECT a').hold().close();
      stub.when('SELECT b').drop();
      await using cluster = new AsyncCluster({ ...stub.clusterOptions(), retryPolicy: new Aborting() });
      const session = await cluster.connect();
      const aborted = session.execute('SELECT a', [], { signal: abort.signal });
      const other = session.execute('SELECT b', [], { isIdempotent: false });
      const outcomes = Promise.allSettled([aborted, other]);
      await stub.received(2);
      lost.release();
      await expect(outcomes).resolves.toEqual([
        { status: 'rejected', reason },
        // It hears of the loss as if it were alone.
        { status: 'rejected', reason: expect.any(ConnectionLostError) },
      ]);
    },
  );
});

describe('a request above the 256 MiB that the protocol allows', () => {
  test.each(['one value', 'several values', 'a batch'])('is refused before anything is sent: %s', async (what) => {
    await using stub = await CqlStub.start();
    const query = 'INSERT INTO shop.files (id, a, b) VALUES (?, ?, ?)';
    stub.when(query).variables({ id: 'int', a: 'blob', b: 'blob' }).reply(voidResult());
    await using cluster = new AsyncCluster(stub.clusterOptions());
    const session = await cluster.connect();
    const prepared = await session.prepare(query);
    // Never written to: the system gives no memory for it.
    const half = Buffer.alloc(129 * 1024 * 1024);
    const batch = new BatchStatement();
    batch.add(prepared, [1, half, null]).add(prepared, [2, half, null]);
    const request =
      what === 'a batch'
        ? session.executeBatch(batch)
        : session.execute(
            prepared,
            what === 'one value' ? [1, Buffer.alloc(257 * 1024 * 1024), null] : [1, half, half],
          );
    await expect(request).rejects.toThrow(RangeError);
    await expect(request).rejects.toThrow(/the protocol allows 268435456/);
    expect(stub.executions).toEqual([]);
    await session.execute(prepared, [1, Buffer.from('small'), null]);
    expect(stub.executions).toHaveLength(1);
  });
});
