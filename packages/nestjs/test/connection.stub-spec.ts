import {
  AsyncCassandraSession,
  AsyncCluster,
  AuthenticationError,
  ConnectionError,
  OperationTimedOutError,
  RateLimitedSession,
  SessionWrapper,
  SimpleStatement,
  type PreparedStatement,
} from '@async-cassandra/core';
import { CqlStub, pagedRows, rows, voidResult } from '@async-cassandra/testing';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { CassandraModule, getStatementToken, type CassandraModuleOptions } from '../src/index';

let stub: CqlStub;
let application: TestingModule | undefined;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stub = await CqlStub.start();
});

afterEach(async () => {
  await application?.close();
  application = undefined;
  await stub.close();
});

async function boot(options: CassandraModuleOptions, statements: Record<string, string> = {}): Promise<TestingModule> {
  const testing = Test.createTestingModule({
    imports: [CassandraModule.forRoot(options), CassandraModule.forFeature(statements, options.name)],
  });
  application = await testing.compile();
  return application.init();
}

async function count(values: AsyncIterable<unknown>): Promise<number> {
  let found = 0;
  for await (const _ of values) found++;
  return found;
}

describe('connecting at boot', () => {
  test('is tried again, each time with a new cluster of new options, until the database is there', async () => {
    await stub.node(0).stop();
    const made: object[] = [];
    const clusters: AsyncCluster[] = [];
    const failed: number[] = [];
    const app = await boot({
      cluster: () => {
        const options = stub.clusterOptions();
        made.push(options);
        return options;
      },
      onClusterCreate: (cluster) => clusters.push(cluster),
      toRetry: (error) => {
        expect(error).toBeInstanceOf(ConnectionError);
        return true;
      },
      retryDelayMs: (attempt) => {
        failed.push(attempt);
        if (attempt === 2) void stub.node(0).start();
        return attempt === 2 ? 100 : 0;
      },
    });
    expect(failed.slice(0, 2)).toEqual([1, 2]);
    expect(new Set(clusters).size).toBe(failed.length + 1);
    expect(new Set(made).size).toBe(failed.length + 1);
    expect(app.get(AsyncCluster)).toBe(clusters.at(-1));
    expect(clusters.slice(0, -1).every(({ isClosed }) => isClosed)).toBe(true);
    expect(clusters.at(-1)!.isClosed).toBe(false);
  });

  test('fails the boot with the last error after the retries, and leaves nothing open', async () => {
    await stub.node(0).stop();
    let attempts = 0;
    const boots = boot({
      cluster: stub.clusterOptions(),
      retryAttempts: 1,
      retryDelayMs: 0,
      onClusterCreate: () => attempts++,
    });
    await expect(boots).rejects.toBeInstanceOf(ConnectionError);
    expect(attempts).toBe(2);
  });

  test('is not tried again where waiting cannot help', async () => {
    await using closed = await CqlStub.start({ credentials: { username: 'ada', password: 'secret' } });
    let attempts = 0;
    const boots = boot({ cluster: closed.clusterOptions(), retryDelayMs: 0, onClusterCreate: () => attempts++ });
    await expect(boots).resolves.toBeDefined();
    await application!.close();
    attempts = 0;
    const cluster = { ...closed.clusterOptions(), authProvider: { username: 'ada', password: 'wrong' } };
    await expect(boot({ cluster, retryDelayMs: 0, onClusterCreate: () => attempts++ })).rejects.toBeInstanceOf(
      AuthenticationError,
    );
    expect(attempts).toBe(1);
  });

  test('shows the cluster to onClusterCreate before its first event', async () => {
    const events: string[] = [];
    await boot({
      cluster: stub.clusterOptions(),
      onClusterCreate: (cluster) => {
        expect(stub.requests).toHaveLength(0);
        cluster.on('nodeUp', () => events.push('nodeUp'));
      },
    });
    expect(events).toEqual(['nodeUp']);
  });

  test('injects what sessionFactory gives', async () => {
    const app = await boot({
      cluster: stub.clusterOptions(),
      sessionFactory: (session) => new RateLimitedSession(session, { maxConcurrent: 1 }),
    });
    expect(app.get<unknown>(AsyncCassandraSession)).toBeInstanceOf(RateLimitedSession);
  });
});

