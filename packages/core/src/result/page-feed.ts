// Between those who get pages (of one statement, or of the ranges of a table) and the one who walks their rows.
//
//   RowCursor  -- demand() -->  PageFeed  -- request() -->  PageSource (the session)
//       ^                          |  ^                          |
//       +--- onPage, onEnd, -------+  +--- onPage, onFailure ----+
//            onFailure
//
// Everything is called back, possibly within the call that asked: no promise is made for a page.
import type { ColumnSpec } from '../protocol/data-type';
import type { EncodedPage } from './encoded-page';

/** Gets pages, one after the other, for one who takes their rows. */
export interface PageFeed {
  /** The next page is wanted. Answered exactly once, unless `stop` comes first; not called again before that. */
  demand(receiver: PageReceiver): void;
  /** Nothing comes after the page that was handed over last. May become true later: then `demand` is answered by `onEnd`. */
  readonly isExhausted: boolean;
  /** The error of a consumer who cannot go on after `rowsTaken` rows of the page that was handed over last. */
  interruption(cause: unknown, rowsTaken: number): Error;
  /** Nothing more is wanted: what is asked for is given up, what is held is let go. `rowsTaken`: of the last page. Idempotent. */
  stop(rowsTaken: number): void;
}

/** The answer to `demand`. */
export interface PageReceiver {
  /** It may have no rows. */
  onPage(page: EncodedPage): void;
  onEnd(): void;
  onFailure(error: unknown): void;
}

/** Asks the server for one page. */
export interface PageSource {
  /** The page that begins at `pagingState`; null: the first one. */
  request(pagingState: Buffer | null, receiver: PageRequestReceiver): PageRequest;
  /** As users hold it. */
  encodePagingState(pagingState: Buffer): string;
  /** Of the statement, its values, its keyspace, and the columns of its rows. */
  fingerprint(columns: readonly ColumnSpec[]): string;
}

/** A page on its way. */
export interface PageRequest {
  /** It is no longer wanted. Its receiver may still be told that it failed. */
  cancel(reason: Error): void;
}

/** The answer to `request`: one of the two, once. The page may have no rows. */
export interface PageRequestReceiver {
  onPage(page: EncodedPage): void;
  onFailure(error: unknown): void;
}
