import { mapRows } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { defer, map, retry, type Observable } from 'rxjs';

/** Sends a message to each user, eight at once. Retries a failed message three times, and reads the table once. */
export function notifyAll(session: AsyncCassandraSession, send: (name: string) => Promise<void>): Observable<string> {
  return mapRows(
    session,
    'SELECT name FROM users',
    ({ name }: { name: string }) =>
      defer(() => send(name)).pipe(
        retry({ count: 3, delay: 10 }),
        map(() => name),
      ),
    { concurrency: 8, resumeOnError: { count: 5, delayMs: (attempt) => 100 * 2 ** attempt } },
  );
}
