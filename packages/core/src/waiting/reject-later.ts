import { setImmediate } from './timers';

/**
 * Rejects in a later turn of the event loop: for a call that fails before anything is sent. Otherwise a loop that calls again at once would
 * run on microtasks alone and starve every timer, socket and signal handler of the process.
 */
export function rejectLater(error: unknown): Promise<never> {
  return new Promise((_, reject) => setImmediate(reject, error));
}
