import { AsyncCluster, BatchStatement, types } from '@async-cassandra/core';
import type { ClientOptions } from 'cassandra-driver';

export async function addAndList({ keyspace, ...options }: ClientOptions): Promise<string[]> {
  const cluster = AsyncCluster.fromDriverOptions(options);
  const session = await cluster.connect(keyspace);
  try {
    const insert = 'INSERT INTO products (id, name) VALUES (?, ?)';
    await session.execute(insert, [types.Uuid.random(), 'Lamp'], { isIdempotent: true });
    await session.executeBatch(
      new BatchStatement().addAll(insert, [
        [types.Uuid.random(), 'Chair'],
        [types.Uuid.random(), 'Table'],
      ]),
    );
    const names: string[] = [];
    const products = await session.executeStream<{ name: string }>('SELECT name FROM products', [], { fetchSize: 1 });
    for await (const { name } of products) names.push(name);
    return names;
  } finally {
    await cluster.shutdown();
  }
}
