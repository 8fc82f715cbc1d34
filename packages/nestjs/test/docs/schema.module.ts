import type { AsyncCassandraSession } from '@async-cassandra/core';
import { CassandraModule } from '@async-cassandra/nestjs';
import { Module } from '@nestjs/common';

export async function createSchema(session: AsyncCassandraSession): Promise<AsyncCassandraSession> {
  await session.execute(`
    CREATE KEYSPACE IF NOT EXISTS shop
    WITH replication = { 'class': 'NetworkTopologyStrategy', 'replication_factor': 3 }
  `);
  await session.execute('CREATE TABLE IF NOT EXISTS shop.orders (id text PRIMARY KEY, total bigint)');
  await session.setKeyspace('shop');
  return session;
}

@Module({
  imports: [
    CassandraModule.forRoot({
      cluster: () => ({ contactPoints: process.env['CASSANDRA_NODES']?.split(',') }),
      sessionFactory: createSchema,
    }),
  ],
})
export class SchemaModule {}
