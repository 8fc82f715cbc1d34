import { clearConditions, type DirectionConditions } from './link-conditions';
import { PacedQueue } from './paced-queue';

const queueWith = (change: Partial<DirectionConditions>, random = () => 0.5): PacedQueue =>
  new PacedQueue({ ...clearConditions(), ...change }, random);

const text = (value: Buffer | number | null): string | number | null =>
  Buffer.isBuffer(value) ? value.toString() : value;

describe('PacedQueue', () => {
  it('gives at once what has no conditions', () => {
    const queue = queueWith({});
    queue.push(Buffer.from('a'), 100);
    queue.push(Buffer.from('b'), 100);
    expect([queue.pull(100), queue.pull(100), queue.pull(100)].map(text)).toEqual(['a', 'b', null]);
    expect(queue.length).toBe(0);
  });

  it('keeps each chunk for its latency', () => {
    const queue = queueWith({ latencyMs: 50 });
    queue.push(Buffer.from('a'), 100);
    queue.push(Buffer.from('b'), 130);
    expect(queue.pull(149)).toBe(1);
    expect(text(queue.pull(150))).toBe('a');
    expect(queue.pull(150)).toBe(30);
    expect(text(queue.pull(180))).toBe('b');
  });

  it('adds jitter, but keeps the order', () => {
    const jitter = [1, 0];
    const queue = queueWith({ latencyMs: 10, jitterMs: 100 }, () => jitter.shift()!);
    queue.push(Buffer.from('late'), 0);
    queue.push(Buffer.from('early'), 0);
    expect(queue.pull(109)).toBe(1);
    expect([queue.pull(110), queue.pull(110)].map(text)).toEqual(['late', 'early']);
  });

  it('passes so many bytes in a second', () => {
    const queue = queueWith({ bytesPerSecond: 1000 });
    queue.push(Buffer.alloc(100), 0);
    let [now, passed] = [0, 0];
    for (let next = queue.pull(now); next !== null; next = queue.pull(now)) {
      if (typeof next === 'number') {
        now += next;
      } else {
        passed += next.length;
        expect(next).toHaveLength(20);
      }
    }
    expect(passed).toBe(100);
    // The last slice leaves when the four before it have had their time.
    expect(now).toBe(80);
  });

  it('passes one byte at a time where the rate is below a slice', () => {
    const queue = queueWith({ bytesPerSecond: 10 });
    queue.push(Buffer.from('ab'), 0);
    expect(text(queue.pull(0))).toBe('a');
    expect(queue.pull(0)).toBe(100);
  });

  it('takes new conditions for what it already has', () => {
    const conditions = { ...clearConditions(), bytesPerSecond: 10 as number | null };
    const queue = new PacedQueue(conditions, () => 0);
    queue.push(Buffer.from('abc'), 0);
    queue.pull(0);
    conditions.bytesPerSecond = null;
    expect(text(queue.pull(0))).toBe('bc');
  });
});
