import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { from, lastValueFrom, reduce, toArray } from 'rxjs';
import { executeEach, fromStream, mapRows, pages, rows } from '../src/index';

const rowCount = 5000;
const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

interface Reading {
  sensor: number;
  at: number;
}

const all = Array.from({ length: rowCount }, (_, i): Reading => ({ sensor: i % 50, at: i }));
const sumOfAll = all.reduce((sum, { at }) => sum + at, 0);

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE readings (sensor int, at int, PRIMARY KEY (sensor, at))');
  const insert = await session.prepare('INSERT INTO readings (sensor, at) VALUES (?, ?)');
  await lastValueFrom(
    from(all).pipe(executeEach(session, insert, ({ sensor, at }) => [sensor, at], { concurrency: 64 })),
  );
});

afterAll(() => cluster.shutdown());

describe('a table in a pipeline', () => {
  const query = 'SELECT sensor, at FROM readings';
  const options = { streamConfig: { fetchSize: 300 } };

  test('has every row once, by rows, by pages and by a scan of its ranges', async () => {
    const select = await session.prepare<Reading>(query);
    const byRows = await lastValueFrom(rows(session, select, [], options).pipe(reduce((sum, { at }) => sum + at, 0)));
    const byPages = await lastValueFrom(pages(session, select, [], options).pipe(toArray()));
    const byScan = await lastValueFrom(fromStream<Reading>(() => session.scanTable('readings')).pipe(toArray()));
    expect(byRows).toBe(sumOfAll);
    expect(byPages.flatMap((page) => page.rows)).toHaveLength(rowCount);
    expect(byPages.map(({ pageNumber }) => pageNumber)).toEqual(byPages.map((_, i) => i + 1));
    expect(new Set(byScan.map(({ at }) => at)).size).toBe(rowCount);
  });

  test('is handled at the pace of the handling', async () => {
    const select = await session.prepare<Reading>(query);
    let finished = 0;
    let fetched = 0;
    let furthestAhead = 0;
    const config = { ...options.streamConfig, pageCallback: (_: number, count: number) => void (fetched += count) };
    const results = await lastValueFrom(
      mapRows(
        session,
        select,
        async ({ at }) => {
          furthestAhead = Math.max(furthestAhead, fetched - finished);
          await session.execute('SELECT key FROM system.local');
          finished++;
          return at;
        },
        { concurrency: 8, streamConfig: config },
      ).pipe(reduce((sum, at) => sum + at, 0)),
    );
    expect(results).toBe(sumOfAll);
    expect(furthestAhead).toBeLessThanOrEqual(300 + 8);
  });
});
