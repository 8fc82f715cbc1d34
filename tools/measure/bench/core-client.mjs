// The client for core, through its public API.
import { AsyncCluster, BatchStatement, types } from '@async-cassandra/core';
import { knownUser, pageSize, queries } from './tables.mjs';
import { mixedBatch, writtenValues } from './written-values.mjs';

export async function openCoreClient({ contactPoints, port, localDatacenter, keyspace, ssl }) {
  const consistency = types.consistencies.localOne;
  const cluster = new AsyncCluster({ contactPoints, port, localDatacenter, consistency, ssl });
  const session = await cluster.connect(keyspace);
  const names = Object.keys(queries);
  const statements = await Promise.all(names.map((name) => session.prepare(queries[name])));
  const { read, insert, update, scan, scanWide, insertWide, ...others } = Object.fromEntries(
    names.map((name, i) => [name, statements[i]]),
  );
  const id = types.Uuid.fromString(knownUser);
  const values = writtenValues(types);
  const streamed = { streamConfig: { fetchSize: pageSize } };

  const byPages = (statement) => async (onPage) => {
    const stream = await session.executeStream(statement, [], streamed);
    for await (const page of stream.pages()) onPage(page);
  };

  return {
    read: async () => (await session.execute(read, [id])).one(),
    insert: (i) => session.execute(insert, values.event(i)),
    insertWide: (i) => session.execute(insertWide, values.wide(i)),
    async insertConcurrently(count, concurrency) {
      for await (const { error } of session.executeConcurrent(insert, values.events(count), { concurrency })) {
        if (error !== undefined) throw error;
      }
    },
    batch: (i) => session.executeBatch(new BatchStatement({ type: 'unlogged' }).addAll(insert, values.batch(i))),
    mixedBatch(i) {
      const batch = new BatchStatement();
      mixedBatch(values.batch(i), {
        insert: (parameters) => batch.add(insert, parameters),
        update: (parameters) => batch.add(update, parameters),
        delete: (parameters) => batch.add(others.delete, parameters),
      });
      return session.executeBatch(batch);
    },
    scanWhole: async () => (await session.execute(scan, [], { fetchSize: pageSize })).rows,
    scanByPages: byPages(scan),
    scanWideByPages: byPages(scanWide),
    async scanByRows(onRow) {
      for await (const row of await session.executeStream(scan, [], streamed)) onRow(row);
    },
    close: () => cluster.shutdown(),
  };
}
