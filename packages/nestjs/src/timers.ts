// The timers of this package, captured when it is loaded, so that fake timers of a test do not stop a connection.
import { performance } from 'node:perf_hooks';
import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';

export const { clearTimeout, setImmediate, setTimeout } = timers;
export const { setTimeout: delay } = promises;

// The prototype's own: fake timers put theirs on the object. In Bun only the object has it.
const { now = performance.now } = Object.getPrototypeOf(performance) as Partial<typeof performance>;

/** Milliseconds of a clock that only goes forward. */
export const nowMs = now.bind(performance);
