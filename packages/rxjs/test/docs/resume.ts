import { pages } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { concatMap, take, type Observable } from 'rxjs';

export interface Progress {
  /** Where the last run ended; null at first. */
  saved(): Promise<string | null>;
  save(pagingState: string | null): Promise<void>;
}

/** Hands a few pages of names on, and keeps where to go on: the next call, in this process or another, begins there. */
export async function nextPages(
  session: AsyncCassandraSession,
  progress: Progress,
  handle: (names: string[]) => Promise<void>,
): Promise<Observable<void>> {
  const streamConfig = { fetchSize: 30, pagingState: await progress.saved() };
  return pages<{ name: string }>(session, 'SELECT name FROM users', [], { streamConfig }).pipe(
    take(3),
    concatMap(async ({ rows, pagingState }) => {
      await handle(rows.map(({ name }) => name));
      await progress.save(pagingState);
    }),
  );
}
