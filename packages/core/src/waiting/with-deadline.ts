// Waits for work that others share, or that is foreign: giving up the wait does not give up the work.
import { TimeoutError } from '../errors/async-cassandra-error';
import { offAbort, onAbort, reasonOf } from './on-abort';
import { clearTimeout, maxTimerMs, setTimeout } from './timers';

export interface Deadline {
  /** Milliseconds. Default: none. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Names the work in the error: "prepare", "connect". */
  readonly operation?: string;
}

/** The outcome of the work; or a `TimeoutError` after `timeoutMs`, or the signal's reason as soon as it aborts. */
export function withDeadline<T>(
  work: PromiseLike<T>,
  { timeoutMs = Infinity, signal, operation }: Deadline,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      offAbort(signal, giveUp);
    };
    const giveUp = (): void => {
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
      onAbort(signal, giveUp);
    } catch (error) {
      settle();
      reject(error);
    }
  });
}
