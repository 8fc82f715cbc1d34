// Reads one range of a scan, page by page. It has asked for, or holds, at most one page beside the one that is being walked, and
// knows from where the range would have to be read again if everything ended now.
import { ConnectionError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import type { EncodedPage } from '../result/encoded-page';
import type { Cancellable, PageReceiver } from '../result/page-source';
import { isTransient, retryDelayMs } from './retryable';
import type { RangePosition } from './scan-checkpoint';
import type { TokenSpan } from '../routing/token-span';
import { clearTimeout, setTimeout } from '../waiting/timers';

/** What a reader needs of its scan. */
export interface RangeReaderOwner {
  readonly maxRetries: number;
  /** Another range has failed: no more pages are worth asking for. */
  readonly isFailing: boolean;
  request(span: TokenSpan, pagingState: Buffer | null, receiver: PageReceiver): Cancellable;
  /** A page with rows has arrived. */
  onReady(reader: RangeReader): void;
  /** Nothing is left to be asked for. The page that is being walked may still be this reader's. */
  onReadToEnd(reader: RangeReader): void;
  onFailure(reader: RangeReader, error: unknown): void;
}

/** The page that is being walked. */
interface Walked {
  readonly page: EncodedPage;
  /** Where it begins. */
  readonly pagingState: Buffer | null;
  /** Rows of it that were passed over, because an earlier process has handed them over. */
  readonly skipped: number;
}

export class RangeReader implements PageReceiver {
  readonly span: TokenSpan;
  readonly #owner: RangeReaderOwner;
  /** Everything before it has been handed over, the page that is being walked not counted. */
  #position: RangePosition;
  /** Where the page begins that is asked for or has arrived. */
  #next: { readonly pagingState: Buffer | null; readonly skip: number };
  #request: Cancellable | undefined = undefined;
  #isAsking = false;
  #timer: NodeJS.Timeout | undefined = undefined;
  #retries = 0;
  #arrived: EncodedPage | undefined = undefined;
  #skipped = 0;
  #walked: Walked | undefined = undefined;
  #isReadToEnd = false;

  constructor(owner: RangeReaderOwner, position: RangePosition) {
    this.#owner = owner;
    this.span = position.span;
    this.#position = position;
    this.#next = position;
  }

  /** No page will come any more, and the last one has been walked. */
  get isOver(): boolean {
    return this.#isReadToEnd && this.#walked === undefined;
  }

  /** Handed over, those of the page that is being walked not counted. */
  get rows(): number {
    return this.#position.rows;
  }

  ask(): void {
    this.#timer = undefined;
    this.#isAsking = true;
    const request = this.#owner.request(this.span, this.#next.pagingState, this);
    // It may have failed before it was begun.
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
    if (!isTransient(error) || this.#retries >= this.#owner.maxRetries) {
      this.#owner.onFailure(this, error);
      return;
    }
    this.#timer = setTimeout(() => this.ask(), retryDelayMs(++this.#retries));
  }

  /** Hands the page that has arrived over, to be walked, and asks for the next one. */
  take(): EncodedPage {
    const page = this.#arrived!;
    this.#arrived = undefined;
    this.#walked = { page, pagingState: this.#next.pagingState, skipped: this.#skipped };
    this.#advancePast(page, 0);
    return page;
  }

  /** Whether `rowsTaken` rows are all there are in the page that is being walked. */
  isWalkedAt(rowsTaken: number): boolean {
    return this.#walked?.page.rowCount === rowsTaken;
  }

  /** How many of the `rowsTaken` rows of the page that is being walked were handed over by this process. */
  rowsAt(rowsTaken: number): number {
    return rowsTaken - (this.#walked?.skipped ?? rowsTaken);
  }

  /** The page that was taken last has been walked to its end. Returns how many of its rows were handed over. */
  finishPage(): number {
    const { page, skipped } = this.#walked!;
    this.#walked = undefined;
    const rows = page.rowCount - skipped;
    this.#position = { span: this.span, pagingState: page.pagingState, skip: 0, rows: this.#position.rows + rows };
    return rows;
  }

  /** Where to go on when `rowsTaken` rows of the page that is being walked are through; undefined when nothing is left. */
  positionAt(rowsTaken: number): RangePosition | undefined {
    const walked = this.#walked;
    if (walked === undefined) return this.isOver ? undefined : this.#position;
    const { page, pagingState } = walked;
    const rows = this.#position.rows + this.rowsAt(rowsTaken);
    if (rowsTaken < page.rowCount) return { span: this.span, pagingState, skip: rowsTaken, rows };
    if (this.#isReadToEnd) return undefined;
    return { span: this.span, pagingState: page.pagingState, skip: 0, rows };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.cancel(new ConnectionError('The scan was closed', { code: errorCode.closed }));
    this.#request = undefined;
    this.#arrived = undefined;
  }

  /** Past a page that has nothing (more) to be handed over, or is being walked. */
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
