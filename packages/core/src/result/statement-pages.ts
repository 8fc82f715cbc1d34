// The pages of one statement, in order. Holds the page that is being walked by number only, and at most one more: on its way
// or arrived ("prefetched"). A page may be empty: the consumer asks for the next one then.
import { ConnectionError, StreamError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import { guardCallback } from '../waiting/guard-callback';
import type { EncodedPage } from './encoded-page';
import type { PageSource, PageConsumer, Cancellable, PageReceiver, PageRequests } from './page-source';
import type { StreamConfig } from './stream-config';
import { tooManyRows } from './too-many-rows';
import type { PagePosition, StreamPosition } from './stream-position';
import { messageOf } from '../errors/thrown';

/** What is known of the pages that have come, without the pages themselves. */
interface Arrived {
  readonly columns: readonly ColumnSpec[];
  readonly executionInfo: ExecutionInfo;
}

export interface PageLimits extends StreamConfig {
  /** Rows that may be handed over. */
  readonly maxRows: number;
}

interface NumberedPosition extends PagePosition {
  readonly pageNumber: number;
}

export class StatementPages implements PageSource, PageReceiver {
  readonly #source: PageRequests;
  readonly #config: PageLimits;
  readonly #maxPages: number;
  /** Where the page that is asked for next begins; undefined when there is none. */
  #next: Buffer | null | undefined;
  /** Where the page begins that was handed over last. */
  #start: Buffer | null;
  /** Where the one after it begins; null when there is none. */
  #end: Buffer | null;
  /** Rows after `#end` that an earlier stream has handed over: they are passed over. */
  #skip: number;
  #rowsOfPage = 0;
  /** Where a consumer stood who could not go on. */
  #interruptedAt: PagePosition | undefined = undefined;
  #isAsking = false;
  #request: Cancellable | undefined = undefined;
  #arrived: EncodedPage | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #receiver: PageConsumer | undefined = undefined;
  #onFirst: PageReceiver | undefined = undefined;
  #isStopped = false;
  #latest: Arrived | undefined = undefined;
  pageNumber = 0;
  rowCount = 0;

  constructor(source: PageRequests, config: PageLimits, from: PagePosition) {
    this.#source = source;
    this.#config = config;
    this.#maxPages = config.maxPages ?? Infinity;
    this.#next = from.pagingState;
    this.#start = from.pagingState;
    this.#end = from.pagingState;
    this.#skip = from.rows;
  }

  /** Asks for the first page ahead of any demand: it tells whether the statement can run at all, and its columns. */
  open(onFirst: PageReceiver): void {
    this.#onFirst = onFirst;
    this.#ask();
  }

  get latest(): Arrived | undefined {
    return this.#latest;
  }

  get isExhausted(): boolean {
    return this.#next === undefined && this.#arrived === undefined && !this.#isAsking && this.#failure === undefined;
  }

  /** Where to go on after the page that was handed over last; where that page begins, when it could not be handed over to its end. */
  get pagingState(): string | null {
    return this.#encode(this.#interruptedAt === undefined ? this.#end : this.#interruptedAt.pagingState);
  }

  /** Where to go on when `rowsTaken` rows are through of the page that was handed over last; undefined when nothing is left. */
  position(rowsTaken: number): StreamPosition | undefined {
    if (this.#interruptedAt !== undefined) return this.#toStreamPosition(this.#interruptedAt);
    const isAtEnd = this.pageNumber > 0 && this.#end === null && rowsTaken === this.#rowsOfPage;
    return isAtEnd ? undefined : this.#toStreamPosition(this.#positionAt(rowsTaken));
  }

  demand(receiver: PageConsumer): void {
    this.#receiver = receiver;
    if (this.#arrived !== undefined) this.#begin(this.#arrived);
    else this.#requestNextPage();
  }

  onPage(page: EncodedPage): void {
    this.#isAsking = false;
    this.#request = undefined;
    if (this.#isStopped) return;
    this.#latest = { columns: page.columns, executionInfo: page.executionInfo };
    this.#arrived = page;
    const onFirst = this.#onFirst;
    this.#onFirst = undefined;
    onFirst?.onPage(page);
    if (this.#receiver !== undefined) this.#begin(page);
  }

  onFailure(error: unknown): void {
    this.#isAsking = false;
    this.#request = undefined;
    if (this.#isStopped) return;
    this.#failure = { error };
    const onFirst = this.#onFirst;
    this.#onFirst = undefined;
    if (onFirst !== undefined) onFirst.onFailure(error);
    else if (this.#receiver !== undefined) this.#requestNextPage();
  }

  stop(): void {
    this.#isStopped = true;
    this.#arrived = undefined;
    this.#receiver = undefined;
    this.#request?.cancel(new ConnectionError('The stream was closed', { code: errorCode.closed }));
    this.#request = undefined;
  }

  interruption(cause: unknown, rowsTaken: number): StreamError {
    const position = this.#positionAt(rowsTaken);
    this.#interruptedAt = position;
    const reason = messageOf(cause);
    const message = `Page ${position.pageNumber} could not be read: ${reason}`;
    return new StreamError(message, { cause, pageNumber: position.pageNumber, ...this.#toStreamPosition(position) });
  }

  /** The consumer has come to this page. */
  #begin(page: EncodedPage): void {
    this.#arrived = undefined;
    let skipped: number;
    try {
      skipped = this.#passOver(page);
    } catch (error) {
      this.#failure = { error };
      this.#requestNextPage();
      return;
    }
    // Asking for the next page may fail at once: that is not yet the consumer's concern.
    const receiver = this.#receiver!;
    this.#receiver = undefined;
    this.#start = this.#end;
    this.#end = page.pagingState;
    this.#rowsOfPage = page.rowCount;
    this.pageNumber++;
    const rows = page.rowCount - skipped;
    const { maxRows } = this.#config;
    const room = maxRows - this.rowCount;
    if (rows > room) page.refuseFrom(skipped + room, tooManyRows('The stream', maxRows, ''));
    this.rowCount += rows;
    this.#next = page.pagingState === null || this.pageNumber >= this.#maxPages ? undefined : page.pagingState;
    if (this.#config.prefetch !== 0 && this.#next !== undefined) this.#ask();
    const { pageCallback } = this.#config;
    if (pageCallback !== undefined) {
      guardCallback(pageCallback, 'pageCallback', () => pageCallback(this.pageNumber, rows));
    }
    if (!this.#isStopped) receiver.onPage(page);
  }

  /** Somebody wants a page, and none has arrived. */
  #requestNextPage(): void {
    if (this.#isAsking) return;
    if (this.#failure === undefined && this.#next !== undefined) {
      this.#ask();
      return;
    }
    const receiver = this.#receiver!;
    this.#receiver = undefined;
    if (this.#failure === undefined) receiver.onEnd();
    else receiver.onFailure(this.interruption(this.#failure.error, this.#rowsOfPage));
  }

  /** Takes the rows off the page that an earlier stream has handed over. Returns how many. */
  #passOver(page: EncodedPage): number {
    const rows = Math.min(this.#skip, page.rowCount);
    if (rows > 0) page.decode(rows, []);
    this.#skip -= rows;
    return rows;
  }

  #ask(): void {
    const from = this.#next!;
    this.#next = undefined;
    this.#isAsking = true;
    const request = this.#source.request(from, this);
    // It may have failed before it was begun.
    if (this.#isAsking) this.#request = request;
  }

  #positionAt(rowsTaken: number): NumberedPosition {
    const { pageNumber } = this;
    // Where nothing follows the page, the place is its own end: null would be the beginning.
    const isThrough = rowsTaken === this.#rowsOfPage && (this.#end !== null || pageNumber === 0);
    return isThrough
      ? { pageNumber: pageNumber + 1, pagingState: this.#end, rows: this.#skip }
      : { pageNumber, pagingState: this.#start, rows: rowsTaken };
  }

  #toStreamPosition({ pagingState, rows }: PagePosition): StreamPosition {
    const fingerprint = this.#source.fingerprint(this.#latest?.columns ?? []);
    return { pagingState: this.#encode(pagingState), rowsOfPage: rows, fingerprint };
  }

  #encode(state: Buffer | null): string | null {
    return state === null ? null : this.#source.encodePagingState(state);
  }
}
