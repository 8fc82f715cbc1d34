// A stream of rows as an Observable: opened by the subscription, and closed exactly once at its end.
import type { Row } from '@async-cassandra/core';
import type { Observable } from 'rxjs';
import { RowEmitter } from './emit-rows';
import { observe } from './observe';

/** A stream of rows: the result of `executeStream` and `scanTable`. */
export interface RowSource<R> {
  /** Iterates over the pages. */
  pages(): AsyncIterableIterator<R[], undefined>;
  /** Preferred to `pages` if it exists: it also returns the rows before one that cannot be read. */
  chunks?(): AsyncIterableIterator<R[], undefined>;
  /** Ends the stream and releases its connection. Called once. */
  close(): Promise<void>;
}

/**
 * Emits the rows of any stream: `executeStream`, `scanTable`. The factory is called for each subscription. Unsubscribing closes the
 * stream at once, also in the middle of a page or while a page is in flight. Fails with the errors of the factory and of the stream; with a
 * TypeError when the factory does not return a stream.
 *
 * Rows arrive as fast as the server sends them: RxJS has no backpressure. If handling a row takes time, use `mapRows`.
 *
 * @example
 * fromStream(() => session.scanTable('shop.orders', { concurrency: 8 })).pipe(count()).subscribe(console.log);
 */
export function fromStream<R = Row>(open: () => RowSource<R> | Promise<RowSource<R>>): Observable<R> {
  return observe(async (subscriber, signal) => {
    const source = await open();
    checkSource(source);
    // Errors of closing are ignored: after the unsubscription they are not errors of the rows.
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

/** @throws TypeError when the value is not a stream. */
function checkSource(source: unknown): void {
  const { pages, close } = (source ?? {}) as Partial<RowSource<unknown>>;
  if (typeof pages === 'function' && typeof close === 'function') return;
  throw new TypeError(
    'The function given to fromStream must return a stream of rows, as executeStream and scanTable do',
  );
}
