import { startCassandra } from '@async-cassandra/testing';
import { Client } from 'cassandra-driver';

it('greets from a real Cassandra', async () => {
  await using cassandra = await startCassandra();
  const keyspace = await cassandra.createKeyspace();
  await cassandra.runCql(
    `CREATE TABLE greetings (id int PRIMARY KEY, text text);
     INSERT INTO greetings (id, text) VALUES (1, 'Hello');`,
    { keyspace },
  );

  const client = new Client({ ...cassandra.driverOptions(), keyspace });
  const result = await client.execute('SELECT text FROM greetings WHERE id = 1');
  expect(result.first().get('text')).toBe('Hello');
  await client.shutdown();
});
