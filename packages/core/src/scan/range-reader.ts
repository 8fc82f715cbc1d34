// Reads one range of a scan, page by page. It requests or holds at most one page beside the page that is being walked, and
// knows the position from which another process would have to continue.
import type { EncodedPage } from '../result/encoded-page';
import type { Abandonable, PageReceiver } from '../result/page-source';
import { isTransient, retryDelayMs } from './retryable';
import type { RangePosition } from './scan-checkpoint';
import type { TokenSpan } from '../routing/token-span';
import { clearTimeout, setTimeout } from '../waiting/timers';

/** The part of a scan that its readers use. */
export interface RangeReaderOwner {
  readonly maxRetries: number;
  /** Whether another range has failed: then no more pages are requested. */
  readonly isFailing: boolean;
  request(span: TokenSpan, pagingState: Buffer | null, receiver: PageReceiver): Abandonable;
  /** A page with rows has arrived. */
  onReady(reader: RangeReader): void;
  /** The range has been read to its end. The page that is being walked may still belong to this reader. */
  onReadToEnd(reader: RangeReader): void;
  onFailure(reader: RangeReader, error: unknown): void;
}

/** The page that is being walked. */
interface Walked {
  readonly page: EncodedPage;
  /** The paging state at which the page begins. */
  readonly pagingState: Buffer | null;
  /** Rows at the start of the page that an earlier process delivered. */
  readonly skipped: number;
}

export class RangeReader implements PageReceiver {
  readonly span: TokenSpan;
  readonly #owner: RangeReaderOwner;
  /** The position up to which all rows have been delivered, without the page that is being walked. */
  #position: RangePosition;
  /** The beginning of the page that was requested or has arrived. */
  #next: { readonly pagingState: Buffer | null; readonly skip: number };
  #request: Abandonable | undefined = undefined;
  #isAsking = false;
  #timer: NodeJS.Timeout | undefined = undefined;
  #retries = 0;
  #arrived: EncodedPage | undefined = undefined;
  #skipped = 0;
  #walked: Walked | undefined = undefined;
  #isReadToEnd = false;
  #isStopped = false;

  constructor(owner: RangeReaderOwner, position: RangePosition) {
    this.#owner = owner;
    this.span = position.span;
    this.#position = position;
    this.#next = position;
  }

  /** Whether the last page has been walked and no page follows. */
  get isOver(): boolean {
    return this.#isReadToEnd && this.#walked === undefined;
  }

  /** The number of delivered rows, without the page that is being walked. */
  get rows(): number {
    return this.#position.rows;
  }

  ask(): void {
    this.#timer = undefined;
    this.#isAsking = true;
    const request = this.#owner.request(this.span, this.#next.pagingState, this);
    // The request may have failed before `request` returned.
    if (this.#isAsking) this.#request = request;
  }

  onPage(page: EncodedPage): void {
    this.#isAsking = false;
    this.#request = undefined;
    this.#retries = 0;
    const skipped = Math.min(this.#next.skip, page.rowCount);
    try {
      page.decode(skipped, []);
    } catch (error) {
      this.#owner.onFailure(this, error);
      return;
    }
    if (page.left > 0) {
      this.#arrived = page;
      this.#skipped = skipped;
      this.#owner.onReady(this);
      return;
    }
    this.#advancePast(page, this.#next.skip - skipped);
  }

  onFailure(error: unknown): void {
    this.#isAsking = false;
    this.#request = undefined;
    if (this.#isStopped) return;
    if (!isTransient(error) || this.#retries >= this.#owner.maxRetries) {
      this.#owner.onFailure(this, error);
      return;
    }
    this.#timer = setTimeout(() => this.ask(), retryDelayMs(++this.#retries));
  }

  /** Returns the page that has arrived, and requests the next one. */
  take(): EncodedPage {
    const page = this.#arrived!;
    this.#arrived = undefined;
    this.#walked = { page, pagingState: this.#next.pagingState, skipped: this.#skipped };
    this.#advancePast(page, 0);
    return page;
  }

  /** Whether `rowsTaken` is the number of rows in the page that is being walked. */
  isWalkedAt(rowsTaken: number): boolean {
    return this.#walked?.page.rowCount === rowsTaken;
  }

  /** Returns how many of the `rowsTaken` rows of the page that is being walked were delivered by this process. */
  rowsAt(rowsTaken: number): number {
    return rowsTaken - (this.#walked?.skipped ?? rowsTaken);
  }

  /** Ends the page that is being walked. Returns how many of its rows were delivered. */
  finishPage(): number {
    const { page, skipped } = this.#walked!;
    this.#walked = undefined;
    const rows = page.rowCount - skipped;
    this.#position = { span: this.span, pagingState: page.pagingState, skip: 0, rows: this.#position.rows + rows };
    return rows;
  }

  /** Returns the position after `rowsTaken` rows of the page that is being walked; undefined when nothing is left. */
  positionAt(rowsTaken: number): RangePosition | undefined {
    const walked = this.#walked;
    if (walked === undefined) return this.isOver ? undefined : this.#position;
    const { page, pagingState } = walked;
    const rows = this.#position.rows + this.rowsAt(rowsTaken);
    if (rowsTaken < page.rowCount) return { span: this.span, pagingState, skip: rowsTaken, rows };
    if (this.#isReadToEnd) return undefined;
    return { span: this.span, pagingState: page.pagingState, skip: 0, rows };
  }

  /** Abandons the request in flight. `cause`: what ended the scan from outside. */
  stop(cause?: unknown): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#request?.abandon(cause);
    this.#request = undefined;
    this.#arrived = undefined;
  }

  /** Moves past a page that has no more rows to deliver, or that is being walked. */
  #advancePast(page: EncodedPage, skip: number): void {
    const { pagingState } = page;
    if (pagingState === null) {
      this.#isReadToEnd = true;
      this.#owner.onReadToEnd(this);
      return;
    }
    this.#next = { pagingState, skip };
    if (this.#walked === undefined) this.#position = { ...this.#position, pagingState, skip };
    if (!this.#owner.isFailing) this.ask();
  }
}
