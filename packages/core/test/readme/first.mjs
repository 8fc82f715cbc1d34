import { AsyncCluster } from '@async-cassandra/core';

const { CASSANDRA_CONTACT_POINTS = 'localhost', CASSANDRA_PORT = '9042' } = process.env;
const cluster = new AsyncCluster({ contactPoints: CASSANDRA_CONTACT_POINTS.split(','), port: Number(CASSANDRA_PORT) });
const session = await cluster.connect();

const replication = "{ 'class': 'NetworkTopologyStrategy', 'replication_factor': 1 }";
await session.execute(`CREATE KEYSPACE IF NOT EXISTS shop WITH replication = ${replication}`);
await session.execute('CREATE TABLE IF NOT EXISTS shop.items (id int PRIMARY KEY, name text)');
await session.execute('INSERT INTO shop.items (id, name) VALUES (?, ?)', [1, 'lamp']);
const items = await session.execute('SELECT name FROM shop.items WHERE id = ?', [1]);
console.log(items.one().name);
await cluster.shutdown();
