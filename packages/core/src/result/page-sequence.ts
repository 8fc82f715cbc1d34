// The pages of one statement, in order. Holds the page that is being walked by number only, and at most one more: on its way
// or arrived ("prefetched"). A page may be empty: the consumer asks for the next one then.
import { ConnectionError, StreamError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import type { ExecutionInfo } from '../errors/execution-info';
import type { ColumnSpec } from '../protocol/data-type';
import { guardCallback } from '../waiting/guard-callback';
import type { EncodedPage } from './encoded-page';
import type { PageFeed, PageReceiver, PageRequest, PageRequestReceiver, PageSource } from './page-feed';
import type { StreamConfig } from './stream-config';

/** What is known of the pages that have come, without the pages themselves. */
interface Arrived {
  readonly columns: readonly ColumnSpec[];
  readonly executionInfo: ExecutionInfo;
}

export class PageSequence implements PageFeed, PageRequestReceiver {
  readonly #source: PageSource;
  readonly #config: StreamConfig;
  readonly #maxPages: number;
  /** Where the page that is asked for next begins; undefined when there is none. */
  #next: Buffer | null | undefined;
  /** Where the page begins that was handed over last. */
  #start: Buffer | null;
  /** Where the one after it begins; null when there is none. */
  #end: Buffer | null;
  #rowsOfPage = 0;
  #isAsking = false;
  #request: PageRequest | undefined = undefined;
  #arrived: EncodedPage | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #receiver: PageReceiver | undefined = undefined;
  #onFirst: PageRequestReceiver | undefined = undefined;
  #isStopped = false;
  #latest: Arrived | undefined = undefined;
  pageNumber = 0;
  rowCount = 0;

  constructor(source: PageSource, config: StreamConfig, from: Buffer | null) {
    this.#source = source;
    this.#config = config;
    this.#maxPages = config.maxPages ?? Infinity;
    this.#next = from;
    this.#start = from;
    this.#end = from;
  }

  /** Asks for the first page ahead of any demand: it tells whether the statement can run at all, and its columns. */
  open(onFirst: PageRequestReceiver): void {
    this.#onFirst = onFirst;
    this.#ask();
  }

  get latest(): Arrived | undefined {
    return this.#latest;
  }

  get isExhausted(): boolean {
    return this.#next === undefined && this.#arrived === undefined && !this.#isAsking && this.#failure === undefined;
  }

  /** Where to go on after the page that was handed over last. */
  get pagingState(): string | null {
    return this.#encode(this.#end);
  }

  demand(receiver: PageReceiver): void {
    this.#receiver = receiver;
    if (this.#arrived !== undefined) this.#begin(this.#arrived);
    else this.#goOn();
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
    else if (this.#receiver !== undefined) this.#goOn();
  }

  stop(): void {
    this.#isStopped = true;
    this.#arrived = undefined;
    this.#receiver = undefined;
    this.#request?.cancel(new ConnectionError('The stream was closed', { code: errorCode.closed }));
    this.#request = undefined;
  }

  interruption(cause: unknown, rowsTaken: number): StreamError {
    if (rowsTaken === this.#rowsOfPage) return this.#errorAt(cause, this.pageNumber + 1, this.#end, 0);
    return this.#errorAt(cause, this.pageNumber, this.#start, rowsTaken);
  }

  /** The consumer has come to this page. */
  #begin(page: EncodedPage): void {
    // Asking for the next page may fail at once: that is not yet the consumer's concern.
    const receiver = this.#receiver!;
    this.#receiver = undefined;
    this.#arrived = undefined;
    this.#start = this.#end;
    this.#end = page.pagingState;
    this.#rowsOfPage = page.rowCount;
    this.pageNumber++;
    this.rowCount += page.rowCount;
    this.#next = page.pagingState === null || this.pageNumber >= this.#maxPages ? undefined : page.pagingState;
    if (this.#config.prefetch !== 0 && this.#next !== undefined) this.#ask();
    const { pageCallback } = this.#config;
    if (pageCallback !== undefined) {
      guardCallback(pageCallback, 'pageCallback', () => pageCallback(this.pageNumber, page.rowCount));
    }
    if (!this.#isStopped) receiver.onPage(page);
  }

  /** Somebody wants a page, and none has arrived. */
  #goOn(): void {
    if (this.#isAsking) return;
    if (this.#failure === undefined && this.#next !== undefined) {
      this.#ask();
      return;
    }
    const receiver = this.#receiver!;
    this.#receiver = undefined;
    if (this.#failure === undefined) receiver.onEnd();
    else receiver.onFailure(this.#errorAt(this.#failure.error, this.pageNumber + 1, this.#end, 0));
  }

  #ask(): void {
    const from = this.#next!;
    this.#next = undefined;
    this.#isAsking = true;
    const request = this.#source.request(from, this);
    // It may have failed before it was begun.
    if (this.#isAsking) this.#request = request;
  }

  #errorAt(cause: unknown, pageNumber: number, start: Buffer | null, rowsOfPage: number): StreamError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new StreamError(`Page ${pageNumber} could not be read: ${reason}`, {
      cause,
      pageNumber,
      pagingState: this.#encode(start),
      rowsOfPage,
    });
  }

  #encode(state: Buffer | null): string | null {
    return state === null ? null : this.#source.encodePagingState(state);
  }
}
