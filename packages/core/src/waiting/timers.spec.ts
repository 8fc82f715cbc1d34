import type * as timersModule from './timers';

type Timers = typeof timersModule;

/** The module as a package loads it that is first required now. */
function load(): Timers {
  let loaded: Timers | undefined;
  jest.isolateModules(() => (loaded = jest.requireActual<Timers>('./timers')));
  return loaded!;
}

describe('the timers of this package', () => {
  afterEach(() => jest.useRealTimers());

  it.each(['before they were loaded', 'after they were loaded'])(
    'go on where fake ones were installed %s',
    async (when) => {
      const early = when.startsWith('before') ? undefined : load();
      jest.useFakeTimers();
      const timers = early ?? load();
      const startedAt = timers.nowMs();

      await new Promise<void>((resolve) => timers.setTimeout(resolve, 1));
      await new Promise<void>((resolve) => timers.setImmediate(resolve));
      await new Promise<void>((resolve) => {
        const interval = timers.setInterval(() => {
          timers.clearInterval(interval);
          resolve();
        }, 1);
      });
      timers.clearTimeout(timers.setTimeout(() => {}, 1000));

      expect(jest.getTimerCount()).toBe(0);
      expect(timers.nowMs()).toBeGreaterThan(startedAt);
    },
  );

  it('keep the clock of a process that was told another date', () => {
    const { wallClockMs } = load();
    jest.useFakeTimers({ now: 0 });

    expect(Date.now()).toBe(0);
    expect(wallClockMs()).toBeGreaterThan(1_700_000_000_000);
  });
});
