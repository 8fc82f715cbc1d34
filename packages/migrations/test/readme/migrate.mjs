import { AsyncCluster } from '@async-cassandra/core';
import { migrate } from '@async-cassandra/migrations';

const { CASSANDRA_CONTACT_POINTS = 'localhost', CASSANDRA_PORT = '9042' } = process.env;
const cluster = new AsyncCluster({ contactPoints: CASSANDRA_CONTACT_POINTS.split(','), port: Number(CASSANDRA_PORT) });
const session = await cluster.connect();

const { ran } = await migrate(session, {
  folder: 'migrations',
  keyspace: 'club',
  replication: { class: 'NetworkTopologyStrategy', replication_factor: 1 },
});
console.log(`ran: ${ran.join(', ') || 'nothing'}`);
const members = await session.execute('SELECT name FROM club.members');
console.log(members.one().name);
await cluster.shutdown();
