import { rows } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { map, switchMap, take, timeout, toArray, type Observable } from 'rxjs';

/** The newest ten readings of the latest sensor. A new sensor cancels the query of the previous one. */
export function latestReadings(session: AsyncCassandraSession, sensor$: Observable<string>): Observable<number[]> {
  const query = 'SELECT celsius FROM readings WHERE sensor = ?';
  return sensor$.pipe(
    switchMap((sensor) =>
      rows<{ celsius: number }>(session, query, [sensor], { streamConfig: { fetchSize: 10 } }).pipe(
        take(10),
        map(({ celsius }) => celsius),
        toArray(),
        timeout(5000),
      ),
    ),
  );
}
