import { TimeoutError } from '../errors/async-cassandra-error';
import type { SessionContext } from './session-context';
import { StreamLimits, type Interruptible } from './stream-limits';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

class Target implements Interruptible {
  readonly failed: unknown[] = [];
  readonly interrupted: unknown[] = [];

  fail(error: unknown): void {
    this.failed.push(error);
  }

  interrupt(cause: unknown): void {
    this.interrupted.push(cause);
  }
}

function contextOf(closedError?: Error): SessionContext & { streams: Set<Interruptible> } {
  return { closedError, streams: new Set() } as unknown as SessionContext & { streams: Set<Interruptible> };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('the limits of a stream', () => {
  test('are a place in the session, a timer and a listener, and none of them is left after release', () => {
    const context = contextOf();
    const { signal } = new AbortController();
    const remove = jest.spyOn(signal, 'removeEventListener');
    const limits = new StreamLimits(context);
    expect(limits.watch(new Target(), signal, 1000)).toBe(true);
    expect(context.streams.size).toBe(1);
    expect(jest.getTimerCount()).toBe(1);
    limits.release();
    limits.release();
    expect(context.streams.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  test('say nothing after release', () => {
    const control = new AbortController();
    const target = new Target();
    const limits = new StreamLimits(contextOf());
    limits.watch(target, control.signal, 1000);
    limits.release();
    control.abort();
    jest.advanceTimersByTime(2000);
    expect(target).toEqual(new Target());
  });

  test('count the time from when the stream was asked for', () => {
    const target = new Target();
    const startedAt = performance.now();
    jest.advanceTimersByTime(400);
    new StreamLimits(contextOf()).watch(target, undefined, 1000, startedAt);
    jest.advanceTimersByTime(599);
    expect(target.failed).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(target.failed).toEqual([new TimeoutError('The stream took longer than 1000 ms')]);
  });

  test.each([Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER])('set no timer for %p ms', (timeoutMs) => {
    new StreamLimits(contextOf()).watch(new Target(), undefined, timeoutMs);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('tell at once of a session that is closed, and of a signal that is aborted', () => {
    const closed = new Error('closed');
    const ofSession = new Target();
    const context = contextOf(closed);
    expect(new StreamLimits(context).watch(ofSession, undefined, 1000)).toBe(false);
    expect(ofSession.interrupted).toEqual([closed]);
    expect(context.streams.size).toBe(0);

    const ofSignal = new Target();
    const signal = AbortSignal.abort(new Error('not wanted'));
    expect(new StreamLimits(contextOf()).watch(ofSignal, signal)).toBe(false);
    expect(ofSignal.failed).toEqual([signal.reason]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('pass the reason of the signal on as it is', () => {
    const target = new Target();
    const control = new AbortController();
    new StreamLimits(contextOf()).watch(target, control.signal);
    control.abort('enough');
    expect(target.failed).toEqual(['enough']);
  });
});
