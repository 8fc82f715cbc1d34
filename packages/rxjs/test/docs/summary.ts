import { rows } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { count, forkJoin, map, max, share, type Observable } from 'rxjs';

/** Two results from one pass over the table: both subscribe to the shared Observable before the first row arrives. */
export function summary(session: AsyncCassandraSession): Observable<{ readings: number; warmest: number }> {
  const celsius$ = rows<{ celsius: number }>(session, 'SELECT celsius FROM readings').pipe(
    map(({ celsius }) => celsius),
    share(),
  );
  return forkJoin({ readings: celsius$.pipe(count()), warmest: celsius$.pipe(max()) });
}
