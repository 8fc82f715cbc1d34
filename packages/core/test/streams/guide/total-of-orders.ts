import { type AsyncCassandraSession, StreamError } from '@async-cassandra/core';

interface Order {
  readonly price: number;
}

/** Adds up any number of orders in the memory of two pages; after an error, it continues from the same row, up to three times. */
export async function totalOfOrders(session: AsyncCassandraSession): Promise<number> {
  let total = 0;
  let resume: StreamError | undefined;
  for (let attempt = 0; ; attempt++) {
    const orders = await session.executeStream<Order>('SELECT price FROM orders', [], { resume });
    try {
      for await (const { price } of orders) total += price;
      return total;
    } catch (error) {
      if (!(error instanceof StreamError) || attempt === 3) throw error;
      resume = error;
    }
  }
}
