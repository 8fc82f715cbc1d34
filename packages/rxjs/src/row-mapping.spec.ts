// Marbles: the pages and the handling of each row are on the virtual clock, so what is begun, asked for and given is exact to the tick.
import { Observable, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { ObservedPage } from './page-walk';
import { RowMapping, type RowMappingOptions } from './row-mapping';

type Pages = AsyncIterator<ObservedPage<string>, undefined>;

/** A page arrives one tick after it is asked for. `askedAt` notes when. */
class VirtualPages {
  readonly askedAt: number[] = [];
  returns = 0;
  readonly #pages: readonly (readonly string[] | Error)[];
  readonly #now: () => number;

  constructor(now: () => number, pages: readonly (readonly string[] | Error)[]) {
    this.#now = now;
    this.#pages = pages;
  }

  next(): Promise<IteratorResult<ObservedPage<string>, undefined>> {
    const number = this.askedAt.push(this.#now());
    const page = this.#pages[number - 1];
    // What is awaited runs on microtasks, which the virtual clock knows nothing of: this `then` waits for its tick instead.
    const arriving = {
      then(onPage: (result: unknown) => void, onError: (error: unknown) => void): void {
        timer(1).subscribe(() => {
          if (page === undefined) onPage({ done: true, value: undefined });
          else if (page instanceof Error) onError(page);
          else onPage({ done: false, value: { rows: [...page], pagingState: null, pageNumber: number } });
        });
      },
    };
    return arriving as unknown as Promise<IteratorResult<ObservedPage<string>, undefined>>;
  }

  return(): Promise<IteratorResult<ObservedPage<string>, undefined>> {
    this.returns++;
    return Promise.resolve({ done: true, value: undefined });
  }
}

function mapped(
  pages: Pages,
  project: (row: string, index: number) => Observable<string>,
  options: RowMappingOptions,
): Observable<string> {
  return new Observable((subscriber) => {
    const mapping = new RowMapping(pages, project, options, subscriber);
    mapping.start();
    return () => mapping.stop();
  });
}

let scheduler: TestScheduler;

beforeEach(() => {
  scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
});

const pagesOf = (...pages: (readonly string[] | Error)[]): VirtualPages =>
  new VirtualPages(() => scheduler.now(), pages);

describe('the mapping of rows', () => {
  test('gives results as they come, and completes after the last one', () => {
    scheduler.run(({ cold, expectObservable }) => {
      const inner: Record<string, Observable<string>> = { a: cold('--a-|'), b: cold('b|') };
      const source = mapped(pagesOf(['a', 'b']), (row) => inner[row]!, { concurrency: 2, ordered: false });
      expectObservable(source).toBe('-b-a-|');
    });
  });

  test('begins a row when a place is free, and not before', () => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b, c] = [cold('---a|'), cold('-b|'), cold('--c|')];
      const inner: Record<string, Observable<string>> = { a, b, c };
      const source = mapped(pagesOf(['a', 'b', 'c']), (row) => inner[row]!, { concurrency: 2, ordered: false });
      expectObservable(source).toBe('--b-ac|');
      expectSubscriptions(a.subscriptions).toBe('-^---!');
      expectSubscriptions(b.subscriptions).toBe('-^-!');
      expectSubscriptions(c.subscriptions).toBe('---^--!');
    });
  });

  test('asks for the next page when the rows of the last one are taken and a place is free', () => {
    const pages = pagesOf(['a', 'b'], ['c']);
    scheduler.run(({ cold, expectObservable }) => {
      const source = mapped(pages, (row) => cold(`---(${row}|)`), { concurrency: 1, ordered: false });
      expectObservable(source).toBe('----a--b---c|');
    });
    expect(pages.askedAt).toEqual([0, 7, 11]);
  });

  test('keeps the order of the rows where it is asked to: a row that is ready early waits', () => {
    scheduler.run(({ cold, expectObservable }) => {
      const inner: Record<string, Observable<string>> = { a: cold('----a|'), b: cold('-b|'), c: cold('-c-d|') };
      const source = mapped(pagesOf(['a', 'b', 'c']), (row) => inner[row]!, { concurrency: 4, ordered: true });
      expectObservable(source).toBe('-----a(bcd|)');
    });
  });

  test('holds the place of a row that waits for its turn', () => {
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const [a, b, c] = [cold('-----a|'), cold('b|'), cold('-c|')];
      const inner: Record<string, Observable<string>> = { a, b, c };
      const source = mapped(pagesOf(['a', 'b', 'c']), (row) => inner[row]!, { concurrency: 2, ordered: true });
      expectObservable(source).toBe('------abc|');
      expectSubscriptions(b.subscriptions).toBe('-^!');
      expectSubscriptions(c.subscriptions).toBe('-------^-!');
    });
  });

  test('ends with the first error, and unsubscribes from what is under way', () => {
    const pages = pagesOf(['a', 'b']);
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('-a-----|');
      const inner: Record<string, Observable<string>> = { a, b: cold('---#') };
      expectObservable(mapped(pages, (row) => inner[row]!, { concurrency: 2, ordered: false })).toBe('--a-#');
      expectSubscriptions(a.subscriptions).toBe('-^--!');
    });
    expect(pages.returns).toBe(1);
  });

  test('delivers what the rows before a lost page gave, then its error', () => {
    scheduler.run(({ cold, expectObservable }) => {
      const source = mapped(pagesOf(['a'], new Error('lost')), (row) => cold(`-(${row}|)`), {
        concurrency: 1,
        ordered: false,
      });
      expectObservable(source).toBe('--a#', undefined, new Error('lost'));
    });
  });

  test('stops what is under way when it is unsubscribed from, and asks for nothing more', () => {
    const pages = pagesOf(['a', 'b'], ['c']);
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('-a---------|');
      const source = mapped(pages, () => a, { concurrency: 1, ordered: false });
      expectObservable(source, '^----!').toBe('--a---');
      expectSubscriptions(a.subscriptions).toBe('-^---!');
    });
    expect(pages.askedAt).toEqual([0]);
    expect(pages.returns).toBe(1);
  });
});
