// The timers of this package, captured when it is loaded, so that fake timers of a test do not stop a connection.
import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';

export const { clearTimeout, setImmediate, setTimeout } = timers;
export const { setTimeout: delay } = promises;
