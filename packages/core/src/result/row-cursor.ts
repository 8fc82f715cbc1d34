// The position of a consumer in a stream of pages: delivers row by row, chunk by chunk or page by page, and requests a page only
// when a consumer waits for it. Waiting consumers are served in their order.
import type { Row } from '../codec/row';
import type { EncodedPage } from './encoded-page';
import type { PageSource, PageConsumer } from './page-source';

/** Rows decoded at a time. Measured with 5 and 10 columns: fewer cost more calls, more cost more garbage collection. */
const rowsPerChunk = 64;

const ended: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

type Step<T> = IteratorResult<T, undefined>;

/** The end of the walk. */
type Outcome = { readonly kind: 'end' } | { readonly kind: 'failure'; readonly error: unknown };

interface Waiter<R> {
  readonly wants: 'row' | 'chunk' | 'page';
  readonly resolve: (step: Step<R> | Step<R[]>) => void;
  readonly reject: (error: unknown) => void;
}

export class RowCursor<R> implements PageConsumer {
  readonly #source: PageSource;
  readonly #onOver: () => void;
  #page: EncodedPage | undefined = undefined;
  /** Decoded rows of the page. The rows before `#index` have been delivered. */
  #rows: R[] = [];
  #index = 0;
  #isAsking = false;
  #waiting: Waiter<R>[] = [];
  #outcome: Outcome | undefined = undefined;
  #takenAtEnd = 0;
  /** The error of the first unreadable row. Thrown after the rows before it, or in place of the whole page. */
  #unreadable: { readonly error: unknown } | undefined = undefined;

  /** `onOver` is called once, at the end of the walk. */
  constructor(source: PageSource, onOver: () => void) {
    this.#source = source;
    this.#onOver = onOver;
  }

  get isOver(): boolean {
    return this.#outcome !== undefined;
  }

  /** The number of rows taken from the last page; also after the end. */
  get rowsTaken(): number {
    const page = this.#page;
    return page === undefined ? this.#takenAtEnd : page.decoded - (this.#rows.length - this.#index);
  }

  nextRow(): Promise<Step<R>> {
    const row = this.rowAtHand();
    if (row !== undefined) return Promise.resolve({ done: false, value: row });
    return this.#waitFor('row') as Promise<Step<R>>;
  }

  /** Returns the next decoded rows of the current page, or of the next one. Never an empty array. */
  nextChunk(): Promise<Step<R[]>> {
    const rows = this.#takeChunk();
    if (rows === undefined) return this.#waitFor('chunk') as Promise<Step<R[]>>;
    this.#endIfExhausted();
    return Promise.resolve({ done: false, value: rows });
  }

  /** Returns the rest of the current page, or the whole next page. Never an empty page. */
  nextPage(): Promise<Step<R[]>> {
    const rows = this.#takePage();
    if (rows === undefined) return this.#waitFor('page') as Promise<Step<R[]>>;
    this.#endIfExhausted();
    return Promise.resolve({ done: false, value: rows });
  }

  /** Returns the next row if it is there without waiting. */
  rowAtHand(): R | undefined {
    const row = this.#takeRow();
    if (row !== undefined && this.#index === this.#rows.length) this.#endIfExhausted();
    return row;
  }

  /** Ends the walk: waiting consumers get the end. */
  stop(): void {
    this.#end({ kind: 'end' });
  }

  /** Ends the walk: waiting and later consumers get the error. `cause`: what ended it from outside. */
  fail(error: unknown, cause?: unknown): void {
    this.#end({ kind: 'failure', error }, cause);
  }

  onPage(page: EncodedPage): void {
    this.#isAsking = false;
    if (this.#outcome !== undefined) return;
    this.#page = page;
    this.#serve();
  }

  onEnd(): void {
    this.#isAsking = false;
    this.stop();
  }

  onFailure(error: unknown): void {
    this.#isAsking = false;
    this.fail(error);
  }

  #waitFor(wants: Waiter<R>['wants']): Promise<Step<R> | Step<R[]>> {
    const outcome = this.#outcome;
    if (outcome === undefined) {
      return new Promise((resolve, reject) => {
        this.#waiting.push({ wants, resolve, reject });
        this.#ask();
      });
    }
    return outcome.kind === 'end' ? Promise.resolve(ended) : Promise.reject(outcome.error);
  }

  #ask(): void {
    if (this.#isAsking || this.#outcome !== undefined) return;
    if (this.#unreadable !== undefined) {
      this.fail(this.#source.interruption(this.#unreadable.error, this.rowsTaken));
      return;
    }
    this.#isAsking = true;
    this.#source.demand(this);
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const { wants, resolve } = this.#waiting[0]!;
      const value = this.#take(wants);
      if (value === undefined) {
        this.#ask();
        return;
      }
      this.#waiting.shift();
      resolve({ done: false, value } as Step<R> | Step<R[]>);
      this.#endIfExhausted();
    }
  }

  #take(wants: Waiter<R>['wants']): R | R[] | undefined {
    if (wants === 'row') return this.#takeRow();
    return wants === 'chunk' ? this.#takeChunk() : this.#takePage();
  }

  #takeRow(): R | undefined {
    if (this.#index === this.#rows.length && !this.#decodeChunk()) return undefined;
    return this.#rows[this.#index++];
  }

  #takeChunk(): R[] | undefined {
    if (this.#index === this.#rows.length && !this.#decodeChunk()) return undefined;
    const rows = this.#index === 0 ? this.#rows : this.#rows.slice(this.#index);
    this.#rows = [];
    this.#index = 0;
    return rows;
  }

  /** Decodes the next rows. Returns false when the page has no more readable rows. */
  #decodeChunk(): boolean {
    const page = this.#page;
    if (page === undefined || page.left === 0) return false;
    this.#rows = this.#decode(page, rowsPerChunk, []);
    this.#index = 0;
    return this.#rows.length > 0;
  }

  /** Returns the rest of the page; undefined when it is empty or not fully readable: pages come whole. */
  #takePage(): R[] | undefined {
    const page = this.#page;
    if (page === undefined || this.#unreadable !== undefined) return undefined;
    const begun = this.#index === this.#rows.length ? [] : this.#rows.slice(this.#index);
    const rows = this.#decode(page, page.left, begun);
    const isWhole = this.#unreadable === undefined;
    // The rows before the unreadable one stay here: they do not count as taken.
    this.#rows = isWhole ? [] : rows;
    this.#index = 0;
    return isWhole && rows.length > 0 ? rows : undefined;
  }

  #decode(page: EncodedPage, count: number, into: R[]): R[] {
    try {
      page.decode(count, into as Row[]);
    } catch (error) {
      this.#unreadable = { error };
    }
    return into;
  }

  /** Ends the walk with its last row, not with the request for one more. */
  #endIfExhausted(): void {
    const isPageOver = this.#index === this.#rows.length && this.#page?.left === 0;
    if (isPageOver && this.#unreadable === undefined && this.#source.isExhausted) this.stop();
  }

  #end(outcome: Outcome, cause?: unknown): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#takenAtEnd = this.rowsTaken;
    this.#source.stop(this.#takenAtEnd, cause);
    this.#page = undefined;
    this.#rows = [];
    this.#index = 0;
    this.#onOver();
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (outcome.kind === 'end') resolve(ended);
      else reject(outcome.error);
    }
  }
}
