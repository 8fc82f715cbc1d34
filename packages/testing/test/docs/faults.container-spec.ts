import { startCassandra } from '@async-cassandra/testing';
import { Client, types } from 'cassandra-driver';

it('keeps writing while one of three nodes is down', async () => {
  await using cassandra = await startCassandra({ nodes: 3 });
  const keyspace = await cassandra.createKeyspace();
  await cassandra.runCql('CREATE TABLE events (id int PRIMARY KEY)', { keyspace });
  const client = new Client({ ...cassandra.driverOptions(), keyspace });
  await client.connect();

  await cassandra.node(2).kill();
  await client.execute('INSERT INTO events (id) VALUES (1)', [], {
    consistency: types.consistencies.quorum,
    isIdempotent: true,
  });

  await cassandra.node(2).start();
  await client.shutdown();
});
