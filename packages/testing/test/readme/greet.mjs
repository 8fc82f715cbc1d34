import { startCassandra } from '@async-cassandra/testing';
import { Client } from 'cassandra-driver';

const cassandra = await startCassandra();
const keyspace = await cassandra.createKeyspace();
await cassandra.runCql(
  `CREATE TABLE greetings (id int PRIMARY KEY, text text);
   INSERT INTO greetings (id, text) VALUES (1, 'Hello');`,
  { keyspace },
);

const client = new Client({ ...cassandra.driverOptions(), keyspace });
const result = await client.execute('SELECT text FROM greetings WHERE id = 1');
console.log(result.first().get('text'));
await client.shutdown();
await cassandra.stop();
