import { inspect } from 'node:util';
import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { AppProcess } from './support/app-process';
import { platforms } from './support/http-app';
import { LineReader } from './support/line-reader';

const keyspace = useKeyspace();
const rowCount = 500;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE readings (sensor int, at int, text text, PRIMARY KEY (sensor, at))');
  const insert = await session.prepare('INSERT INTO readings (sensor, at, text) VALUES (?, ?, ?)');
  const parameters = Array.from({ length: rowCount }, (_, i) => [i % 10, i, 'x'.repeat(100)]);
  for await (const { error } of session.executeConcurrent(insert, parameters, { concurrency: 32 })) {
    expect(error).toBeUndefined();
  }
});

afterAll(() => cluster.shutdown());

/** How many connections the server has with an application of that name. */
async function connectionsOf(applicationName: string): Promise<number> {
  const { rows } = await session.execute('SELECT client_options FROM system_views.clients');
  return rows.filter(({ client_options: options }) => inspect(options).includes(applicationName)).length;
}

describe.each(platforms)('an application with two connections and %s', (platform) => {
  test.each(['own', 'nest'] as const)(
    'ends its streams with an error line at SIGTERM, and leaves nothing (shutdown: %s)',
    async (shutdown) => {
      const applicationName = `nest-${platform}-${shutdown}-${keyspace.name}`;
      const options = { ...keyspace.clusterOptions(), applicationName };
      const query = `SELECT sensor, at, text FROM ${keyspace.name}.readings`;
      await using app = await AppProcess.start('export-app', { platform, cluster: options, query, shutdown });
      expect(await (await fetch(`${app.url}/counts`)).json()).toEqual([rowCount, rowCount]);
      expect(await connectionsOf(applicationName)).toBeGreaterThanOrEqual(4);

      const client = await LineReader.open(`${app.url}/again-and-again`);
      await client.readTo(10 * rowCount);
      app.kill('SIGTERM');
      expect(await client.readTo(Infinity)).toBe(false);

      expect(JSON.parse(client.last)).toEqual({
        '': 'end',
        error: { statusCode: 503, message: 'The server is shutting down' },
        count: client.count - 1,
      });
      expect(await app.end()).toEqual({ code: 0, signal: null, output: '' });
      while ((await connectionsOf(applicationName)) > 0);
    },
  );
});
