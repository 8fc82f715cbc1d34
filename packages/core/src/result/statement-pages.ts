// The pages of one statement, in order. Holds at most one page beside the one that is being walked: requested
// or arrived ("prefetched"). After an empty page the consumer demands the next one.
import { StreamError } from '../errors/async-cassandra-error';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import { guardCallback } from '../waiting/guard-callback';
import type { EncodedPage } from './encoded-page';
import type { PageSource, PageConsumer, Abandonable, PageReceiver, PageRequests } from './page-source';
import type { StreamConfig } from './stream-config';
import { tooManyRows } from './too-many-rows';
import type { PagePosition, StreamPosition } from './stream-position';
import { messageOf } from '../errors/thrown';

/** Facts about the last page, without its rows. */
interface Arrived {
  readonly columns: readonly ColumnSpec[];
  readonly executionInfo: ExecutionInfo;
}

export interface PageLimits extends StreamConfig {
  /** The maximum number of rows that are delivered. */
  readonly maxRows: number;
}

interface NumberedPosition extends PagePosition {
  readonly pageNumber: number;
}

export class StatementPages implements PageSource, PageReceiver {
  readonly #source: PageRequests;
  readonly #config: PageLimits;
  readonly #maxPages: number;
  /** The paging state of the next request; undefined when no page follows. */
  #next: Buffer | null | undefined;
  /** The beginning of the last page. */
  #start: Buffer | null;
  /** The end of the last page; null when no page follows. */
  #end: Buffer | null;
  /** Rows after `#end` that an earlier stream has delivered: they are skipped. */
  #skip: number;
  #rowsOfPage = 0;
  /** The position of a consumer that was interrupted. */
  #interruptedAt: PagePosition | undefined = undefined;
  #isAsking = false;
  #request: Abandonable | undefined = undefined;
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

  /** Requests the first page before any demand: it tells whether the statement can run, and its columns. */
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

  /** The paging state after the last page; at its beginning when the page could not be delivered to its end. */
  get pagingState(): string | null {
    return this.#encode(this.#interruptedAt === undefined ? this.#end : this.#interruptedAt.pagingState);
  }

  /** Returns the position after `rowsTaken` rows of the last page; undefined when nothing is left. */
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

  stop(_rowsTaken: number, cause?: unknown): void {
    this.#isStopped = true;
    this.#arrived = undefined;
    this.#receiver = undefined;
    this.#request?.abandon(cause);
    this.#request = undefined;
  }

  interruption(cause: unknown, rowsTaken: number): StreamError {
    const position = this.#positionAt(rowsTaken);
    this.#interruptedAt = position;
    const reason = messageOf(cause);
    const message = `Page ${position.pageNumber} could not be read: ${reason}`;
    return new StreamError(message, { cause, pageNumber: position.pageNumber, ...this.#toStreamPosition(position) });
  }

  /** Hands the page to the consumer. */
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
    // The request of the next page may fail at once: the consumer learns of it when it comes to that page.
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

  /** Requests the next page for a waiting consumer, or ends or fails it. */
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

  /** Skips the rows that an earlier stream has delivered. Returns their number. */
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
    // The request may have failed before `request` returned.
    if (this.#isAsking) this.#request = request;
  }

  #positionAt(rowsTaken: number): NumberedPosition {
    const { pageNumber } = this;
    // Where no page follows, the position is the end of this page: null would mean the beginning.
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
