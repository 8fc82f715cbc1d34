// resumeOnError at a row that cannot be read, with everything that takes rows.
import { AsyncCluster, StreamError, type AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub, pages as stubPages, pagingStateOf, serverError } from '@async-cassandra/testing';
import { concatMap, lastValueFrom, map, toArray, type Observable } from 'rxjs';
import { fromStream, mapRows, pages, rows, type RowsOptions } from '../src/index';

const query = 'SELECT a, marks FROM t';
const sizes = [3, 0, 4, 3];
const pageStarts = [0, 0, 0, 3, 3, 3, 3, 7, 7, 7];

/** Rows with these marks cannot be read this many more times. */
const unreadable = new Map<number, number>();

/** What the sets of rows are read into. */
class BrittleSet extends Set<number> {
  constructor(values: Iterable<number> = []) {
    super();
    for (const value of values) {
      const times = unreadable.get(value) ?? 0;
      if (times > 0) {
        unreadable.set(value, times - 1);
        throw new Error(`${value} cannot be read`);
      }
      this.add(value);
    }
  }
}

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeEach(async () => {
  unreadable.clear();
  stub = await CqlStub.start();
  let id = 0;
  const content = sizes.map((size) => Array.from({ length: size }, () => [id, [id++]]));
  stub.when(query).reply(stubPages({ a: 'int', marks: 'set<int>' }, content));
  cluster = new AsyncCluster({ ...stub.clusterOptions(), encoding: { set: BrittleSet } });
  session = await cluster.connect();
});

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

type Row = { a: number };

const sources: Record<string, (options: RowsOptions) => Observable<number>> = {
  rows: (options) => rows<Row>(session, query, [], options).pipe(map(({ a }) => a)),
  mapRows: (options) => mapRows<number, Row>(session, query, ({ a }) => [a], { ...options, concurrency: 2 }),
  'mapRows in order': (options) =>
    mapRows<number, Row>(session, query, async ({ a }) => a, { ...options, concurrency: 3, ordered: true }),
  pages: (options) => pages<Row>(session, query, [], options).pipe(concatMap((page) => page.rows.map(({ a }) => a))),
};

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function taken(source: Observable<number>): Promise<{ seen: number[]; failure: unknown }> {
  const seen: number[] = [];
  const failure = await new Promise((resolve) =>
    source.subscribe({ next: (value) => seen.push(value), error: resolve, complete: () => resolve(undefined) }),
  );
  return { seen, failure };
}

const crossings = Object.keys(sources).flatMap((how) =>
  ([0, 1] as const).flatMap((prefetch) => [0, 1, 3, 5, 6, 9].map((row) => [how, prefetch, row] as const)),
);

describe('at a row that cannot be read', () => {
  test.each(crossings)(
    '%s, prefetch %p, row %p: gives each row once when it can be after all',
    async (how, prefetch, row) => {
      unreadable.set(row, 2);
      const source = sources[how]!({ resumeOnError: { count: 2 }, streamConfig: { prefetch } });
      expect(await taken(source)).toEqual({ seen: upTo(10), failure: undefined });
    },
  );

  test.each(crossings)('%s, prefetch %p, row %p: ends there when it never can be', async (how, prefetch, row) => {
    unreadable.set(row, Infinity);
    const source = sources[how]!({ resumeOnError: { count: 2 }, streamConfig: { prefetch } });
    const { seen, failure } = await taken(source);
    expect(failure).toBeInstanceOf(StreamError);
    expect(seen).toEqual(upTo(how === 'pages' ? pageStarts[row]! : row));
    expect(session.requests.inFlight).toBe(0);
  });

  test.each(Object.keys(sources))('%s delivers the rows before it without resumeOnError, too', async (how) => {
    unreadable.set(5, 1);
    const { seen, failure } = await taken(sources[how]!({}));
    expect(failure).toMatchObject({ name: 'StreamError', pageNumber: 3 });
    expect(seen).toEqual(upTo(how === 'pages' ? 3 : 5));
  });

  test('numbers the pages over all resumptions', async () => {
    unreadable.set(4, 1).set(8, 1);
    const source = pages<Row>(session, query, [], { resumeOnError: { count: 1 } });
    const found = await lastValueFrom(source.pipe(toArray()));
    expect(found.map((page) => [page.pageNumber, ...page.rows.map(({ a }) => a)])).toEqual([
      [1, 0, 1, 2],
      [3, 3, 4, 5, 6],
      [4, 7, 8, 9],
    ]);
  });
});

test('an error, also of fromStream, is where another Observable begins', async () => {
  unreadable.set(5, 1);
  const broken = fromStream<Row>(() => session.executeStream<Row>(query)).pipe(map(({ a }) => a));
  const { seen, failure } = await taken(broken);
  expect([seen, failure]).toEqual([upTo(5), expect.any(StreamError)]);
  for (const [how, source] of Object.entries(sources)) {
    const resume = failure as StreamError;
    expect([how, await taken(source({ resume }))]).toEqual([how, { seen: upTo(10).slice(5), failure: undefined }]);
    expect(await taken(source({ resume, pagingState: 'AQ' }))).toMatchObject({
      seen: [],
      failure: { name: 'ConfigurationError' },
    });
  }
});

test.each(Object.keys(sources))('%s begins where it was told to, when its first request is repeated', async (how) => {
  const [first] = await lastValueFrom(pages<Row>(session, query).pipe(toArray()));
  stub.when(query).once().reply(serverError.invalid('hiccup'));
  const source = sources[how]!({ pagingState: first!.pagingState, resumeOnError: { count: 1 } });
  expect(await taken(source)).toEqual({ seen: upTo(10).slice(3), failure: undefined });
});

describe('the limits', () => {
  test.each(Object.keys(sources))('of %s are for all of it, however often it is resumed', async (how) => {
    unreadable.set(1, 1).set(4, 1);
    const options = { resumeOnError: { count: 9 } };
    expect(await taken(sources[how]!({ ...options, streamConfig: { maxPages: 3 } }))).toEqual({
      seen: upTo(7),
      failure: undefined,
    });
    unreadable.set(1, 1).set(4, 1);
    const { seen, failure } = await taken(sources[how]!({ ...options, maxRows: 6 }));
    expect(failure).toMatchObject({ cause: { code: 'TOO_MANY_ROWS' } });
    expect(seen).toEqual(upTo(how === 'pages' ? 3 : 6));
  });

  test.each(Object.keys(sources))('of %s end it with no more requests: its time', async (how) => {
    const held = stub
      .when({ query, where: ({ pagingState }) => pagingState?.equals(pagingStateOf(1)) === true })
      .reply(serverError.invalid('never'))
      .hold();
    const source = sources[how]!({ resumeOnError: { count: 9 }, streamConfig: { timeoutMs: 300 } });
    const { seen, failure } = await taken(source);
    expect(failure).toMatchObject({ name: 'TimeoutError' });
    expect(seen).toEqual(upTo(3));
    expect(held.hits).toBe(1);
  });
});

test.each(Object.keys(sources))('%s that is left while it waits to be resumed asks for nothing more', async (how) => {
  unreadable.set(0, Infinity);
  let onWait: () => void = () => {};
  const waits = new Promise<void>((resolve) => (onWait = resolve));
  const delayMs = (): number => {
    onWait();
    return 60_000;
  };
  const subscription = sources[how]!({ resumeOnError: { count: 9, delayMs } }).subscribe();
  await waits;
  subscription.unsubscribe();
  await session.execute('SELECT key FROM system.local');
  expect(stub.executions.filter((request) => request.query === query)).toHaveLength(1);
  expect(session.requests.inFlight).toBe(0);
});
