// Core through its public API, with default options.
import { AsyncCluster, types } from '@async-cassandra/core';
import { checkRow, eventValues, knownUser, pageSize, queries } from './workload.mjs';

export async function openCoreClient({ contactPoints, port, localDatacenter, keyspace }) {
  const cluster = new AsyncCluster({ contactPoints, port, localDatacenter });
  const session = await cluster.connect(keyspace);
  const read = await session.prepare(queries.read);
  const insert = await session.prepare(queries.insert);
  const scan = await session.prepare(queries.scan);
  const id = types.Uuid.fromString(knownUser);
  return {
    async read() {
      checkRow((await session.execute(read, [id])).one());
    },
    insert: (i) => session.execute(insert, eventValues(types, i)),
    async scanByPages() {
      let rows = 0;
      const stream = await session.executeStream(scan, [], { streamConfig: { fetchSize: pageSize } });
      for await (const page of stream.pages()) {
        for (const row of page) checkRow(row);
        rows += page.length;
      }
      return rows;
    },
    async scanByRows() {
      let rows = 0;
      for await (const row of await session.executeStream(scan, [], { streamConfig: { fetchSize: pageSize } })) {
        checkRow(row);
        rows += 1;
      }
      return rows;
    },
    close: () => cluster.shutdown(),
  };
}
