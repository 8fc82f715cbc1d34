import { Client } from '@async-cassandra/compat'; // was: from 'cassandra-driver'

const { CASSANDRA_CONTACT_POINTS = 'localhost', CASSANDRA_PORT = '9042' } = process.env;
const client = new Client({
  contactPoints: CASSANDRA_CONTACT_POINTS.split(','),
  protocolOptions: { port: Number(CASSANDRA_PORT) },
  localDataCenter: process.env.CASSANDRA_LOCAL_DATACENTER ?? 'datacenter1',
});

const replication = "{ 'class': 'NetworkTopologyStrategy', 'replication_factor': 1 }";
await client.execute(`CREATE KEYSPACE IF NOT EXISTS people WITH replication = ${replication}`);
await client.execute('CREATE TABLE IF NOT EXISTS people.users (id int PRIMARY KEY, name text)');
await client.execute('INSERT INTO people.users (id, name) VALUES (?, ?)', [1, 'Ada'], { prepare: true });
const result = await client.execute('SELECT name FROM people.users WHERE id = ?', [1], { prepare: true });
console.log(result.first().get('name'));
await client.shutdown();
