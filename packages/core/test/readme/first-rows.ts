import { AsyncCluster } from '@async-cassandra/core';

export async function printTables(contactPoints = ['localhost']): Promise<void> {
  const cluster = new AsyncCluster({ contactPoints });
  try {
    const session = await cluster.connect();
    const byKeyspace = await session.prepare('SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?');
    for (const keyspace of ['system', 'system_schema']) {
      const tables = await session.execute(byKeyspace, [keyspace]);
      console.log(`${keyspace}: ${tables.length} tables, the first is ${tables.one()?.get('table_name')}`);
    }
  } finally {
    await cluster.shutdown();
  }
}
