// The timers of this package, taken once, when it is loaded: tests that fake the process's own later do not stop a connection.
import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';

export const { clearTimeout, setImmediate, setTimeout } = timers;
export const { setTimeout: delay } = promises;
