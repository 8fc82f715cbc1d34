import { RecentQueries } from './recent-queries';

function keepQueries(kept: RecentQueries, from: number, to: number): void {
  for (let i = from; i < to; i++) kept.add(`hash ${i}`, i, i % 3 !== 0, i % 3 === 0 ? 'TimeoutError' : null, i, i, i);
}

describe('the recent queries', () => {
  it('are all that fit, in their order, however often the ring has grown and turned', () => {
    for (const [maxSize, count] of [
      [1, 3],
      [7, 20],
      [300, 299],
      [300, 1000],
      [5000, 4999],
    ] as const) {
      const kept = new RecentQueries(maxSize);
      keepQueries(kept, 0, count);
      const first = Math.max(0, count - maxSize);
      expect(kept.all().map(({ durationMs }) => durationMs)).toEqual(
        Array.from({ length: count - first }, (_, index) => first + index),
      );
      expect(kept.oldestStart).toBe(first);
      expect([...kept.durations].sort((a, b) => a - b)[0]).toBe(first);
    }
  });

  it('have the fields that were recorded', () => {
    const kept = new RecentQueries(2);
    keepQueries(kept, 2, 4);
    expect(kept.all()).toEqual([
      {
        queryHash: 'hash 2',
        durationMs: 2,
        success: true,
        errorType: null,
        timestamp: new Date(2),
        parametersCount: 2,
        resultSize: 2,
      },
      expect.objectContaining({ queryHash: 'hash 3', success: false, errorType: 'TimeoutError' }),
    ]);
  });

  it('are none after clear, and new ones afterwards', () => {
    const kept = new RecentQueries(3);
    keepQueries(kept, 0, 5);
    kept.clear();
    expect([kept.size, kept.oldestStart, kept.all()]).toEqual([0, undefined, []]);
    keepQueries(kept, 8, 10);
    expect(kept.all().map(({ queryHash }) => queryHash)).toEqual(['hash 8', 'hash 9']);
  });
});
