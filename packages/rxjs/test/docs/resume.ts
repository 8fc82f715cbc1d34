import { pages } from '@async-cassandra/rxjs';
import type { AsyncCassandraSession } from '@async-cassandra/core';
import { concatMap, take, type Observable } from 'rxjs';

export interface Progress {
  /** The position after the last run; null at first. */
  saved(): Promise<string | null>;
  save(pagingState: string | null): Promise<void>;
}

/** Processes a few pages of names, and saves the position: the next call, in this process or another, continues there. */
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
