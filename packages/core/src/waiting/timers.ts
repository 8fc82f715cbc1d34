// The timers and the clocks of the process as they were when this package was loaded. A test that installs fake ones (Jest, Vitest, sinon,
// node:test) fakes the application's time, not the life of its connections: a socket does not wait for a fake clock to be advanced.
//
// node:timers and not the globals: in Jest only the globals of the sandbox are ever fake.
import { performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

type TimerName = 'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval' | 'setImmediate';

export const setTimeout = genuine('setTimeout');
export const clearTimeout = genuine('clearTimeout');
export const setInterval = genuine('setInterval');
export const clearInterval = genuine('clearInterval');
export const setImmediate = genuine('setImmediate');

// The prototype's own: fake timers put theirs on the object. In Bun only the object has it.
const { now = performance.now } = Object.getPrototypeOf(performance) as Partial<typeof performance>;

/** Milliseconds of a clock that only goes forward. */
export const nowMs = now.bind(performance);

/** When `nowMs` was 0, in milliseconds since 1970. */
export const { timeOrigin: timeOriginMs } = performance;

/** Milliseconds since 1970. */
export const wallClockMs = genuineDateNow();

/** Node fires a timer that is set for longer at once. It is 24 days: no limit. */
export const maxTimerMs = 0x7fff_ffff;

/** Fake timers that were installed before this package was loaded know what they stand for (@sinonjs/fake-timers, under all three). */
function genuine<Name extends TimerName>(name: Name): (typeof timers)[Name] {
  const found = timers[name] as (typeof timers)[Name] & { clock?: Record<`_${Name}`, (typeof timers)[Name]> };
  return found.clock?.[`_${name}`] ?? found;
}

function genuineDateNow(): () => number {
  const found = Date as DateConstructor & { clock?: { _Date?: DateConstructor } };
  return (found.clock?._Date ?? found).now;
}
