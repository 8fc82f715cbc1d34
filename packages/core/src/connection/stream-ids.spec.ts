import { StreamIds } from './stream-ids';

describe('StreamIds', () => {
  test('gives each id once and then none', () => {
    const ids = new StreamIds(3);
    expect([ids.take(), ids.take(), ids.take()].sort()).toEqual([0, 1, 2]);
    expect(ids.take()).toBe(-1);
    expect(ids.available).toBe(0);
  });

  test('gives the id that was released last first', () => {
    const ids = new StreamIds(32_768);
    const first = ids.take();
    ids.take();
    ids.release(first);
    expect(ids.take()).toBe(first);
  });
});
