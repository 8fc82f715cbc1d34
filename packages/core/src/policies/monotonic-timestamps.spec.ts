import { MonotonicTimestamps } from './monotonic-timestamps';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

describe('MonotonicTimestamps', () => {
  afterEach(() => jest.restoreAllMocks());

  it('gives the clock’s time in microseconds', () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_123);

    expect(new MonotonicTimestamps().next()).toBe(1_700_000_000_123_000);
  });

  it('gives later times within one millisecond, and after the clock was set back', () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1000);
    const timestamps = new MonotonicTimestamps();
    const given = [timestamps.next(), timestamps.next()];
    clock.mockReturnValue(900);
    given.push(timestamps.next());
    clock.mockReturnValue(1001);
    given.push(timestamps.next());

    expect(given).toEqual([1_000_000, 1_000_001, 1_000_002, 1_001_000]);
  });

  it('warns while they run more than a second ahead of a clock that was set back, once a minute', () => {
    const day = 86_400_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(day);
    const uptime = jest.spyOn(performance, 'now').mockReturnValue(0);
    const log = jest.fn();
    const client = { log } as never;
    const timestamps = new MonotonicTimestamps();
    timestamps.next(client);
    clock.mockReturnValue(day - 999);
    timestamps.next(client);
    expect(log).not.toHaveBeenCalled();
    clock.mockReturnValue(0);
    for (const ms of [0, 59_999, 60_000]) {
      uptime.mockReturnValue(ms);
      timestamps.next(client);
    }
    timestamps.next();
    expect(log.mock.calls).toEqual([
      ['warning', expect.stringContaining('86400.0 s ahead of the clock')],
      ['warning', expect.stringContaining('86400.0 s ahead of the clock')],
    ]);
  });

  it('goes on into the next millisecond when more than a thousand are asked for in one', () => {
    jest.spyOn(Date, 'now').mockReturnValue(1000);
    const timestamps = new MonotonicTimestamps();
    const given = Array.from({ length: 1500 }, () => timestamps.next());

    expect(given.at(-1)).toBe(1_001_499);
    expect(new Set(given).size).toBe(1500);
  });
});
