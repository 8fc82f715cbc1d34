// A stream of rows as an Observable: opened by the subscription, closed exactly once by whatever ends it.
import type { Row } from '@async-cassandra/core';
import { Observable } from 'rxjs';
import { emitRows } from './emit-rows';

/** What `executeStream` and `scanTable` give. */
export interface RowSource<R> {
  pages(): AsyncIterableIterator<R[], undefined>;
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
  return new Observable((subscriber) => {
    let source: RowSource<R> | undefined;
    const run = async (): Promise<void> => {
      source = await open();
      if (subscriber.closed) return source.close();
      for await (const page of source.pages()) {
        await emitRows(subscriber, page);
        if (subscriber.closed) return;
      }
      subscriber.complete();
    };
    run().catch((error: unknown) => subscriber.error(error));
    return () => void source?.close();
  });
}
