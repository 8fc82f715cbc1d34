import { listenForAbort } from './listen-for-abort';
/** The promise's outcome, or the signal's reason as soon as it aborts: for one of several who wait for the same work. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const settled = (): void => signal.removeEventListener('abort', onAbort);
    promise.finally(settled).then(resolve, reject);
    if (signal.aborted) onAbort();
    else listenForAbort(signal, onAbort);
  });
}
