// The functions that an application passes are foreign code: they throw, reject, hang, return nonsense, or call back. Every such function
// is tested here, with every outcome: the error comes once, nothing else comes, nothing is leaked, and the session stays usable.
import { AsyncCluster, ConfigurationError, type AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub, pages as stubPages, serverError } from '@async-cassandra/testing';
import {
  asapScheduler,
  asyncScheduler,
  EMPTY,
  from,
  lastValueFrom,
  NEVER,
  Observable,
  observeOn,
  of,
  queueScheduler,
  Subject,
  subscribeOn,
  take,
  takeUntil,
  throwError,
  timer,
  toArray,
  type ObservableInput,
} from 'rxjs';
import { execute, executeEach, fromStream, mapRows, pages, rows, type RowsOptions } from '../src/index';

const query = 'SELECT a FROM t';
const rowCount = 6;

interface Row {
  readonly a: number;
}

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
const escaped: unknown[] = [];
const onEscaped = (error: unknown): void => void escaped.push(error);

beforeAll(async () => {
  stub = await CqlStub.start();
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
  stub.when(query).reply(
    stubPages({ a: 'int' }, [
      [[0], [1]],
      [[2], [3]],
      [[4], [5]],
    ]),
  );
});

afterAll(async () => {
  await cluster.shutdown();
  await stub.close();
});

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', onEscaped);
});

afterEach(async () => {
  // A rejection that nobody handles is told after the microtasks of its turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onEscaped);
  expect(escaped).toEqual([]);
  expect(session.requests).toEqual({ inFlight: 0, queued: 0 });
  expect((await session.execute(query)).length).toBe(rowCount);
});

type End = { readonly values: unknown[]; readonly end: 'complete' | 'nothing' | { readonly error: unknown } };

/** What it gives until it ends, or until the session has answered once more. */
async function observed(source: Observable<unknown>): Promise<End> {
  const values: unknown[] = [];
  let end: End['end'] = 'nothing';
  const ended = new Promise<void>((resolve) =>
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => ((end = { error }), resolve()),
      complete: () => ((end = 'complete'), resolve()),
    }),
  );
  await ended;
  return { values, end };
}

const thrown = new Error('thrown by the application');
const throwing = (): never => {
  throw thrown;
};

function* endless(): Generator<number> {
  for (let i = 0; ; i++) yield i;
}

async function* endlessAsync(): AsyncGenerator<number> {
  for (let i = 0; ; i++) yield i;
}

const endlessObservable = new Observable<number>((subscriber) => {
  for (let i = 0; !subscriber.closed; i++) subscriber.next(i);
});

const modes = [
  { concurrency: 1, ordered: false },
  { concurrency: 4, ordered: false },
  { concurrency: 1, ordered: true },
  { concurrency: 4, ordered: true },
];

