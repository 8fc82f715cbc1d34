// What the specs of streams and scans on a real server share: a session, and a table with known rows.
import type { TestKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster } from '../../src/cluster/async-cluster';
import type { AsyncCassandraSession } from '../../src/session/async-cassandra-session';

export interface Entry {
  readonly p: number;
  readonly c: number;
  readonly kind: string;
}

export async function withSession<T>(
  keyspace: TestKeyspace,
  run: (session: AsyncCassandraSession) => Promise<T>,
): Promise<T> {
  await using cluster = new AsyncCluster(keyspace.clusterOptions());
  return await run(await cluster.connect(keyspace.name));
}

/** `partitions` partitions of `rowsEach` rows; every tenth partition is of the kind "rare". */
export async function load(session: AsyncCassandraSession, table: string, partitions: number, rowsEach: number) {
  await session.execute(`CREATE TABLE ${table} (p int, c int, kind text, PRIMARY KEY (p, c))`);
  const insert = await session.prepare(`INSERT INTO ${table} (p, c, kind) VALUES (?, ?, ?)`);
  function* rows(): Generator<[number, number, string]> {
    for (let p = 0; p < partitions; p++) {
      for (let c = 0; c < rowsEach; c++) yield [p, c, p % 10 === 0 ? 'rare' : 'common'];
    }
  }
  for await (const { error } of session.executeConcurrent(insert, rows())) {
    if (error !== undefined) throw new Error('A row could not be written', { cause: error });
  }
}

export const keyOf = ({ p, c }: Entry): string => `${p}:${c}`;

export async function keysOf(rows: AsyncIterable<Entry>): Promise<string[]> {
  const keys: string[] = [];
  for await (const row of rows) keys.push(keyOf(row));
  return keys;
}

/** The keys that `load` wrote, sorted as text. */
export function expectedKeys(partitions: number, rowsEach: number): string[] {
  return Array.from({ length: partitions * rowsEach }, (_, i) => `${Math.floor(i / rowsEach)}:${i % rowsEach}`).sort();
}
