import { waitForSchemaAgreement } from './schema-agreement';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

describe('waitForSchemaAgreement', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const never = new AbortController().signal;

  /** Returns the answers one after the other; repeats the last one. */
  function answers(...values: (boolean | Error)[]): jest.Mock<Promise<boolean>> {
    return jest.fn(() => {
      const value = values.length > 1 ? values.shift()! : values[0]!;
      return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
    });
  }

  it('asks at once, and is done when the nodes agree', async () => {
    const isAgreed = answers(true);
    expect(await waitForSchemaAgreement(isAgreed, 10_000, never)).toBe(true);
    expect(isAgreed).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks again with growing delays; a failure counts as "not yet"', async () => {
    const isAgreed = answers(false, new Error('lost'), ...Array.from({ length: 6 }, () => false), true);
    const asked: number[] = [];
    const start = performance.now();
    const agreed = waitForSchemaAgreement(
      () => {
        asked.push(performance.now() - start);
        return isAgreed();
      },
      10_000,
      never,
    );
    await jest.runAllTimersAsync();
    expect(await agreed).toBe(true);
    expect(asked).toEqual(
      [0, 20, 50, 95, 162.5, 263.75, 415.625, 615.625, 815.625].map((ms) => expect.closeTo(ms, -1)),
    );
  });

  it('gives false when the time is over, after a last look', async () => {
    const isAgreed = answers(false);
    const agreed = waitForSchemaAgreement(isAgreed, 100, never);
    await jest.runAllTimersAsync();
    expect(await agreed).toBe(false);
    expect(isAgreed).toHaveBeenCalledTimes(5);
  });

  it('looks once when it may not wait', async () => {
    expect(await waitForSchemaAgreement(answers(true), 0, never)).toBe(true);
    expect(await waitForSchemaAgreement(answers(false), 0, never)).toBe(false);
  });

  it("rejects with the signal's reason during a delay, and during an answer that does not come", async () => {
    for (const isAgreed of [answers(false), () => new Promise<boolean>(() => {})]) {
      const controller = new AbortController();
      const agreed = waitForSchemaAgreement(isAgreed, 10_000, controller.signal);
      agreed.catch(() => {});
      await jest.advanceTimersByTimeAsync(10);
      controller.abort(new Error('enough'));
      await expect(agreed).rejects.toThrow('enough');
      expect(jest.getTimerCount()).toBe(0);
    }
  });
});
