// The stock driver, used as its documentation says: prepared statements, default options.
import driver from 'cassandra-driver';
import { eventValues, knownUser, pageSize, queries } from './workload.mjs';

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

  async function scanByPages(onPage) {
    let pageState;
    do {
      const page = await client.execute(queries.scan, [], { ...paged, pageState });
      onPage(page.rows);
      pageState = page.pageState;
    } while (pageState);
  }

  return {
    read: async () => (await client.execute(queries.read, [id], prepared)).first(),
    insert: (i) => client.execute(queries.insert, eventValues(types, i), prepared),
    async scanWhole() {
      const rows = [];
      await scanByPages((page) => {
        for (const row of page) rows.push(row);
      });
      return rows;
    },
    scanByPages,
    scanByRows: () => client.execute(queries.scan, [], paged),
    close: () => client.shutdown(),
  };
}
