// RxJS: observables whose rows have their types.
import { AsyncCluster, type AsyncClusterOptions } from '@async-cassandra/core';
import { execute, mapRows, rows } from '@async-cassandra/rxjs';
import { firstValueFrom, map, of, toArray } from 'rxjs';

const { CLUSTER = '{}', KEYSPACE } = process.env;
await using cluster = new AsyncCluster(JSON.parse(CLUSTER) as AsyncClusterOptions);
const session = await cluster.connect(KEYSPACE, { timeoutMs: 600_000 });

const insert = 'INSERT INTO things (id, name) VALUES (?, ?)';
await firstValueFrom(execute(session, insert, [21, 'twenty-one']));
await firstValueFrom(execute(session, insert, { id: 22, name: null }));
const names = rows(session, 'SELECT id, name FROM things WHERE id IN (21, 22)').pipe(
  map(({ id, name }) => `${id + 1} ${name?.toUpperCase() ?? 'none'}`),
  toArray(),
);
console.log((await firstValueFrom(names)).sort());
const mapped = mapRows(session, 'SELECT name FROM things WHERE id = ?', ({ name }) => of(name?.length), {
  parameters: [21],
});
console.log(await firstValueFrom(mapped));

/** What the compiler refuses. Never called. */
export function refused(): void {
  // @ts-expect-error the type of a parameter
  execute(session, insert, ['x', 'y']);
  // @ts-expect-error a column that a row does not have
  rows(session, 'SELECT id, name FROM things WHERE id IN (21, 22)').subscribe(({ nmae }) => console.log(nmae));
}
