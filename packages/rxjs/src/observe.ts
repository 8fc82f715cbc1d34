// What every Observable of this package is made by: work that hands values over until it ends, or nobody wants them.
import { config, Observable, type Subscriber } from 'rxjs';
import { setImmediate } from './timers';

/** `work` is run for each subscription. Its signal aborts with the unsubscription, which a late error of the work is not told. */
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

/** What a pipeline throws while it ends: to whom RxJS tells such errors. */
export function reportUnhandled(error: unknown): void {
  const { onUnhandledError } = config;
  setImmediate(() => {
    if (onUnhandledError === null) throw error;
    onUnhandledError(error);
  });
}
