import { setImmediate } from './timers';

/**
 * Rejects in a later turn of the event loop: for a call that fails before anything was sent. A loop that calls again at once would otherwise
 * run on microtasks alone, and no timer, no socket and no signal handler of the process would ever have its turn.
 */
export function rejectLater(error: unknown): Promise<never> {
  return new Promise((_, reject) => setImmediate(reject, error));
}
