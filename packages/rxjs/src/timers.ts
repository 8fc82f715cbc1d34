// The timers of this package, captured when it is loaded, so that fake timers of a test do not stop a query.
import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';
import { performance } from 'node:perf_hooks';

export const { setImmediate } = timers;
export const { setImmediate: nextTurn, setTimeout: delay } = promises;

/** Milliseconds of a monotonic clock. Taken from the prototype, because fake timers replace the method of the object. */
export const nowMs = (Object.getPrototypeOf(performance) as typeof performance).now.bind(performance);
