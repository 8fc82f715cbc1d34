// The client for the stock driver, with its best way for each kind of work: prepared statements, its pages, its eachRow, its batch, its executeConcurrent.
import stock from 'cassandra-driver';
import { knownUser, pageSize, queries } from './tables.mjs';
import { mixedBatch, writtenValues } from './written-values.mjs';

/** `driver`: the module that is used as cassandra-driver. */
export async function openStockClient({ contactPoints, port, localDatacenter, keyspace, ssl }, driver = stock) {
  const { Client, concurrent, mapping, types } = driver;
  const client = new Client({
    contactPoints,
    localDataCenter: localDatacenter,
    keyspace,
    protocolOptions: { port },
    // Verified, as core does: the stock driver's own default does not verify.
    sslOptions: ssl && { ...ssl, rejectUnauthorized: true },
    queryOptions: { consistency: types.consistencies.localOne },
  });
  await client.connect();
  const id = types.Uuid.fromString(knownUser);
  const values = writtenValues(types);
  const prepared = { prepare: true };
  const paged = { prepare: true, fetchSize: pageSize };
  const unlogged = { prepare: true, logged: false };

  const scan = (query) => async (onPage) => {
    let pageState;
    do {
      const page = await client.execute(query, [], { ...paged, pageState });
      onPage(page.rows);
      pageState = page.pageState;
    } while (pageState);
  };
  const scanByPages = scan(queries.scan);
  const users = new mapping.Mapper(client, { models: { User: { tables: ['users'] } } }).forModel('User');

  return {
    read: async () => (await client.execute(queries.read, [id], prepared)).first(),
    insert: (i) => client.execute(queries.insert, values.event(i), prepared),
    insertWide: (i) => client.execute(queries.insertWide, values.wide(i), prepared),
    insertConcurrently: (count, concurrencyLevel) =>
      concurrent.executeConcurrent(client, queries.insert, values.events(count), { concurrencyLevel }),
    batch: (i) =>
      client.batch(
        values.batch(i).map((params) => ({ query: queries.insert, params })),
        unlogged,
      ),
    mixedBatch(i) {
      const batch = [];
      mixedBatch(values.batch(i), {
        insert: (params) => batch.push({ query: queries.insert, params }),
        update: (params) => batch.push({ query: queries.update, params }),
        delete: (params) => batch.push({ query: queries.delete, params }),
      });
      return client.batch(batch, prepared);
    },
    async scanWhole() {
      const rows = [];
      await scanByPages((page) => {
        for (const row of page) rows.push(row);
      });
      return rows;
    },
    scanByPages,
    scanWideByPages: scan(queries.scanWide),
    scanByRows: (onRow) =>
      new Promise((resolve, reject) => {
        const options = { ...paged, autoPage: true };
        const end = (error) => (error ? reject(error) : resolve());
        client.eachRow(queries.scan, [], options, (_, row) => onRow(row), end);
      }),
    streamRows: (onRow) =>
      new Promise((resolve, reject) => {
        client.stream(queries.scan, [], paged).on('data', onRow).on('end', resolve).on('error', reject);
      }),
    getMapped: () => users.get({ id }),
    async iterateRows(onRow) {
      for await (const row of await client.execute(queries.scan, [], paged)) onRow(row);
    },
    close: () => client.shutdown(),
  };
}
