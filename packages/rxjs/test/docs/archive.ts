import { mapRows } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { count, type Observable } from 'rxjs';

interface Reading {
  readonly sensor: string;
  readonly at: Date;
  readonly celsius: number;
}

/** Copies a table of any size into another one, 32 writes at once. Emits the number of rows. */
export function archive(session: AsyncCassandraSession): Observable<number> {
  const insert = 'INSERT INTO archive (sensor, at, celsius) VALUES (?, ?, ?)';
  return mapRows(
    session,
    'SELECT sensor, at, celsius FROM readings',
    ({ sensor, at, celsius }: Reading) => session.execute(insert, [sensor, at, celsius], { isIdempotent: true }),
    { concurrency: 32 },
  ).pipe(count());
}
