import { useKeyspace } from '@async-cassandra/testing/jest';
import { QueryError } from '../../src/errors/async-cassandra-error';
import { createStreamingStatement } from '../../src/statement/streaming-statement';
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
