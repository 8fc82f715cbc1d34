import type { AsyncCassandraSession } from '@async-cassandra/core';

/** Writes orders, 64 at once, as fast as the cluster accepts them. Returns the indexes of the orders that failed. */
export async function writeOrders(
  session: AsyncCassandraSession,
  orders: AsyncIterable<{ id: number; price: number }>,
): Promise<number[]> {
  const failed: number[] = [];
  const insert = await session.prepare('INSERT INTO orders (id, price) VALUES (:id, :price)');
  insert.isIdempotent = true;
  for await (const { index, error } of session.executeConcurrent(insert, orders, { concurrency: 64 })) {
    if (error !== undefined) failed.push(index);
  }
  return failed;
}
