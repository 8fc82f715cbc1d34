// The timers and clocks of the process, captured when this package was loaded. Fake timers in a test (Jest, Vitest, sinon, node:test) fake
// the application's time, not the connections: a socket does not wait until a fake clock is advanced.
//
// Taken from node:timers and not from the globals: Jest only fakes the globals of its sandbox.
import { performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

type TimerName = 'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval' | 'setImmediate';

export const setTimeout = genuine('setTimeout');
export const clearTimeout = genuine('clearTimeout');
export const setInterval = genuine('setInterval');
export const clearInterval = genuine('clearInterval');
export const setImmediate = genuine('setImmediate');

// Taken from the prototype: fake timers replace the method of the object. In Bun only the object has it.
const { now = performance.now } = Object.getPrototypeOf(performance) as Partial<typeof performance>;

/** Milliseconds of a monotonic clock. */
export const nowMs = now.bind(performance);

/** The time at which `nowMs` was 0, in milliseconds since 1970. */
export const { timeOrigin: timeOriginMs } = performance;

/** Milliseconds since 1970. */
export const wallClockMs = genuineDateNow();

/** The longest delay of a timer, 24 days: Node fires a longer timer at once. */
export const maxTimerMs = 0x7fff_ffff;

/** Returns the genuine timer, also when fake timers were installed before this package was loaded: @sinonjs/fake-timers, which all three use, keeps it. */
function genuine<Name extends TimerName>(name: Name): (typeof timers)[Name] {
  const found = timers[name] as (typeof timers)[Name] & { clock?: Record<`_${Name}`, (typeof timers)[Name]> };
  return found.clock?.[`_${name}`] ?? found;
}

function genuineDateNow(): () => number {
  const found = Date as DateConstructor & { clock?: { _Date?: DateConstructor } };
  return (found.clock?._Date ?? found).now;
}
