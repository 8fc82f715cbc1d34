import { TimedProgress } from './timed-progress';

const silent = { step() {}, update() {}, done() {}, abandon() {} };

describe('TimedProgress', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells one time for one step', () => {
    const progress = new TimedProgress(silent);
    progress.step('Starting');
    jest.advanceTimersByTime(4_640);
    expect(progress.times()).toBe('4.6 s');
  });

  it('tells the time of each step when there are several', () => {
    const progress = new TimedProgress(silent);
    progress.step('Fetching');
    jest.advanceTimersByTime(8_000);
    progress.step('Starting');
    jest.advanceTimersByTime(5_000);
    expect(progress.times()).toBe('13.0 s: Fetching 8.0 s, Starting 5.0 s');
  });

  it('passes the news on', () => {
    const display = { ...silent, step: jest.fn(), update: jest.fn() };
    const progress = new TimedProgress(display);
    progress.step('Fetching');
    progress.update('12 downloaded');
    expect(display.step).toHaveBeenCalledWith('Fetching');
    expect(display.update).toHaveBeenCalledWith('12 downloaded');
  });
});
