// Listening to a signal, in one place. A signal may be shared by thousands of requests, and it may be foreign: a polyfill, another realm's,
// a subclass whose methods throw.
import { defaultMaxListeners, getMaxListeners, setMaxListeners } from 'node:events';
import { ignoreRejection } from '../errors/thrown';
import { guardCallback, onRejected } from './guard-callback';

/**
 * Calls `listener` when the signal aborts; at once when it has. Throws what the signal throws. `offAbort` ends it.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): void {
  if (signal === undefined) return;
  if (signal.aborted) {
    listener();
    return;
  }
  allowManyListeners(signal);
  const returned: unknown = signal.addEventListener('abort', listener, { once: true });
  onRejected(returned, () => {});
}

/** Ends what `onAbort` began. Never throws: what waits for the signal has ended, and must not fail for it. */
export function offAbort(signal: AbortSignal | undefined, listener: (() => void) | undefined): void {
  if (signal === undefined || listener === undefined) return;
  guardCallback(signal, 'removeEventListener of a signal', () => signal.removeEventListener('abort', listener));
}

/** Why the signal aborted; what its getter throws, where it does. */
export function reasonOf(signal: AbortSignal): unknown {
  try {
    const { reason } = signal;
    ignoreRejection(reason);
    return reason;
  } catch (error) {
    return error;
  }
}

/** Throws the reason where the signal has aborted. Not the signal's own method: polyfills have none. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Whether the error is the caller's own object, and perhaps that of many requests: what the signal aborted with. */
export function isReasonOf(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal !== undefined && error === reasonOf(signal);
}

/** Node takes more than ten listeners for a leak and prints a warning; here each of them goes with its request. A limit of the user's own stays. */
function allowManyListeners(signal: AbortSignal): void {
  try {
    if (getMaxListeners(signal) === defaultMaxListeners) setMaxListeners(Infinity, signal);
  } catch {
    // A foreign signal has no such limit.
  }
}
