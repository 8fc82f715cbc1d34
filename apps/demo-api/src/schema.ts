// The tables, created when the service connects. Each table answers one question: its partition key is what the question names.
import type { AsyncCassandraSession } from '@async-cassandra/core';
import type { Settings } from './settings';

const tables = [
  `CREATE TABLE IF NOT EXISTS devices (
     device text PRIMARY KEY,
     name text,
     place text,
     registered_at timestamp
   )`,
  // One partition for each day of a device, so that partitions stay small. The newest row comes first.
  `CREATE TABLE IF NOT EXISTS readings (
     device text,
     day date,
     at timestamp,
     temperature double,
     pressure double,
     wind double,
     PRIMARY KEY ((device, day), at)
   ) WITH CLUSTERING ORDER BY (at DESC)`,
  // The list of these partitions.
  `CREATE TABLE IF NOT EXISTS days_of_device (
     device text,
     day date,
     PRIMARY KEY (device, day)
   ) WITH CLUSTERING ORDER BY (day DESC)`,
  `CREATE TABLE IF NOT EXISTS summaries (
     device text,
     day date,
     readings int,
     low double,
     mean double,
     high double,
     PRIMARY KEY (device, day)
   ) WITH CLUSTERING ORDER BY (day ASC)`,
];

/** Creates the keyspace and its tables if they do not exist. Returns the session. */
export async function withSchema(
  session: AsyncCassandraSession,
  { keyspace, replicationFactor }: Settings,
): Promise<AsyncCassandraSession> {
  await session.execute(
    `CREATE KEYSPACE IF NOT EXISTS "${keyspace}"
       WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': ${replicationFactor}}`,
  );
  await session.setKeyspace(keyspace);
  // One after the other: Cassandra makes one schema change at a time.
  for (const table of tables) await session.execute(table);
  return session;
}
