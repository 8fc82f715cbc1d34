// The base of every Observable of this package: work that emits values until it ends or the subscriber leaves.
import { config, Observable, type Subscriber } from 'rxjs';
import { setImmediate } from './timers';

/** Runs `work` for each subscription. Its signal aborts with the unsubscription; a later error of the work is ignored. */
export function observe<T>(work: (subscriber: Subscriber<T>, signal: AbortSignal) => Promise<void>): Observable<T> {
  return new Observable((subscriber) => {
    const unsubscribed = new AbortController();
    const run = async (): Promise<void> => work(subscriber, unsubscribed.signal);
    run()
      .then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      )
      .catch(reportUnhandled);
    return () => unsubscribed.abort();
  });
}

/** Reports an error that a pipeline throws at its end, in the same way as RxJS. */
export function reportUnhandled(error: unknown): void {
  const { onUnhandledError } = config;
  setImmediate(() => {
    if (onUnhandledError === null) throw error;
    onUnhandledError(error);
  });
}
