// Three nouns for pages: a PageSource asks for them, an EncodedPage holds one, a RowCursor walks its rows.
//
//   RowCursor  -- demand() -->  PageSource  -- request() -->  PageRequests (the session)
//       ^                          |  ^                          |
//       +--- onPage, onEnd, -------+  +--- onPage, onFailure ----+
//            onFailure
//
// A PageSource knows the pages of one statement (StatementPages) or of the ranges of a table (RangePages). Everything is called back, possibly
// within the call that asked: no promise is made for a page.
import type { ColumnSpec } from '../protocol/data-type';
import type { EncodedPage } from './encoded-page';

/** Asks for pages, one after the other. */
export interface PageSource {
  /** Asks for the next page. The consumer is answered exactly once, unless `stop` comes first; no second `demand` comes before that. */
  demand(consumer: PageConsumer): void;
  /** Whether no page follows the last one. May become true later: then `demand` is answered by `onEnd`. */
  readonly isExhausted: boolean;
  /** Returns the error of a consumer that cannot continue after `rowsTaken` rows of the last page. */
  interruption(cause: unknown, rowsTaken: number): Error;
  /**
   * Abandons the request in flight and drops the pages held. `rowsTaken` counts rows of the last page. `cause`: what ended the stream from
   * outside; undefined if its consumer has left. Idempotent.
   */
  stop(rowsTaken: number, cause?: unknown): void;
}

/** Takes the answer to `request`: one of the two calls, once. A page may have no rows. */
export interface PageReceiver {
  onPage(page: EncodedPage): void;
  onFailure(error: unknown): void;
}

/** Takes the answer to `demand`: one of the three calls. */
export interface PageConsumer extends PageReceiver {
  /** No page follows. */
  onEnd(): void;
}

/** Requests single pages of one statement from the server. */
export interface PageRequests {
  /** Requests the page that begins at `pagingState`, or the first page for null. */
  request(pagingState: Buffer | null, receiver: PageReceiver): Abandonable;
  /** Returns a paging state as users hold it. */
  encodePagingState(pagingState: Buffer): string;
  /** Returns a hash of the statement, its values, its keyspace, and the columns of its rows. */
  fingerprint(columns: readonly ColumnSpec[]): string;
}

/** A request in flight. */
export interface Abandonable {
  /**
   * Ends the request, whose answer nobody waits for any more: without an error, or with one for this `cause`. Its receiver may still be told
   * that it failed.
   */
  abandon(cause?: unknown): void;
}
