// The only place that listens to signals. Thousands of requests may share a signal, and it may be foreign: a polyfill, another realm's,
// a subclass whose methods throw.
import { defaultMaxListeners, getMaxListeners, setMaxListeners } from 'node:events';
import { ignoreRejection } from '../errors/thrown';
import { guardCallback, onRejected } from './guard-callback';

/**
 * Calls `listener` when the signal aborts; at once if it already has. Throws what the signal throws. `offAbort` removes the listener.
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

/** Removes the listener of `onAbort`. Never throws: the work that waited for the signal has ended, and must not fail because of it. */
export function offAbort(signal: AbortSignal | undefined, listener: (() => void) | undefined): void {
  if (signal === undefined || listener === undefined) return;
  guardCallback(signal, 'removeEventListener of a signal', () => signal.removeEventListener('abort', listener));
}

/** Returns the reason of the abort, or the error of a getter that throws. */
export function reasonOf(signal: AbortSignal): unknown {
  try {
    const { reason } = signal;
    ignoreRejection(reason);
    return reason;
  } catch (error) {
    return error;
  }
}

/** Throws the reason if the signal has aborted. Does not use the signal's own `throwIfAborted`, which polyfills lack. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Returns whether the error is the reason of the signal: an object of the caller, which several requests may share. */
export function isReasonOf(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal !== undefined && error === reasonOf(signal);
}

/** Lifts the limit of ten listeners, above which Node warns of a leak: here each listener is removed with its request. A limit set by the user stays. */
function allowManyListeners(signal: AbortSignal): void {
  try {
    if (getMaxListeners(signal) === defaultMaxListeners) setMaxListeners(Infinity, signal);
  } catch {
    // A foreign signal does not have this limit.
  }
}
