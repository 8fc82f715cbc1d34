import { Long } from '../driver/values';
import { nodeAt } from '../../test/fixture/nodes';
import { readSizeEstimates, type EstimateRow } from './size-estimates';

const table = { keyspace: 'shop', name: 'items' };
const low = String(-(2n ** 63n));
const high = String(2n ** 63n - 1n);

const row = (start: string, end: string, size: number, count: number): EstimateRow => ({
  range_start: start,
  range_end: end,
  mean_partition_size: Long.fromNumber(size),
  partitions_count: BigInt(count),
});

describe('readSizeEstimates', () => {
  test('adds up what the nodes say, each of its own vnodes', async () => {
    const answers = [[row(low, '0', 10, 5)], [row('0', high, 20, 5), row(low, '0', 10, 5)]];
    const estimates = await readSizeEstimates(() => Promise.resolve(answers.shift()!), [nodeAt(1), nodeAt(2)], table);
    expect(estimates!.bytes).toBe(150);
    expect(estimates!.bytesOf({ start: 0n, end: 2n ** 63n - 1n })).toBe(100);
  });

  test('makes do with the nodes that answer', async () => {
    const read = (_: string, __: unknown, node: { address: string }): Promise<EstimateRow[]> =>
      node.address === '10.0.0.1' ? Promise.resolve([row(low, '0', 10, 5)]) : Promise.reject(new Error('down'));
    const estimates = await readSizeEstimates(read, [nodeAt(1), nodeAt(2)], table);
    expect(estimates!.bytes).toBe(100);
    expect(estimates!.bytesOf({ start: 0n, end: 2n ** 63n - 1n })).toBe(50);
  });

  test('says that there are none', async () => {
    expect(await readSizeEstimates(() => Promise.resolve([]), [nodeAt(1)], table)).toBeUndefined();
  });
});