describe.each(modes)('a projection of mapRows, with $concurrency places and ordered: $ordered,', (mode) => {
  const mapped = (project: (row: Row, index: number) => unknown): Observable<unknown> =>
    mapRows<unknown, Row>(session, query, project as (row: Row, index: number) => ObservableInput<unknown>, mode);

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['a function', () => []],
    ['a bigint', 1n],
  ])('that gives %s is an error', async (_, given) => {
    expect(await observed(mapped(() => given))).toEqual({ values: [], end: { error: expect.any(TypeError) } });
  });

  test.each<[string, () => unknown]>([
    ['throws', throwing],
    ['rejects', () => Promise.reject(thrown)],
    ['gives what fails at once', () => throwError(() => thrown)],
    ['gives what fails when it is subscribed to', () => new Observable(throwing)],
    ['gives an iterable that throws', () => ({ [Symbol.iterator]: throwing })],
    ['gives an iterator that throws', () => ({ [Symbol.iterator]: () => ({ next: throwing }) })],
    ['gives an async iterable that throws', () => ({ [Symbol.asyncIterator]: throwing })],
    ['gives a promise of its own that throws', () => ({ then: throwing })],
    ['fails later', () => timer(1).pipe(observeOn(asapScheduler), takeUntil(throwError(() => thrown)))],
    ['has a notifier that fails', () => NEVER.pipe(takeUntil(throwError(() => thrown)))],
  ])('that %s is an error, once', async (_, project) => {
    expect(await observed(mapped(project))).toEqual({ values: [], end: { error: thrown } });
  });

  test('that throws at a later row gives what the rows before it gave', async () => {
    const { values, end } = await observed(mapped(({ a }) => (a === 3 ? throwing() : [a])));
    expect(values).toEqual([0, 1, 2]);
    expect(end).toEqual({ error: thrown });
  });

  test.each<[string, (a: number) => unknown, unknown[]]>([
    ['an empty list', () => [], []],
    ['EMPTY', () => EMPTY, []],
    ['a text, letter by letter', (a) => `${a}!`, [...'0!1!2!3!4!5!']],
    ['several values at once', (a) => of(a, a), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]],
    ['a value of the queue scheduler', (a) => of(a).pipe(subscribeOn(queueScheduler)), [0, 1, 2, 3, 4, 5]],
    ['a value of the asap scheduler', (a) => of(a).pipe(subscribeOn(asapScheduler)), [0, 1, 2, 3, 4, 5]],
    ['a value of the async scheduler', (a) => of(a).pipe(subscribeOn(asyncScheduler)), [0, 1, 2, 3, 4, 5]],
  ])('may give %s', async (_, project, values) => {
    expect(await observed(mapped(({ a }) => project(a)))).toEqual({ values, end: 'complete' });
  });

  test.each<[string, () => ObservableInput<unknown>]>([
    ['an iterable', endless],
    ['an Observable', () => endlessObservable],
    ['an async iterable', endlessAsync],
  ])('that gives %s without an end is stopped by take', async (_, project) => {
    const { values, end } = await observed(mapped(project).pipe(take(3)));
    expect([values.length, end]).toEqual([3, 'complete']);
  });

  test('that never gives anything is stopped by unsubscribing', async () => {
    const stopped: number[] = [];
    const begun = new Subject<void>();
    const first = lastValueFrom(begun.pipe(take(1)));
    const subscription = mapped(({ a }) => {
      queueMicrotask(() => begun.next());
      return new Observable(() => () => stopped.push(a));
    }).subscribe({ error: onEscaped });
    await first;
    subscription.unsubscribe();
    expect(stopped).toEqual([0, 1].slice(0, mode.concurrency));
  });

  test('that goes on after it is unsubscribed from is not heard', async () => {
    const late: (() => void)[] = [];
    const source = mapped(
      ({ a }) =>
        new Observable((subscriber) => {
          subscriber.next(a);
          late.push(() => (subscriber.next('late'), subscriber.error(new Error('late')), subscriber.complete()));
        }),
    );
    expect(await observed(source.pipe(take(1)))).toEqual({ values: [0], end: 'complete' });
    for (const tell of late) tell();
  });

  test('that unsubscribes while it runs begins no other row', async () => {
    let calls = 0;
    await new Promise<void>((resolve) => {
      const subscription = mapped(() => {
        calls++;
        subscription.unsubscribe();
        resolve();
        return endless();
      }).subscribe(onEscaped);
    });
    expect(calls).toBe(1);
  });

  test('that calls back into the result at once is no recursion without an end', async () => {
    const gate = new Subject<number>();
    const source = mapped(({ a }) => new Observable((inner) => (gate.next(a), inner.next(a), inner.complete())));
    const stop = source.pipe(takeUntil(gate.pipe(take(4), toArray())));
    expect((await observed(stop)).end).toBe('complete');
  });

  test('is not called any more once the consumer leaves within next', async () => {
    const begun: number[] = [];
    await new Promise<void>((resolve) => {
      const subscription = mapped(({ a }) => (begun.push(a), [a])).subscribe({
        next: (a) => {
          if (a !== 2) return;
          subscription.unsubscribe();
          resolve();
        },
        error: onEscaped,
      });
    });
    expect(begun).toEqual([0, 1, 2]);
  });
});