describe('a lazy connection', () => {
  const query = 'SELECT name FROM users WHERE id = ?';
  const serveUsers = (): void => {
    stub
      .when(query)
      .variables({ id: 'int' })
      .reply(rows({ name: 'text' }, [['Ada']]));
  };
  const lazy = (): CassandraModuleOptions => ({ cluster: stub.clusterOptions(), lazyConnection: true });

  test('boots and closes without a database', async () => {
    await stub.node(0).stop();
    const app = await boot(lazy(), { byId: query });
    const session = app.get(AsyncCassandraSession);
    expect(session).toBeInstanceOf(SessionWrapper);
    expect([session.isClosed, session.requests.inFlight]).toEqual([false, 0]);
    await app.close();
    expect(stub.requests).toHaveLength(0);
  });

  test('connects with the first request, once for all that wait', async () => {
    serveUsers();
    const app = await boot(lazy());
    const session = app.get(AsyncCassandraSession);
    const names = await Promise.all([1, 2, 3].map(async (id) => (await session.execute(query, [id])).one()?.name));
    expect(names).toEqual(['Ada', 'Ada', 'Ada']);
    expect(app.get(AsyncCluster).nodes).toHaveLength(1);
    expect(stub.connections).toHaveLength(2);
  });

  test('fails a request with the error of connecting, and connects with the next', async () => {
    serveUsers();
    await stub.node(0).stop();
    const session = (await boot(lazy())).get(AsyncCassandraSession);
    await expect(session.execute(query, [1])).rejects.toBeInstanceOf(ConnectionError);
    await stub.node(0).start();
    expect((await session.execute(query, [1])).length).toBe(1);
  });

  test('keeps the limits of a request that waits for it', async () => {
    stub.when({ opcode: 'OPTIONS' }).drop();
    stub.when({ opcode: 'STARTUP' }).drop();
    const session = (await boot(lazy())).get(AsyncCassandraSession);
    const left = new AbortController();
    const aborted = session.execute(query, [1], { signal: left.signal });
    left.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    await expect(session.execute(query, [1], { timeoutMs: 20 })).rejects.toBeInstanceOf(OperationTimedOutError);
  });

  test('does not take the time of a fake clock for its own', async () => {
    serveUsers();
    const session = (await boot(lazy())).get(AsyncCassandraSession);
    let time = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (time += 3_600_000));
    const { length } = await session.execute(query, [1], { timeoutMs: 120_000 });
    clock.mockRestore();
    expect(length).toBe(1);
  });

  test('has statements that are prepared by their first execution', async () => {
    serveUsers();
    const app = await boot(lazy(), { byId: query });
    const byId = app.get<PreparedStatement>(getStatementToken('byId'), { strict: false });
    expect(byId).toBeInstanceOf(SimpleStatement);
    expect((await app.get(AsyncCassandraSession).execute(byId, [1])).one()?.name).toBe('Ada');
  });

  test('begins with any kind of request', async () => {
    const all = 'SELECT id FROM users';
    const insert = 'INSERT INTO users (id) VALUES (?)';
    const starts: [string, (session: AsyncCassandraSession) => Promise<unknown>][] = [
      ['executePage', async (session) => (await session.executePage(all)).rows.length],
      ['executeStream', async (session) => count(await session.executeStream(all))],
      ['prepare', async (session) => (await session.execute(await session.prepare(all))).length],
      ['executeConcurrent', (session) => count(session.executeConcurrent(insert, [[1], [2]]))],
    ];
    stub.when(all).reply(pagedRows({ id: 'int' }, [[1], [2]]));
    stub.when(insert).variables({ id: 'int' }).reply(voidResult());
    for (const [name, start] of starts) {
      const app = await boot(lazy());
      expect([name, await start(app.get(AsyncCassandraSession))]).toEqual([name, 2]);
      await app.close();
    }
  });

  test('gives scans that connect with their first row', async () => {
    await stub.node(0).stop();
    const session = (await boot(lazy())).get(AsyncCassandraSession);
    const scan = session.scanTable('shop.items');
    expect([scan.isClosed, scan.columns, scan.progress, scan.checkpoint()]).toEqual([false, [], undefined, undefined]);
    await expect(scan[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(ConnectionError);
    const unused = session.scanTable('shop.items');
    await unused.close();
    expect([unused.isClosed, (await unused[Symbol.asyncIterator]().next()).done]).toEqual([true, true]);
  });

  test('is closed with the application, also while it connects', async () => {
    stub.when({ opcode: 'STARTUP' }).drop();
    const app = await boot(lazy());
    const request = app.get(AsyncCassandraSession).execute(query, [1]);
    const outcome = request.catch((error: unknown) => error);
    await stub.received({ opcode: 'STARTUP' });
    await app.close();
    expect(await outcome).toMatchObject({ code: 'CLOSED' });
    await stub.connectionsAre(0);
  });
});
