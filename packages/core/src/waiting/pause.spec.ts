import { Pause } from './pause';

jest.mock('./timers', () => jest.requireActual('./fake-timers.spec-support'));

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

async function isOver(wait: Promise<void>): Promise<boolean> {
  let over = false;
  void wait.then(() => (over = true));
  await Promise.resolve();
  await Promise.resolve();
  return over;
}

describe('a pause', () => {
  test('lasts as long as it is told to', async () => {
    const wait = new Pause().for(100);
    jest.advanceTimersByTime(99);
    expect(await isOver(wait)).toBe(false);
    jest.advanceTimersByTime(1);
    expect(await isOver(wait)).toBe(true);
  });

  test('is cut short by end, which leaves no timer', async () => {
    const pause = new Pause();
    const wait = pause.for(100);
    pause.end();
    expect(await isOver(wait)).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('that has not begun is skipped by a hint that comes early, once', async () => {
    const pause = new Pause();
    pause.skip();
    expect(await isOver(pause.for(100))).toBe(true);
    expect(await isOver(pause.for(100))).toBe(false);
    pause.skip();
    expect(await isOver(pause.for(100))).toBe(false);
  });
});
