import type { AsyncCassandraSession, ScanCheckpoint } from '@async-cassandra/core';

interface Order {
  readonly id: number;
  readonly price: number;
}

export interface Target {
  write(orders: readonly Order[]): Promise<void>;
  /** Stores the text for the next process. */
  save(checkpoint: string): Promise<void>;
  saved(): Promise<string | undefined>;
}

/** Reads a whole table, several token ranges at once. After a crash, call it again: it continues from the checkpoint. */
export async function copyOrders(session: AsyncCassandraSession, target: Target): Promise<void> {
  const saved = await target.saved();
  const checkpoint = saved === undefined ? undefined : (JSON.parse(saved) as ScanCheckpoint);
  const scan = session.scanTable<Order>('orders', { columns: ['id', 'price'], checkpoint });
  for await (const orders of scan.pages()) {
    await target.write(orders);
    await target.save(JSON.stringify(scan.checkpoint()));
    const { rows, fraction, rowsPerSecond } = scan.progress!;
    console.log(`${rows} rows, ${Math.round(fraction * 100)} %, ${rowsPerSecond} a second`);
  }
}
