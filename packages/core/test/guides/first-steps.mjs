import { AsyncCluster, types } from '@async-cassandra/core';

const { CASSANDRA_CONTACT_POINTS = 'localhost', CASSANDRA_PORT = '9042' } = process.env;
const cluster = new AsyncCluster({ contactPoints: CASSANDRA_CONTACT_POINTS.split(','), port: Number(CASSANDRA_PORT) });

try {
  const session = await cluster.connect();
  await session.execute(`
    CREATE KEYSPACE IF NOT EXISTS first_steps
    WITH replication = { 'class': 'NetworkTopologyStrategy', 'replication_factor': 1 }
  `);
  await session.setKeyspace('first_steps');
  await session.execute(`
    CREATE TABLE IF NOT EXISTS readings (sensor uuid, at timestamp, celsius double, PRIMARY KEY (sensor, at))
  `);

  const sensor = types.Uuid.random();
  const insert = await session.prepare('INSERT INTO readings (sensor, at, celsius) VALUES (?, ?, ?)');
  await session.execute(insert, [sensor, new Date('2026-01-01T12:00:00Z'), 21.5]);
  await session.execute(insert, [sensor, new Date('2026-01-01T13:00:00Z'), 22.5]);

  const select = await session.prepare('SELECT at, celsius FROM readings WHERE sensor = ?');
  for (const { at, celsius } of await session.execute(select, [sensor])) {
    console.log(`${at.toISOString()} ${celsius}`);
  }
} finally {
  await cluster.shutdown();
}
