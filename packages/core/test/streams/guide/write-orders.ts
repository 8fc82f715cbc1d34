import type { AsyncCassandraSession } from '@async-cassandra/core';

/** Writes what comes, 64 at once, at the pace at which the cluster takes it. Gives the numbers of those that could not be written. */
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
