// Waits for work that others share: giving up the wait does not give up the work.
import { listenForAbort } from './listen-for-abort';
import { TimeoutError } from '../errors/async-cassandra-error';
import { clearTimeout, setTimeout } from './timers';

export interface Bounds {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Names the work in the error: "prepare", "connect". */
  readonly what: string;
}

/** Rejects with `TimeoutError` after `timeoutMs` (Infinity: never), with the signal's reason when it aborts. */
export function bounded<T>(work: Promise<T>, { timeoutMs, signal, what }: Bounds): Promise<T> {
  if (timeoutMs === Infinity && signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      settle();
      reject(signal?.reason);
    };
    const timer =
      timeoutMs === Infinity
        ? undefined
        : setTimeout(() => {
            settle();
            reject(new TimeoutError(`${what} took longer than ${timeoutMs} ms`));
          }, timeoutMs);
    work.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
    if (signal?.aborted) onAbort();
    else if (signal !== undefined) listenForAbort(signal, onAbort);
  });
}
