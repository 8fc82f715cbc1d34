import { executeEach } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { ignoreElements, type Observable } from 'rxjs';

export interface Reading {
  readonly sensor: string;
  readonly at: Date;
  readonly celsius: number;
}

/** Writes the values of a source. Completes when everything is written, fails with the first error. */
export function ingest(session: AsyncCassandraSession, readings$: Observable<Reading>): Observable<never> {
  return readings$.pipe(
    executeEach(
      session,
      'INSERT INTO readings (sensor, at, celsius) VALUES (?, ?, ?)',
      ({ sensor, at, celsius }) => [sensor, at, celsius],
      { concurrency: 32, isIdempotent: true },
    ),
    ignoreElements(),
  );
}
