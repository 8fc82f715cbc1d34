import { DeadlineWheel, type DeadlineEntry } from './deadline-wheel';

jest.mock('./timers', () => jest.requireActual('./fake-timers.spec-support'));

class FakeEntry implements DeadlineEntry {
  readonly #onExpiry: () => void;

  isAwaited = false;
  deadlinePrevious: DeadlineEntry | undefined;
  deadlineNext: DeadlineEntry | undefined;
  expired = 0;

  constructor(
    public deadline: number,
    onExpiry: () => void = () => {},
  ) {
    this.#onExpiry = onExpiry;
  }

  onDeadline(): void {
    this.expired++;
    this.#onExpiry();
  }
}

function entryIn(delayMs: number, onExpiry?: () => void): FakeEntry {
  return new FakeEntry(performance.now() + delayMs, onExpiry);
}

describe('DeadlineWheel', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('expires an entry after its deadline, never before', () => {
    const wheel = new DeadlineWheel();
    const entry = entryIn(100);
    wheel.add(entry);
    jest.advanceTimersByTime(99);
    expect(entry.expired).toBe(0);
    jest.advanceTimersByTime(60);
    expect(entry.expired).toBe(1);
    expect(wheel.size).toBe(0);
  });

  test('keeps an entry that lies further away than one turn until its time', () => {
    const wheel = new DeadlineWheel();
    const entry = entryIn(25_000);
    wheel.add(entry);
    jest.advanceTimersByTime(24_900);
    expect(entry.expired).toBe(0);
    jest.advanceTimersByTime(200);
    expect(entry.expired).toBe(1);
  });

  test('never expires what was removed, whichever place it had in its slot', () => {
    for (const removed of [0, 1, 2]) {
      const wheel = new DeadlineWheel();
      const deadline = performance.now() + 50;
      const entries = [new FakeEntry(deadline), new FakeEntry(deadline), new FakeEntry(deadline)];
      for (const entry of entries) wheel.add(entry);
      wheel.remove(entries[removed]!);
      wheel.remove(entries[removed]!);
      expect(wheel.size).toBe(2);
      jest.advanceTimersByTime(200);
      expect(entries.map(({ expired }) => expired)).toEqual([0, 1, 2].map((i) => (i === removed ? 0 : 1)));
    }
  });

  test('bears an expiry that removes others which are due in the same slot', () => {
    const wheel = new DeadlineWheel();
    const deadline = performance.now() + 50;
    const other = new FakeEntry(deadline);
    const entry = new FakeEntry(deadline, () => wheel.remove(other));
    wheel.add(other);
    wheel.add(entry);
    jest.advanceTimersByTime(200);
    expect(entry.expired).toBe(1);
    expect(wheel.size).toBe(0);
  });

  test('has no timer once it is empty', () => {
    const wheel = new DeadlineWheel();
    const entry = entryIn(1000);
    wheel.add(entry);
    expect(jest.getTimerCount()).toBe(1);
    wheel.remove(entry);
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
    wheel.add(entryIn(10));
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('ends its timer at once when it is told to rest, if nothing waits', () => {
    const wheel = new DeadlineWheel();
    const entry = entryIn(1000);
    wheel.add(entry);
    wheel.rest();
    expect(jest.getTimerCount()).toBe(1);
    wheel.remove(entry);
    wheel.rest();
    expect(jest.getTimerCount()).toBe(0);
    const next = entryIn(100);
    wheel.add(next);
    jest.advanceTimersByTime(200);
    expect(next.expired).toBe(1);
  });
});
