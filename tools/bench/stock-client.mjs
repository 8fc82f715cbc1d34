// The stock driver, used as its documentation says: prepared statements, default options.
import driver from 'cassandra-driver';
import { checkRow, eventValues, knownUser, pageSize, queries } from './workload.mjs';

const { Client, types } = driver;

export async function openStockClient({ contactPoints, port, localDatacenter, keyspace }) {
  const client = new Client({
    contactPoints,
    localDataCenter: localDatacenter,
    keyspace,
    protocolOptions: { port },
  });
  await client.connect();
  const id = types.Uuid.fromString(knownUser);
  const prepared = { prepare: true };
  const paged = { prepare: true, fetchSize: pageSize };
  return {
    async read() {
      checkRow((await client.execute(queries.read, [id], prepared)).first());
    },
    insert: (i) => client.execute(queries.insert, eventValues(types, i), prepared),
    async scanByPages() {
      let pageState;
      let rows = 0;
      do {
        const page = await client.execute(queries.scan, [], { ...paged, pageState });
        for (const row of page.rows) checkRow(row);
        rows += page.rowLength;
        pageState = page.pageState;
      } while (pageState);
      return rows;
    },
    async scanByRows() {
      let rows = 0;
      for await (const row of await client.execute(queries.scan, [], paged)) {
        checkRow(row);
        rows += 1;
      }
      return rows;
    },
    close: () => client.shutdown(),
  };
}
