import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { from, lastValueFrom, of, toArray } from 'rxjs';
import { archive } from './archive';
import { dailyMeans } from './daily-means';
import { ingest, type Reading } from './ingest';
import { notifyAll } from './notify';
import { nextPages } from './resume';
import { latestReadings } from './search';
import { summary } from './summary';

const columns =
  '(sensor text, at timestamp, celsius double, PRIMARY KEY (sensor, at)) WITH CLUSTERING ORDER BY (at DESC)';
const keyspace = useKeyspace({
  scripts: [
    `CREATE TABLE readings ${columns}; CREATE TABLE archive ${columns}; CREATE TABLE users (id int PRIMARY KEY, name text)`,
  ],
});
const userCount = 100;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

/** Every hour of two days: the first at 10 degrees, the second at 20. */
const readingsOf = (sensor: string): Reading[] =>
  Array.from({ length: 48 }, (_, hour) => ({
    sensor,
    at: new Date(Date.UTC(2026, 0, 1, hour)),
    celsius: hour < 24 ? 10 : 20,
  }));

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
  const sensors = Array.from({ length: 10 }, (_, i) => `sensor ${i}`);
  await lastValueFrom(ingest(session, from(sensors.flatMap(readingsOf))), { defaultValue: undefined });
  const insert = await session.prepare('INSERT INTO users (id, name) VALUES (?, ?)');
  const users = Array.from({ length: userCount }, (_, id) => [id, `user ${id}`]);
  for await (const { error } of session.executeConcurrent(insert, users)) expect(error).toBeUndefined();
});

afterAll(() => cluster.shutdown());

describe('the programs of the guides', () => {
  test('ingest readings, and give the mean of each day', async () => {
    const means = await lastValueFrom(dailyMeans(session, 'sensor 3').pipe(toArray()));
    expect(means).toEqual([
      { day: '2026-01-02', celsius: 20 },
      { day: '2026-01-01', celsius: 10 },
    ]);
  });

  test('archive a table at the pace of the writes', async () => {
    expect(await lastValueFrom(archive(session))).toBe(480);
    expect((await session.execute('SELECT count(*) FROM archive')).one()!.get(0)).toMatchObject({ low: 480 });
  });

  test('try a message again without reading the table again', async () => {
    const attempts = new Map<string, number>();
    const send = async (name: string): Promise<void> => {
      const attempt = (attempts.get(name) ?? 0) + 1;
      attempts.set(name, attempt);
      if (attempt < 3) throw new Error('mailbox busy');
    };
    const told = await lastValueFrom(notifyAll(session, send).pipe(toArray()));
    expect(new Set(told).size).toBe(userCount);
    expect([...attempts.values()].every((count) => count === 3)).toBe(true);
  });

  test('go on where the last run ended', async () => {
    const seen: string[] = [];
    let kept: string | null = null;
    const progress = { saved: async () => kept, save: async (state: string | null) => void (kept = state) };
    const run = async (): Promise<void> =>
      lastValueFrom(await nextPages(session, progress, async (names) => void seen.push(...names)));
    await run();
    expect(seen).toHaveLength(90);
    await run();
    expect(new Set(seen).size).toBe(userCount);
    expect(kept).toBeNull();
  });

  test('answer two questions from one query', async () => {
    expect(await lastValueFrom(summary(session))).toEqual({ readings: 480, warmest: 20 });
  });

  test('search for what was asked for last', async () => {
    const found = await lastValueFrom(latestReadings(session, of('sensor 1', 'sensor 2', 'sensor 3')).pipe(toArray()));
    expect(found).toEqual([Array.from({ length: 10 }, () => 20)]);
  });
});
