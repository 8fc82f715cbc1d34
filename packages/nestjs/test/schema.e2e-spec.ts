import { AsyncCassandraSession } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Test } from '@nestjs/testing';
import { SchemaModule } from './docs/schema.module';

const keyspace = useKeyspace();

it('creates its keyspace and its tables while it boots', async () => {
  const { contactPoints, port } = keyspace.clusterOptions();
  process.env.CASSANDRA_NODES = contactPoints.map((host) => `${host}:${port}`).join();
  const app = await Test.createTestingModule({ imports: [SchemaModule] }).compile();
  try {
    const session = app.get(AsyncCassandraSession);
    expect(session.keyspace).toBe('shop');
    const tables = await session.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'shop'");
    expect(tables.rows).toEqual([{ table_name: 'orders' }]);
  } finally {
    await keyspace.runCql('DROP KEYSPACE IF EXISTS shop');
    await app.close();
  }
});