describe.each<[string, (options: RowsOptions) => Observable<unknown>]>([
  ['rows', (options) => rows(session, query, [], options)],
  ['pages', (options) => pages(session, query, [], options)],
  ['mapRows', (options) => mapRows(session, query, (row) => [row], options)],
])('options of %s', (_, source) => {
  test.each<[string, unknown, RegExp]>([
    ['null', null, /resumeOnError must be an object/],
    ['a number', 3, /resumeOnError must be an object/],
    ['no count', {}, /resumeOnError\.count' is missing/],
    ['a fraction', { count: 1.5 }, /resumeOnError\.count' must be a whole number/],
    ['a count below zero', { count: -1 }, /resumeOnError\.count' must be a whole number/],
    ['another name', { count: 1, delay: 10 }, /Unknown option 'resumeOnError\.delay': give 'delayMs'/],
    ['a delay below zero', { count: 1, delayMs: -1 }, /resumeOnError\.delayMs' must be/],
    ['a delay that is a text', { count: 1, delayMs: '1' }, /resumeOnError\.delayMs' must be/],
    ['a delay without an end', { count: 1, delayMs: Infinity }, /resumeOnError\.delayMs' must be/],
  ])('are refused at once: %s', (_case, resumeOnError, message) => {
    const call = (): unknown => source({ resumeOnError } as RowsOptions);
    expect(call).toThrow(ConfigurationError);
    expect(call).toThrow(message);
  });

  test.each<[string, (attempt: number) => unknown, unknown]>([
    ['throws', throwing, thrown],
    ['gives a promise', () => Promise.resolve(1), expect.any(ConfigurationError)],
    ['rejects', () => Promise.reject(thrown), expect.any(ConfigurationError)],
    ['gives nothing', () => undefined, expect.any(ConfigurationError)],
    ['gives what is no number', () => NaN, expect.any(ConfigurationError)],
    ['gives a time below zero', () => -1, expect.any(ConfigurationError)],
  ])('end with an error where delayMs %s', async (_case, delayMs, error) => {
    stub.when(query).once().reply(serverError.invalid('hiccup'));
    const options = { resumeOnError: { count: 3, delayMs: delayMs as () => number } };
    expect(await observed(source(options))).toEqual({ values: [], end: { error } });
  });
});

describe('a factory of fromStream', () => {
  test.each<[string, () => unknown, unknown]>([
    ['throws', throwing, thrown],
    ['rejects', () => Promise.reject(thrown), thrown],
    ['gives nothing', () => undefined, expect.any(TypeError)],
    ['gives rows', () => [{ a: 1 }], expect.any(TypeError)],
    ['gives pages that throw', () => ({ pages: throwing, close: () => Promise.resolve() }), thrown],
    ['gives no pages', () => ({ pages: () => undefined, close: () => Promise.resolve() }), expect.any(TypeError)],
  ])('that %s ends with an error, once', async (_, open, error) => {
    const source = fromStream(open as Parameters<typeof fromStream>[0]);
    expect(await observed(source)).toEqual({ values: [], end: { error } });
  });

  test.each<[string, () => unknown]>([
    ['throws', throwing],
    ['rejects', () => Promise.reject(thrown)],
    ['never settles', () => new Promise(() => {})],
    ['gives nothing', () => undefined],
  ])('gives a stream whose close %s, and nobody is hurt', async (_, close) => {
    let closed = 0;
    const open = async (): Promise<never> => {
      const stream = await session.executeStream<Row>(query);
      const foreign = { pages: () => stream.pages(), close: () => (closed++, close()) };
      return foreign as never;
    };
    expect((await observed(fromStream<Row>(open).pipe(take(3)))).end).toBe('complete');
    expect((await observed(fromStream<Row>(open))).values).toHaveLength(rowCount);
    expect(closed).toBe(2);
  });
});

describe('parameters of executeEach', () => {
  const insert = 'INSERT INTO t (a) VALUES (?)';

  test.each<[string, () => unknown, unknown]>([
    ['throws', throwing, thrown],
    ['gives a promise', () => Promise.resolve([1]), expect.any(TypeError)],
    ['gives a text', () => 'a', expect.any(Error)],
    ['gives too many', () => [1, 2, 3], expect.any(Error)],
  ])('whose function %s end with an error, once', async (_, toParameters, error) => {
    stub.when(insert).variables({ a: 'int' });
    const source = from([1, 2, 3]).pipe(executeEach(session, insert, toParameters as () => []));
    expect(await observed(source)).toEqual({ values: [], end: { error } });
  });
});

describe('a session that is no session', () => {
  test.each<[string, () => unknown, unknown]>([
    ['throws', throwing, thrown],
    ['rejects', () => Promise.reject(thrown), thrown],
  ])('ends with an error where it %s', async (_, call, error) => {
    const foreign = { execute: call, executeStream: call } as unknown as AsyncCassandraSession;
    for (const source of [
      execute(foreign, query),
      rows(foreign, query),
      pages(foreign, query),
      mapRows(foreign, query, () => []),
      of(1).pipe(executeEach(foreign, query, () => [])),
    ]) {
      expect(await observed(source)).toEqual({ values: [], end: { error } });
    }
  });
});
