// A stream of rows as an Observable: opened by the subscription, closed exactly once by whatever ends it.
import type { Row } from '@async-cassandra/core';
import type { Observable } from 'rxjs';
import { RowEmitter } from './emit-rows';
import { observe } from './observe';

/** What `executeStream` and `scanTable` give. */
export interface RowSource<R> {
  pages(): AsyncIterableIterator<R[], undefined>;
  /** Preferred to `pages` where it is there: it gives the rows before one that cannot be read, too. */
  chunks?(): AsyncIterableIterator<R[], undefined>;
  close(): Promise<void>;
}

/**
 * The rows of any stream: `executeStream`, `scanTable`. The factory is called for each subscription. Unsubscribing closes the
 * stream at once, also in the middle of a page or while a page is on its way.
 *
 * Rows come as fast as the server gives them: RxJS cannot slow a source. Where handling a row takes time, use `mapRows`.
 *
 * @example
 * fromStream(() => session.scanTable('shop.orders', { concurrency: 8 })).pipe(count()).subscribe(console.log);
 */
export function fromStream<R = Row>(open: () => RowSource<R> | Promise<RowSource<R>>): Observable<R> {
  return observe(async (subscriber, signal) => {
    const source = await open();
    checkSource(source);
    // Nobody waits for the end of a stream that nobody wants: what fails then is no error of the rows.
    const close = async (): Promise<void> => source.close();
    const onUnsubscribed = (): void => void close().catch(() => {});
    if (signal.aborted) return onUnsubscribed();
    signal.addEventListener('abort', onUnsubscribed, { once: true });
    const emitter = new RowEmitter(subscriber);
    for await (const rows of source.chunks?.() ?? source.pages()) {
      await emitter.emit(rows);
      if (subscriber.closed) return;
    }
  });
}

/** @throws TypeError */
function checkSource(source: unknown): void {
  const { pages, close } = (source ?? {}) as Partial<RowSource<unknown>>;
  if (typeof pages === 'function' && typeof close === 'function') return;
  throw new TypeError('The function given to fromStream must give a stream of rows, as executeStream and scanTable do');
}
