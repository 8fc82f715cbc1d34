import { setImmediate as turn } from 'node:timers/promises';
import type { TableScan } from '@async-cassandra/core';
import { LazyScan } from './lazy-scan';

async function* rowsThenError(): AsyncGenerator<{ id: number }, undefined> {
  for (let id = 1; id <= 3; id++) yield Promise.resolve({ id });
  throw new Error('the node is gone');
}

describe('LazyScan', () => {
  it('hands over every row before an error as a Readable, also to a slow consumer', async () => {
    const scan = { [Symbol.asyncIterator]: rowsThenError } as unknown as TableScan<{ id: number }>;
    const seen: number[] = [];
    const reading = (async () => {
      for await (const row of new LazyScan(() => Promise.resolve(scan)).toReadable()) {
        for (let turns = 0; turns < 20; turns++) await turn();
        seen.push((row as { id: number }).id);
      }
    })();
    await expect(reading).rejects.toThrow('the node is gone');
    expect(seen).toEqual([1, 2, 3]);
  });
});
