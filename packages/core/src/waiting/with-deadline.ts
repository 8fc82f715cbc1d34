// Waits for work that is shared or foreign. When the wait ends early, the work continues.
import { TimeoutError } from '../errors/async-cassandra-error';
import { offAbort, onAbort, reasonOf } from './on-abort';
import { clearTimeout, maxTimerMs, setTimeout } from './timers';

export interface Deadline {
  /** Milliseconds. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Names the work in the error: "prepare", "connect". */
  readonly operation?: string;
}

/** Settles as the work does; or rejects with a `TimeoutError` after `timeoutMs`, or with the signal's reason as soon as it aborts. */
export function withDeadline<T>(
  work: PromiseLike<T>,
  { timeoutMs = Infinity, signal, operation }: Deadline,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      offAbort(signal, abandon);
    };
    const abandon = (): void => {
      settle();
      reject(reasonOf(signal!));
    };
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
    if (timeoutMs <= maxTimerMs) {
      timer = setTimeout(() => {
        settle();
        reject(new TimeoutError(`${operation} took longer than ${timeoutMs} ms`));
      }, timeoutMs);
    }
    try {
      onAbort(signal, abandon);
    } catch (error) {
      settle();
      reject(error);
    }
  });
}
