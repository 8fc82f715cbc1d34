// The timers of this package, taken once, when it is loaded: tests that fake the process's own later do not stop a query.
import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';
import { performance } from 'node:perf_hooks';

export const { setImmediate } = timers;
export const { setImmediate: nextTurn, setTimeout: delay } = promises;

/** Milliseconds of a clock that only goes forward. The prototype's own: fake timers put theirs on the object. */
export const nowMs = (Object.getPrototypeOf(performance) as typeof performance).now.bind(performance);
