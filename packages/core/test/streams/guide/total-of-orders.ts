import { type AsyncCassandraSession, StreamError } from '@async-cassandra/core';

interface Order {
  readonly price: number;
}

/** Adds up any number of orders in the memory of two pages; goes on once where a page could not be read. */
export async function totalOfOrders(session: AsyncCassandraSession): Promise<number> {
  let total = 0;
  const add = async (pagingState: string | null): Promise<void> => {
    const orders = await session.executeStream<Order>('SELECT price FROM orders', [], {
      streamConfig: { pagingState },
    });
    for await (const { price } of orders) total += price;
  };
  try {
    await add(null);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    await add(error.pagingState);
  }
  return total;
}
