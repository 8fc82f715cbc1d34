// What the documentation of the Python package promises and no other spec shows. docs/migration/python.md says which test is for what.
import { useKeyspace } from '@async-cassandra/testing/jest';
import {
  AsyncCluster,
  BatchStatement,
  InMemoryMetricsCollector,
  MetricsMiddleware,
  SimpleStatement,
  types,
  type AsyncCassandraSession,
} from '../../src/index';

const rowCount = 30;
const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

interface Item {
  readonly shelf: number;
  readonly id: number;
  readonly name: string;
}

const select = 'SELECT shelf, id, name FROM items WHERE shelf = ?';
const ids = Array.from({ length: rowCount }, (_, id) => id);

beforeAll(async () => {
  cluster = new AsyncCluster({
    ...keyspace.clusterOptions(),
    executionProfiles: { careful: { consistency: types.consistencies.all } },
  });
  session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE items (shelf int, id int, name text, PRIMARY KEY (shelf, id))');
  const insert = await session.prepare('INSERT INTO items (shelf, id, name) VALUES (1, ?, ?)');
  await Promise.all(ids.map((id) => session.execute(insert, [id, `item ${id}`])));
});

afterAll(() => cluster.shutdown());

describe('a cluster and a session in a block of `await using`', () => {
  test('end with it: the session first, and the cluster with every session', async () => {
    const ended: { cluster?: AsyncCluster; session?: AsyncCassandraSession } = {};
    {
      await using inner = new AsyncCluster(keyspace.clusterOptions());
      ended.cluster = inner;
      {
        await using short = await inner.connect(keyspace.name);
        ended.session = short;
        expect([inner.isClosed, short.isClosed]).toEqual([false, false]);
      }
      expect([inner.isClosed, ended.session.isClosed]).toEqual([false, true]);
      ended.session = await inner.connect();
    }
    expect([ended.cluster.isClosed, ended.session.isClosed]).toEqual([true, true]);
  });
});

describe('a session with metrics of its own', () => {
  test('tells them of its requests, and only of its own', async () => {
    const collector = new InMemoryMetricsCollector();
    const metrics = new MetricsMiddleware([collector]);
    const measured = await cluster.connect(keyspace.name, { metrics });
    const total = (): number => collector.getStats().queryPerformance.totalQueries;
    await measured.execute(select, [1]);
    const counted = total();
    await session.execute(select, [1]);
    expect([measured.metrics, session.metrics]).toEqual([metrics, undefined]);
    expect(counted).toBeGreaterThan(0);
    expect(total()).toBe(counted);
    await measured.close();
  });
});

describe('the options of execute', () => {
  test('name an execution profile', async () => {
    const plain = await session.execute(select, [1]);
    const careful = await session.execute(select, [1], { executionProfile: 'careful' });
    expect(plain.executionInfo.consistency).toBe(types.consistencies.localOne);
    expect(careful.executionInfo.consistency).toBe(types.consistencies.all);
  });

  test('name the paging state at which to go on', async () => {
    const { rows, pagingState } = await session.executePage<Item>(select, [1], { fetchSize: 10 });
    const rest = await session.execute<Item>(select, [1], { pagingState });
    expect([...rows, ...rest].map(({ id }) => id)).toEqual(ids);
  });
});

describe('the options of executeBatch', () => {
  test('trace it, name its profile and limit its time', async () => {
    const batch = new BatchStatement().add('INSERT INTO items (shelf, id, name) VALUES (?, ?, ?)', [2, 1, 'one']);
    const result = await session.executeBatch(batch, { trace: true, executionProfile: 'careful', timeoutMs: 5000 });
    expect(result.executionInfo.consistency).toBe(types.consistencies.all);
    expect(await result.getQueryTrace({ timeoutMs: 10_000 })).toMatchObject({
      requestType: 'Execute batch of CQL3 queries',
    });
  });
});

describe('executeStream', () => {
  test('takes a text, a simple, a prepared and a bound statement, and the options of execute', async () => {
    const prepared = await session.prepare<Item>(select);
    const streams = [
      await session.executeStream<Item>('SELECT id FROM items WHERE shelf = 1'),
      await session.executeStream<Item>(select, [1]),
      await session.executeStream<Item>(select.replace('?', ':shelf'), { shelf: 1 }),
      await session.executeStream<Item>(new SimpleStatement(select), [1], { executionProfile: 'careful' }),
      await session.executeStream(prepared, [1], { streamConfig: { fetchSize: 7 } }),
      await session.executeStream(prepared.bind([1]), undefined, { trace: true }),
    ];
    for (const stream of streams) {
      const seen: number[] = [];
      for await (const { id } of stream) seen.push(id);
      expect(seen).toEqual(ids);
    }
    expect(streams[3]!.executionInfo!.consistency).toBe(types.consistencies.all);
    expect(streams[4]!.pageNumber).toBeGreaterThanOrEqual(5);
  });

  test('is closed at the end of a block of `await using`, by close() in a finally, and by leaving its loop', async () => {
    const config = { streamConfig: { fetchSize: 5 } };
    const closed: boolean[] = [];
    let scoped;
    {
      await using stream = await session.executeStream<Item>(select, [1], config);
      scoped = stream;
      await stream[Symbol.asyncIterator]().next();
    }
    closed.push(scoped.isClosed);
    const manual = await session.executeStream<Item>(select, [1], config);
    try {
      await manual[Symbol.asyncIterator]().next();
    } finally {
      await manual.close();
    }
    closed.push(manual.isClosed);
    const left = await session.executeStream<Item>(select, [1], config);
    for await (const { id } of left) if (id === 3) break;
    closed.push(left.isClosed);
    expect(closed).toEqual([true, true, true]);
  });

  test('is read page by page', async () => {
    await using stream = await session.executeStream<Item>(select, [1], { streamConfig: { fetchSize: 12 } });
    const sizes: number[] = [];
    for await (const page of stream.pages()) sizes.push(page.length);
    expect(sizes).toEqual([12, 12, 6]);
    expect([stream.pageNumber, stream.totalRowsFetched]).toEqual([3, rowCount]);
  });
});

describe('a result', () => {
  test('has a first row or null, all rows, a length, and is read in both kinds of loops', async () => {
    const result = await session.execute<Item>(select, [1]);
    expect(result.one()).toMatchObject({ id: 0, name: 'item 0' });
    expect((await session.execute(select, [99])).one()).toBeNull();
    expect(result.all()).toBe(result.rows);
    expect([result.length, result.rows.length]).toEqual([rowCount, rowCount]);
    const awaited: number[] = [];
    for await (const { id } of result) awaited.push(id);
    expect(awaited).toEqual(ids);
    expect([...result].map(({ id }) => id)).toEqual(ids);
  });

  test('has rows whose columns are read by property, by key, by get() and by position', async () => {
    const row = (await session.execute(select, [1])).one()!;
    const { name, ['id']: id } = row;
    expect([name, id, row.get('name'), row.get(2), row.keys()]).toEqual([
      'item 0',
      0,
      'item 0',
      'item 0',
      ['shelf', 'id', 'name'],
    ]);
    expect(JSON.parse(JSON.stringify(row))).toEqual({ shelf: 1, id: 0, name: 'item 0' });
  });
});
