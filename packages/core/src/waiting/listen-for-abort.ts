// One signal may end many requests: that of an HTTP request, or of the process. Node takes more than ten listeners for a leak
// and says so on standard error; here each of them goes with its request.
import { defaultMaxListeners, getMaxListeners, setMaxListeners } from 'node:events';

/** Calls `listener` when the signal aborts; `signal.removeEventListener('abort', listener)` ends that. A limit of the user's own stays. */
export function listenForAbort(signal: AbortSignal, listener: () => void): void {
  if (getMaxListeners(signal) === defaultMaxListeners) setMaxListeners(Infinity, signal);
  signal.addEventListener('abort', listener, { once: true });
}
