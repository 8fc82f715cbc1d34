// One process: from nothing to the first row, by one of the clients, then shutdown. Its standard output is its memory in MB at the row.
import { query } from './query.mjs';

const [kind, given] = process.argv.slice(2);
const { contactPoints, port, localDatacenter } = JSON.parse(given);

const firstRow = {
  async stock() {
    const { default: driver } = await import('cassandra-driver');
    const client = new driver.Client({ contactPoints, localDataCenter: localDatacenter, protocolOptions: { port } });
    await client.connect();
    const { rows } = await client.execute(query, ['local'], { prepare: true });
    return { rows, close: () => client.shutdown() };
  },
  async core() {
    const { AsyncCluster } = await import('@async-cassandra/core');
    const cluster = new AsyncCluster({ contactPoints, port, localDatacenter });
    const session = await cluster.connect();
    const { rows } = await session.execute(query, ['local']);
    return { rows, close: () => cluster.shutdown() };
  },
  nothing: () => ({ rows: [{}], close() {} }),
};

const { rows, close } = await firstRow[kind]();
if (rows.length !== 1) throw new Error('No row');
process.stdout.write(`${process.memoryUsage.rss() / 1e6}`);
await close();
