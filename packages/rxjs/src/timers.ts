// The timers of this package, taken once, when it is loaded: tests that fake the process's own later do not stop a query.
import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';

export const { setImmediate } = timers;
export const { setImmediate: nextTurn, setTimeout: delay } = promises;
