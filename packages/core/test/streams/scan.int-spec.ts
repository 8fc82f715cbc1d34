import { useKeyspace } from '@async-cassandra/testing/jest';
import { ConfigurationError, StreamError } from '../../src/errors/async-cassandra-error';
import { InvalidRequestError } from '../../src/errors/server-errors';
import type { ScanCheckpoint, ScanProgress } from '../../src/result/table-scan';
import { expectedKeys, keyOf, keysOf, load, withSession, type Entry } from './loaded-table';

const keyspace = useKeyspace();
const partitions = 300;
const rowsEach = 10;
const all = expectedKeys(partitions, rowsEach);

describe('scanTable on a real server', () => {
  beforeAll(() => withSession(keyspace, (session) => load(session, 'readings', partitions, rowsEach)), 60_000);

  it.each([
    {},
    { concurrency: 1, splits: 1 },
    { concurrency: 3, splits: 17, fetchSize: 7 },
    { concurrency: 16, splits: 200, fetchSize: 1000 },
    { splits: 64, fetchSize: 1 },
  ])('gives every row once with %j', async (options) => {
    await withSession(keyspace, async (session) => {
      const scan = session.scanTable<Entry>('readings', options);
      expect((await keysOf(scan)).sort()).toEqual(all);
      expect(scan.isClosed).toBe(true);
      expect(scan.checkpoint()).toMatchObject({ rows: all.length, rest: [] });
      expect(scan.progress).toMatchObject({ rows: all.length, fraction: 1, estimatedRows: all.length });
    });
  });

  it('reads the columns and rows that are asked for', async () => {
    await withSession(keyspace, async (session) => {
      const scan = session.scanTable<Entry>(`${keyspace.name}.readings`, {
        columns: ['c', 'p'],
        where: 'kind = ? AND c >= ?',
        parameters: ['rare', 5],
      });
      const rows: Entry[] = [];
      for await (const page of scan.pages()) rows.push(...page);
      expect(scan.columns.map(({ name }) => name)).toEqual(['c', 'p']);
      expect(Object.keys(rows[0]!)).toEqual(['c', 'p']);
      const expected = all.filter((key) => Number(key.split(':')[0]) % 10 === 0 && Number(key.split(':')[1]) >= 5);
      expect(rows.map(keyOf).sort()).toEqual(expected);
    });
  });

  it('gives every row once in parts, also from checkpoints, and counts them', async () => {
    await withSession(keyspace, async (session) => {
      const seen: string[] = [];
      let counted = 0;
      for (const part of [0, 1, 2].map((index) => ({ index, of: 3 }))) {
        const first = session.scanTable<Entry>('readings', { part, fetchSize: 50 });
        for await (const page of first.pages()) {
          seen.push(...page.map(keyOf));
          break;
        }
        const checkpoint = first.checkpoint()!;
        expect(checkpoint.part).toEqual(part);
        const other = session.scanTable('readings', { part: { index: part.index, of: 4 }, checkpoint });
        await expect(keysOf(other as never)).rejects.toThrow(
          `one of part ${part.index} of 3, not of part ${part.index} of 4`,
        );
        const rest = session.scanTable<Entry>('readings', { part, fetchSize: 50, checkpoint });
        seen.push(...(await keysOf(rest)));
        expect(rest.progress).toMatchObject({ fraction: 1 });
        counted += await session.countTable('readings', { part });
      }
      expect(seen.sort()).toEqual(all);
      expect(counted).toBe(all.length);
    });
  });

  it('goes on in another process from a checkpoint taken after any row', async () => {
    for (const options of [{ fetchSize: 7, splits: 40 }, { fetchSize: 100, splits: 1, concurrency: 2 }, {}]) {
      const seen: string[] = [];
      let saved: string | undefined;
      let lives = 0;
      for (let isDone = false; !isDone; lives++) {
        isDone = await withSession(keyspace, async (session) => {
          const checkpoint = saved === undefined ? undefined : (JSON.parse(saved) as ScanCheckpoint);
          const scan = session.scanTable<Entry>('readings', { ...options, checkpoint });
          const until = seen.length + 1 + Math.floor(Math.random() * 600);
          for await (const row of scan) {
            seen.push(keyOf(row));
            if (seen.length === until) break;
          }
          saved = JSON.stringify(scan.checkpoint());
          expect(scan.checkpoint()!.rows).toBe(seen.length);
          return scan.checkpoint()!.rest.length === 0;
        });
      }
      expect(seen.sort()).toEqual(all);
      expect(lives).toBeGreaterThan(3);
    }
  });

  it('takes exact checkpoints within onProgress', async () => {
    await withSession(keyspace, async (session) => {
      const seen: string[] = [];
      const taken: { seen: number; checkpoint: ScanCheckpoint }[] = [];
      const scan = session.scanTable<Entry>('readings', {
        fetchSize: 50,
        splits: 10,
        onProgress: () => taken.push({ seen: seen.length, checkpoint: scan.checkpoint()! }),
      });
      for await (const row of scan) seen.push(keyOf(row));
      for (const { seen: count, checkpoint } of [taken[0]!, taken[11]!, taken.at(-2)!, taken.at(-1)!]) {
        const rest = await keysOf(session.scanTable<Entry>('readings', { checkpoint }));
        expect([...seen.slice(0, count), ...rest].sort()).toEqual(all);
      }
    });
  });

  it('tells how far it is', async () => {
    await withSession(keyspace, async (session) => {
      const reports: ScanProgress[] = [];
      const onProgress = (progress: ScanProgress): number => reports.push(progress);
      await keysOf(session.scanTable<Entry>('readings', { splits: 50, onProgress, fetchSize: 100 }));
      const rows = reports.map((report) => report.rows);
      const done = reports.map((report) => report.rangesDone);
      expect(rows).toEqual([...rows].sort((a, b) => a - b));
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(reports.at(-1)).toMatchObject({ rows: all.length, rangesDone: reports[0]!.rangesTotal, fraction: 1 });
      const half = reports.find(({ fraction }) => fraction > 0.5)!;
      expect(Math.abs(half.estimatedRows! - all.length)).toBeLessThan(all.length / 2);
    });
  });

  it('reads names and keys of every kind', async () => {
    await withSession(keyspace, async (session) => {
      await session.execute(
        'CREATE TABLE "OddNames" ("Part A" text, "b" uuid, "Odd ""Col" int, PRIMARY KEY (("Part A", "b")))',
      );
      const insert = 'INSERT INTO "OddNames" ("Part A", b, "Odd ""Col") VALUES (?, uuid(), ?)';
      const values = Array.from({ length: 50 }, (_, i) => [`key ${i}`, i]);
      for await (const { error } of session.executeConcurrent(insert, values)) expect(error).toBeUndefined();
      const scan = session.scanTable<Record<string, number>>('"OddNames"', { columns: ['Odd "Col'] });
      const found: number[] = [];
      for await (const row of scan) found.push(row['Odd "Col']!);
      expect(found.sort((a, b) => a - b)).toEqual(values.map(([, i]) => i));
    });
  });

  it('lets the nodes count', async () => {
    await withSession(keyspace, async (session) => {
      expect(await session.countTable('readings')).toBe(all.length);
      const rare = { where: 'kind = ?', parameters: ['rare'], splits: 20, concurrency: 4 };
      expect(await session.countTable('readings', rare)).toBe(all.length / 10);
    });
  });

  it('refuses what cannot be scanned', async () => {
    await withSession(keyspace, async (session) => {
      const first = (table: string, options?: object): Promise<unknown> =>
        session.scanTable(table, options)[Symbol.asyncIterator]().next();
      await expect(first('missing')).rejects.toThrow(ConfigurationError);
      await expect(first('system_views.clients')).rejects.toThrow(ConfigurationError);
      await expect(first('readings', { columns: ['missing'] })).rejects.toThrow(InvalidRequestError);
      await expect(first('readings', { where: 'c = ?' })).rejects.toThrow(/has 1 markers, but there are 0 parameters/);
      await expect(session.countTable('missing')).rejects.toThrow(ConfigurationError);
      expect(() => session.scanTable('a b')).toThrow("'a b' is not the name of a table");
      expect(() => session.scanTable('readings', { checkpoint: {} as ScanCheckpoint })).toThrow(ConfigurationError);
      const scan = session.scanTable('readings');
      await scan[Symbol.asyncIterator]().next();
      const checkpoint = scan.checkpoint();
      expect(() => session.scanTable('others', { checkpoint })).toThrow(/belongs to .*readings/);
      await expect(first('readings', { checkpoint, where: 'c = 1' })).rejects.toThrow(/another condition/);
      await scan.close();
    });
  });

  it('ends with its signal and with its session, and can be gone on with', async () => {
    await withSession(keyspace, async (session) => {
      const control = new AbortController();
      const aborted = session.scanTable<Entry>('readings', { signal: control.signal, fetchSize: 50 });
      const seen: string[] = [];
      const loop = async (): Promise<void> => {
        for await (const row of aborted) if (seen.push(keyOf(row)) === 333) control.abort();
      };
      expect(await loop().catch((error: unknown) => error)).toBe(control.signal.reason);
      const rest = session.scanTable<Entry>('readings', { checkpoint: aborted.checkpoint() });
      const rows = rest[Symbol.asyncIterator]();
      for (let i = 0; i < 444; i++) seen.push(keyOf((await rows.next()).value!));
      await session.close();
      await expect(rows.next()).rejects.toThrow(StreamError);
      await withSession(keyspace, async (other) => {
        seen.push(...(await keysOf(other.scanTable<Entry>('readings', { checkpoint: rest.checkpoint() }))));
      });
      expect(seen.sort()).toEqual(all);
    });
  });
});
