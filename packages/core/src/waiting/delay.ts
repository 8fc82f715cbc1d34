import { listenForAbort } from './listen-for-abort';
import { clearTimeout, setTimeout } from './timers';

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function delay(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    if (signal !== undefined) listenForAbort(signal, onAbort);
  });
}
