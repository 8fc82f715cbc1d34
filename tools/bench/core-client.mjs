// Core through its public API, with default options.
import { AsyncCluster, types } from '@async-cassandra/core';
import { eventValues, knownUser, pageSize, queries } from './workload.mjs';

export async function openCoreClient({ contactPoints, port, localDatacenter, keyspace }) {
  const cluster = new AsyncCluster({ contactPoints, port, localDatacenter });
  const session = await cluster.connect(keyspace);
  const read = await session.prepare(queries.read);
  const insert = await session.prepare(queries.insert);
  const scan = await session.prepare(queries.scan);
  const id = types.Uuid.fromString(knownUser);
  const streamed = { streamConfig: { fetchSize: pageSize } };
  return {
    read: async () => (await session.execute(read, [id])).one(),
    insert: (i) => session.execute(insert, eventValues(types, i)),
    scanWhole: async () => (await session.execute(scan, [], { fetchSize: pageSize })).rows,
    async scanByPages(onPage) {
      const stream = await session.executeStream(scan, [], streamed);
      for await (const page of stream.pages()) onPage(page);
    },
    scanByRows: () => session.executeStream(scan, [], streamed),
    close: () => cluster.shutdown(),
  };
}
