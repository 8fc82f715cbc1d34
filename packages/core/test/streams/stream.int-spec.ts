import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster } from '../../src/cluster/async-cluster';
import { QueryError, type StreamError } from '../../src/errors/async-cassandra-error';
import { createStreamingStatement } from '../../src/statement/streaming-statement';
import { BrittleSet } from './brittle-set';
import { expectedKeys, keysOf, load, withSession, type Entry } from './loaded-table';

const keyspace = useKeyspace();
const partitions = 40;
const rowsEach = 20;

describe('streams from a real server', () => {
  beforeAll(() => withSession(keyspace, (session) => load(session, 'readings', partitions, rowsEach)), 60_000);

  it.each([1, 7, 20, 100, 799, 800, 801])('give every row once in pages of %p', async (fetchSize) => {
    await withSession(keyspace, async (session) => {
      const statement = createStreamingStatement('SELECT * FROM readings', { fetchSize });
      const stream = await session.executeStream<Entry>(statement);
      expect((await keysOf(stream)).sort()).toEqual(expectedKeys(partitions, rowsEach));
      expect(stream.totalRowsFetched).toBe(800);
    });
  });

  it('go on from any page border with the paging state, for prepared statements with values too', async () => {
    await withSession(keyspace, async (session) => {
      const select = await session.prepare<Entry>('SELECT * FROM readings WHERE p = ?');
      const all = await keysOf(await session.executeStream(select, [3]));
      const stream = await session.executeStream(select, [3], { fetchSize: 6 });
      const seen: string[] = [];
      for await (const page of stream.pages()) {
        seen.push(...page.map(({ p, c }) => `${p}:${c}`));
        const { pagingState } = stream;
        if (pagingState === null) continue;
        const rest = await keysOf(await session.executeStream(select, [3], { pagingState, fetchSize: 5 }));
        expect([...seen, ...rest]).toEqual(all);
      }
      expect(seen).toEqual(all);
    });
  });

  it('refuse a paging state of other values, of another statement, or a damaged one', async () => {
    await withSession(keyspace, async (session) => {
      const select = await session.prepare<Entry>('SELECT * FROM readings WHERE p = ?');
      const { pagingState } = await session.executePage(select, [3], { fetchSize: 6 });
      expect(pagingState).toMatch(/^[\w-]+$/);
      const otherValues = session.executeStream(select, [4], { pagingState });
      await expect(otherValues).rejects.toThrow(
        new QueryError('The paging state belongs to another statement or to other parameter values'),
      );
      await expect(session.executePage('SELECT * FROM readings', [], { pagingState })).rejects.toThrow(QueryError);
      const damaged = `${pagingState!.slice(0, 10)}x${pagingState!.slice(11)}`;
      await expect(session.executePage(select, [3], { pagingState: damaged })).rejects.toThrow(/is damaged/);
    });
  });

  it('go on after a row that could not be read, and say how they were got', async () => {
    await using cluster = new AsyncCluster({
      ...keyspace.clusterOptions(),
      encoding: { set: BrittleSet },
    });
    const session = await cluster.connect(keyspace.name);
    await session.execute('CREATE TABLE marked (p int, c int, marks set<int>, PRIMARY KEY (p, c))');
    const insert = await session.prepare('INSERT INTO marked (p, c, marks) VALUES (1, ?, ?)');
    for (let c = 0; c < 100; c++) await session.execute(insert, [c, new Set([c])]);
    BrittleSet.unreadable.set(3, 1).set(40, 2).set(77, 1).set(99, 1);
    const select = 'SELECT c, marks FROM marked WHERE p = ?';
    const seen: number[] = [];
    let resume: StreamError | undefined;
    for (let isOver = false; !isOver;) {
      const stream = await session.executeStream<{ c: number }>(select, [1], { resume, fetchSize: 30, trace: true });
      expect(stream.executionInfo?.attempts.length).toBeGreaterThan(0);
      expect(await stream.getQueryTrace()).toMatchObject({ requestType: expect.stringContaining('prepared') });
      try {
        for await (const { c } of stream) seen.push(c);
        isOver = true;
      } catch (error) {
        resume = error as StreamError;
      }
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, c) => c));
    await session.execute('ALTER TABLE marked ADD added text');
    const all = 'SELECT * FROM marked WHERE p = 1';
    BrittleSet.unreadable.set(50, 1);
    const stream = await session.executeStream(all, [], { fetchSize: 30 });
    const failure = await keysOf(stream as unknown as AsyncIterable<Entry>).catch((error: unknown) => error);
    await session.execute('ALTER TABLE marked ADD more text');
    await expect(session.executeStream(all, [], { resume: failure as StreamError })).rejects.toThrow(
      /columns .* changed/,
    );
    const page = await session.executePage(all, [], { fetchSize: 30, trace: true });
    expect(page.columns.map(({ name }) => name)).toEqual(['p', 'c', 'added', 'marks', 'more']);
    expect(await page.getQueryTrace()).toMatchObject({ requestType: expect.any(String) });
  });

  it('lose no row around tombstones, filters and empty pages', async () => {
    await withSession(keyspace, async (session) => {
      await load(session, 'worn', 60, 10);
      const remove = await session.prepare('DELETE FROM worn WHERE p = ?');
      const dead = Array.from({ length: 50 }, (_, i) => [i]);
      for await (const { error } of session.executeConcurrent(remove, dead)) expect(error).toBeUndefined();
      const rare = "SELECT * FROM worn WHERE kind = 'rare' ALLOW FILTERING";
      for (const fetchSize of [1, 3, 10]) {
        const sizes: number[] = [];
        const pageCallback = (_: number, rowCount: number): number => sizes.push(rowCount);
        const stream = await session.executeStream<Entry>(rare, [], { streamConfig: { fetchSize, pageCallback } });
        expect((await keysOf(stream)).sort()).toEqual(expectedKeys(1, 10).map((key) => key.replace('0:', '50:')));
        // Where the last rows fill their page the server promises one more, which is empty.
        if (10 % fetchSize === 0) expect(sizes.at(-1)).toBe(0);
      }
      const none = await session.executeStream<Entry>("SELECT * FROM worn WHERE kind = 'x' ALLOW FILTERING");
      expect(await keysOf(none)).toEqual([]);
    });
  });

  it('give the outcome of each of many requests in order', async () => {
    await withSession(keyspace, async (session) => {
      await session.execute('CREATE TABLE numbers (n int PRIMARY KEY, square bigint)');
      async function* values(): AsyncGenerator<{ n: unknown; square: number }> {
        for (let n = 0; n < 500; n++) yield { n: n === 250 ? 'none' : n, square: n * n };
      }
      const insert = 'INSERT INTO numbers (n, square) VALUES (:n, :square)';
      const failed: number[] = [];
      let count = 0;
      for await (const outcome of session.executeConcurrent(insert, values(), { concurrency: 16 })) {
        expect(outcome.index).toBe(count++);
        if (outcome.error !== undefined) failed.push(outcome.index);
      }
      expect(failed).toEqual([250]);
      const reads = Array.from({ length: 500 }, (_, n) => ['SELECT square FROM numbers WHERE n = ?', [n]] as const);
      const squares: unknown[] = [];
      for await (const { result } of session.executeConcurrent<{ square: { toNumber(): number } }>(reads)) {
        squares.push(result?.one()?.square.toNumber());
      }
      expect(squares).toEqual(Array.from({ length: 500 }, (_, n) => (n === 250 ? undefined : n * n)));
    });
  });
});
