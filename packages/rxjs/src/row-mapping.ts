// Pulls rows when places become free, and passes each to the projection: the engine of mapRows.
import { from, Observable, Subscription, type ObservableInput, type Subscriber } from 'rxjs';
import { reportUnhandled } from './observe';
import type { ObservedPage } from './page-walk';
import { setImmediate } from './timers';

export interface RowMappingOptions {
  readonly concurrency: number;
  readonly ordered: boolean;
}

/** A row in progress. It occupies its place until it is done and, if ordered, until all earlier rows are done. */
interface Place<T> {
  /** Its results while earlier rows are in progress. */
  readonly waiting: T[];
  isDone: boolean;
}

/** After this many rows in one turn, the event loop gets a turn. */
const rowsPerTurn = 1000;

export class RowMapping<R, T> {
  readonly #pages: AsyncIterator<ObservedPage<R>, undefined>;
  readonly #project: (row: R, index: number) => ObservableInput<T>;
  readonly #options: RowMappingOptions;
  readonly #subscriber: Subscriber<T>;
  readonly #inner = new Subscription();
  /** In the order of their rows. If ordered, only the first one emits at once. */
  readonly #places = new Set<Place<T>>();
  #rows: readonly R[] = [];
  #next = 0;
  #index = 0;
  #isExhausted = false;
  #isPulling = false;
  #isWaiting = false;
  /** The rows started in this turn of the event loop. */
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
    // A generator that waits for its page ends with the signal.
    this.#pages.return?.().catch(() => {});
    // Last, because the teardown of a projection may throw.
    this.#inner.unsubscribe();
  }

  /** Fills the free places. A loop instead of recursion: the loop notices rows that end while it runs. */
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
    // Not a chain, so that a page is taken in the turn in which it arrives.
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

  /** Runs a step outside of any call by the subscriber: an error of the pipeline is reported as RxJS does. */
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
    // The subscription is linked before its source runs, as mergeMap does: an endless synchronous source is
    // stopped when the subscriber leaves. An exception of the projection becomes its error.
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

  /** Frees the first places that are done. The new first row emits its results. */
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
