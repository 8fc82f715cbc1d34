import { offAbort, onAbort, reasonOf } from './on-abort';
import { clearTimeout, setTimeout } from './timers';

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function delay(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      offAbort(signal, abandon);
      resolve();
    }, delayMs);
    const abandon = (): void => {
      clearTimeout(timer);
      reject(reasonOf(signal!));
    };
    onAbort(signal, abandon);
  });
}
