import { rows } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { map, mergeMap, groupBy, reduce, type Observable } from 'rxjs';

interface Reading {
  readonly at: Date;
  readonly celsius: number;
}

export interface DailyMean {
  readonly day: string;
  readonly celsius: number;
}

/** The mean temperature of each day of one sensor. It keeps days in memory, not readings. */
export function dailyMeans(session: AsyncCassandraSession, sensor: string): Observable<DailyMean> {
  return rows<Reading>(session, 'SELECT at, celsius FROM readings WHERE sensor = ?', [sensor]).pipe(
    groupBy(({ at }) => at.toISOString().slice(0, 10)),
    mergeMap((readings) =>
      readings.pipe(
        reduce(({ sum, count }, { celsius }) => ({ sum: sum + celsius, count: count + 1 }), { sum: 0, count: 0 }),
        map(({ sum, count }) => ({ day: readings.key, celsius: sum / count })),
      ),
    ),
  );
}
