// Pulls rows as places become free and hands each to the projection: the engine of mapRows.
import { from, Observable, Subscription, type ObservableInput, type Subscriber } from 'rxjs';
import { reportUnhandled } from './observe';
import type { ObservedPage } from './page-walk';
import { setImmediate } from './timers';

export interface RowMappingOptions {
  readonly concurrency: number;
  readonly ordered: boolean;
}

/** One row that is being handled. It holds its place until it is done and, where order counts, until all before it are. */
interface Place<T> {
  /** What it gave while it was not its turn. */
  readonly waiting: T[];
  isDone: boolean;
}

/** After so many rows in one turn of the event loop others get theirs. */
const rowsPerTurn = 1000;

export class RowMapping<R, T> {
  readonly #pages: AsyncIterator<ObservedPage<R>, undefined>;
  readonly #project: (row: R, index: number) => ObservableInput<T>;
  readonly #options: RowMappingOptions;
  readonly #subscriber: Subscriber<T>;
  readonly #inner = new Subscription();
  /** In the order of their rows. Only the first one emits at once where order counts. */
  readonly #places = new Set<Place<T>>();
  #rows: readonly R[] = [];
  #next = 0;
  #index = 0;
  #isExhausted = false;
  #isPulling = false;
  #isWaiting = false;
  /** In this turn of the event loop. */
  #begun = 0;

  constructor(
    pages: AsyncIterator<ObservedPage<R>, undefined>,
    project: (row: R, index: number) => ObservableInput<T>,
    options: RowMappingOptions,
    subscriber: Subscriber<T>,
  ) {
    this.#pages = pages;
    this.#project = project;
    this.#options = options;
    this.#subscriber = subscriber;
  }

  start(): void {
    this.#pull();
  }

  stop(): void {
    this.#places.clear();
    // A generator that is waiting for its page ends with the signal.
    this.#pages.return?.().catch(() => {});
    // Last: what a projection does when it is unsubscribed from may throw.
    this.#inner.unsubscribe();
  }

  /** Fills the free places. What ends while it runs is seen by the loop: no recursion, however quick the projection is. */
  #pull(): void {
    if (this.#isPulling || this.#isWaiting) return;
    this.#isPulling = true;
    while (!this.#subscriber.closed && this.#places.size < this.#options.concurrency) {
      if (this.#next === this.#rows.length) {
        if (!this.#isExhausted) this.#askForPage();
        break;
      }
      if (this.#begun === rowsPerTurn) {
        this.#isWaiting = true;
        setImmediate(() => {
          this.#begun = 0;
          this.#report(() => this.#resume());
        });
        break;
      }
      this.#begun++;
      this.#begin(this.#rows[this.#next++]!);
    }
    this.#isPulling = false;
    if (this.#isExhausted && this.#places.size === 0 && this.#next === this.#rows.length) this.#subscriber.complete();
  }

  #resume(): void {
    this.#isWaiting = false;
    this.#pull();
  }

  #askForPage(): void {
    this.#isWaiting = true;
    // Not a chain: the page is taken in the turn in which it comes.
    this.#pages.next().then(
      (result) => this.#report(() => this.#take(result)),
      (error: unknown) => this.#report(() => this.#subscriber.error(error)),
    );
  }

  #take({ done, value }: IteratorResult<ObservedPage<R>, undefined>): void {
    this.#isExhausted = done ?? false;
    this.#rows = done ? [] : value!.rows;
    this.#next = 0;
    this.#resume();
  }

  /** Nobody has called us: what the end of the pipeline throws is reported as RxJS does it. */
  #report(step: () => void): void {
    try {
      step();
    } catch (error) {
      reportUnhandled(error);
    }
  }

  #begin(row: R): void {
    const place: Place<T> = { waiting: [], isDone: false };
    this.#places.add(place);
    // The subscription is linked before its source runs, as mergeMap does it: a source that emits at once and without an end is
    // stopped when nobody wants more. What the projection throws is an error of it.
    new Observable<T>((inner) => {
      this.#inner.add(inner);
      inner.add(() => this.#inner.remove(inner));
      return from(this.#project(row, this.#index++)).subscribe(inner);
    }).subscribe({
      next: (value) => {
        if (!this.#options.ordered || this.#isFirst(place)) this.#subscriber.next(value);
        else place.waiting.push(value);
      },
      error: (error: unknown) => this.#subscriber.error(error),
      complete: () => this.#end(place),
    });
  }

  #end(place: Place<T>): void {
    place.isDone = true;
    if (this.#options.ordered) this.#advance();
    else this.#places.delete(place);
    this.#pull();
  }

  /** The first places that are done make room; the one that is first now gives what it held back. */
  #advance(): void {
    for (const place of this.#places) {
      for (const value of place.waiting.splice(0)) this.#subscriber.next(value);
      if (!place.isDone) return;
      this.#places.delete(place);
    }
  }

  #isFirst(place: Place<T>): boolean {
    const [first] = this.#places;
    return first === place;
  }
}
