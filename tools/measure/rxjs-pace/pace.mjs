// One table, one slow handler of its rows, and three ways to combine them. Measures the rows that wait in memory.
import { AsyncCluster } from '@async-cassandra/core';
import { mapRows, rows } from '@async-cassandra/rxjs';
import { defer, from, lastValueFrom, mergeMap, reduce, switchMap } from 'rxjs';

/** Each returns an Observable of the results of `handle` for every row, with `concurrency` rows handled at once. */
export const pipelines = {
  mapRows: ({ session, query, handle, concurrency, streamConfig }) =>
    mapRows(session, query, handle, { concurrency, streamConfig }),
  'rows + mergeMap': ({ session, query, handle, concurrency, streamConfig }) =>
    rows(session, query, [], { streamConfig }).pipe(mergeMap(handle, concurrency)),
  'from(stream) + mergeMap': ({ session, query, handle, concurrency, streamConfig }) =>
    defer(() => session.executeStream(query, [], { streamConfig })).pipe(
      switchMap((stream) => from(stream)),
      mergeMap(handle, concurrency),
    ),
};

/**
 * Runs one pipeline over the whole table. `progress` is updated: rows handled, rows and pages fetched, and the largest number
 * of rows that were fetched but not handled yet.
 */
export async function runPipeline(
  { clusterOptions, keyspace, pipeline, query, concurrency, fetchSize, delay },
  progress = { handled: 0, fetched: 0, pages: 0, furthestAhead: 0 },
) {
  const pageCallback = (_, count) => {
    progress.fetched += count;
    progress.pages += 1;
    progress.furthestAhead = Math.max(progress.furthestAhead, progress.fetched - progress.handled);
  };
  const handle = async () => {
    await delay();
    progress.handled += 1;
  };
  const cluster = new AsyncCluster(clusterOptions);
  try {
    const session = await cluster.connect(keyspace);
    const streamConfig = { fetchSize, pageCallback };
    const results = pipelines[pipeline]({ session, query, handle, concurrency, streamConfig });
    await lastValueFrom(results.pipe(reduce((count) => count + 1, 0)));
    return progress;
  } finally {
    await cluster.shutdown();
  }
}
