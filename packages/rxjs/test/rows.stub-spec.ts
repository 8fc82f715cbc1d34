import { AsyncCluster, StreamError, type AsyncCassandraSession } from '@async-cassandra/core';
import { CqlStub, pages as stubPages, serverError, type StubRule } from '@async-cassandra/testing';
import {
  firstValueFrom,
  from,
  lastValueFrom,
  Observable,
  repeat,
  retry,
  share,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timeout,
  timer,
  toArray,
} from 'rxjs';
import { fromStream, mapRows, pages, rows } from '../src/index';

const query = 'SELECT a FROM t';
let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeEach(async () => {
  stub = await CqlStub.start();
  cluster = new AsyncCluster(stub.clusterOptions());
  session = await cluster.connect();
});

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

/** Pages of `size` rows: [0, 1, ...], [size, ...], ... */
function pagesOf(count: number, size: number): number[][][] {
  return Array.from({ length: count }, (_, page) => Array.from({ length: size }, (_, row) => [page * size + row]));
}

function serve(count: number, size: number): StubRule {
  return stub.when(query).reply(stubPages({ a: 'int' }, pagesOf(count, size)));
}

function requestsSent(): number {
  return stub.executions.filter((request) => request.query === query).length;
}

function valuesOf(source: Observable<{ a: number }>): Promise<number[]> {
  return lastValueFrom(source.pipe(toArray())).then((found) => found.map(({ a }) => a));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('rows', () => {
  test('gives every row in order, past empty pages', async () => {
    stub.when(query).reply(stubPages({ a: 'int' }, [[], [[0], [1]], [], [[2]], []]));
    expect(await valuesOf(rows<{ a: number }>(session, query))).toEqual([0, 1, 2]);
  });

  test('is cold: each subscription runs its own query', async () => {
    serve(2, 2);
    const source = rows<{ a: number }>(session, query);
    expect(requestsSent()).toBe(0);
    expect([await valuesOf(source), await valuesOf(source)]).toEqual([upTo(4), upTo(4)]);
    expect(requestsSent()).toBe(4);
  });

  test.each([1, 2, 3, 4, 5])('asks for no page beyond the one in which take(%i) ends', async (count) => {
    serve(10, 2);
    expect(await valuesOf(rows<{ a: number }>(session, query).pipe(take(count)))).toEqual(upTo(count));
    await session.execute('SELECT key FROM system.local');
    expect(requestsSent()).toBe(Math.ceil(count / 2));
  });

  test('delivers the rows before an error, then the error', async () => {
    stub.when(query).reply(stubPages({ a: 'int' }, pagesOf(3, 2)));
    stub.when((request) => request.query === query && request.pagingState != null).reply(serverError.invalid('gone'));
    const seen: number[] = [];
    const failure = await new Promise((resolve) =>
      rows<{ a: number }>(session, query).subscribe({ next: ({ a }) => seen.push(a), error: resolve }),
    );
    expect(seen).toEqual([0, 1]);
    expect(failure).toBeInstanceOf(StreamError);
    expect(failure).toMatchObject({ pageNumber: 2 });
  });

  test('goes on from the last complete page where it is asked to', async () => {
    serve(4, 2);
    stub
      .when((request) => request.query === query && request.pagingState != null)
      .times(2)
      .reply(serverError.invalid('hiccup'));
    expect(await valuesOf(rows<{ a: number }>(session, query, [], { resumeOnError: { count: 2 } }))).toEqual(upTo(8));
  });

  test('gives up after as many failures in a row as it is told', async () => {
    serve(4, 2);
    stub.when((request) => request.query === query && request.pagingState != null).reply(serverError.invalid('gone'));
    await expect(valuesOf(rows<{ a: number }>(session, query, [], { resumeOnError: { count: 2 } }))).rejects.toThrow(
      /gone/,
    );
    expect(requestsSent()).toBe(4);
  });

  test('stops within the page when it is unsubscribed from within next, and asks for nothing more', async () => {
    serve(10, 100);
    const seen: number[] = [];
    await new Promise<void>((resolve) => {
      const subscription = rows<{ a: number }>(session, query).subscribe(({ a }) => {
        seen.push(a);
        if (a === 149) {
          subscription.unsubscribe();
          resolve();
        }
      });
    });
    await session.execute('SELECT key FROM system.local');
    expect(seen).toEqual(upTo(150));
    expect(requestsSent()).toBe(2);
  });

  test('gives the page in flight up when it is unsubscribed from, and drops what comes late', async () => {
    const rule = serve(3, 2).hold();
    const seen: unknown[] = [];
    const subscription = rows(session, query).subscribe({ next: (row) => seen.push(row), error: (e) => seen.push(e) });
    await rule.received();
    subscription.unsubscribe();
    expect(session.requests.inFlight).toBe(0);
    rule.release();
    await session.execute('SELECT key FROM system.local');
    expect(seen).toEqual([]);
  });

  test('reports no error that comes after it is unsubscribed from', async () => {
    const rule = stub.when(query).hold().reply(serverError.invalid('late'));
    const seen: unknown[] = [];
    const unhandled = (error: unknown): void => void seen.push(error);
    process.on('unhandledRejection', unhandled);
    const subscription = rows(session, query).subscribe({ error: unhandled });
    await rule.received();
    subscription.unsubscribe();
    rule.release();
    await session.execute('SELECT key FROM system.local');
    process.off('unhandledRejection', unhandled);
    expect(seen).toEqual([]);
  });

  test('ends with the reason of a signal that is aborted', async () => {
    const rule = serve(2, 2).hold();
    const aborting = new AbortController();
    const values = valuesOf(rows<{ a: number }>(session, query, [], { signal: aborting.signal }));
    await rule.received();
    aborting.abort(new Error('enough'));
    await expect(values).rejects.toThrow('enough');
    expect(session.requests.inFlight).toBe(0);
  });

  test('behaves under firstValueFrom, retry, repeat, share, takeUntil and timeout as RxJS users expect', async () => {
    serve(2, 2);
    const source = rows<{ a: number }>(session, query);
    expect((await firstValueFrom(source)).a).toBe(0);
    expect(await valuesOf(source.pipe(repeat(2)))).toEqual([...upTo(4), ...upTo(4)]);
    const shared = source.pipe(share());
    const before = requestsSent();
    expect(await Promise.all([valuesOf(shared), valuesOf(shared)])).toEqual([upTo(4), upTo(4)]);
    expect(requestsSent() - before).toBe(2);
    stub.when(query).once().reply(serverError.invalid('once'));
    expect(await valuesOf(source.pipe(retry(1)))).toEqual(upTo(4));
    const stop = new Subject<void>();
    const rule = serve(2, 2).hold();
    const stopped = valuesOf(source.pipe(takeUntil(stop)));
    await rule.received();
    stop.next();
    expect(await stopped).toEqual([]);
    await expect(valuesOf(source.pipe(timeout(20)))).rejects.toThrow(/Timeout/);
    expect(session.requests.inFlight).toBe(0);
  });

  test('leaves one live query after ten switches: the server is asked for no second page of the nine before', async () => {
    const switches = new Subject<number>();
    const rule = serve(3, 2).hold();
    const result = valuesOf(switches.pipe(switchMap(() => rows<{ a: number }>(session, query))));
    for (let count = 1; count <= 10; count++) {
      switches.next(count);
      await rule.received(count);
      expect(session.requests.inFlight).toBe(1);
    }
    switches.complete();
    rule.release();
    expect(await result).toEqual(upTo(6));
    expect(requestsSent()).toBe(10 + 2);
  });

  test('leaves one live query after ten switches in one turn', async () => {
    const rule = serve(1, 2).hold();
    const result = valuesOf(from(upTo(10)).pipe(switchMap(() => rows<{ a: number }>(session, query))));
    await rule.received();
    expect(session.requests.inFlight).toBe(1);
    rule.release();
    expect(await result).toEqual([0, 1]);
  });
});

describe('a very large page', () => {
  const rowCount = 20_000;

  test.each([
    ['rows', () => rows<{ a: number }>(session, query)],
    ['mapRows', () => mapRows<{ a: number }, { a: number }>(session, query, (row) => [row])],
    ['fromStream', () => fromStream<{ a: number }>(() => session.executeStream<{ a: number }>(query))],
  ])('lets others have their turn of the event loop: %s', async (_, source) => {
    serve(1, rowCount);
    let turns = 0;
    let atFirstRow: number | undefined;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    count();
    let seen = 0;
    await lastValueFrom(source().pipe(tap(() => (seen++, (atFirstRow ??= turns)))));
    isOver = true;
    expect(seen).toBe(rowCount);
    expect(turns - atFirstRow!).toBeGreaterThanOrEqual(rowCount / 1000 - 1);
  });
});

describe('pages', () => {
  test('come with their number and where the next one begins, from which another run goes on', async () => {
    serve(3, 2);
    const [first] = await lastValueFrom(pages<{ a: number }>(session, query).pipe(take(1), toArray()));
    expect({ ...first!, rows: first!.rows.map(({ a }) => a) }).toEqual({
      rows: [0, 1],
      pageNumber: 1,
      pagingState: expect.any(String),
    });
    const { pagingState } = first!;
    const rest = await lastValueFrom(pages<{ a: number }>(session, query, [], { pagingState }).pipe(toArray()));
    expect(rest.map((page) => page.rows.map(({ a }) => a))).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(rest.at(-1)!.pagingState).toBeNull();
  });
});

describe('mapRows', () => {
  test('pulls no row before a place is free, and no page before the last one is taken', async () => {
    serve(10, 4);
    const begun: number[] = [];
    const gates: Subject<number>[] = [];
    const onBegun = new Map<number, () => void>();
    const results: number[] = [];
    const done = new Promise<void>((resolve) =>
      mapRows<number, { a: number }>(
        session,
        query,
        ({ a }) => {
          begun.push(a);
          onBegun.get(begun.length)?.();
          const gate = new Subject<number>();
          gates.push(gate);
          return gate;
        },
        { concurrency: 3 },
      ).subscribe({ next: (value) => results.push(value), complete: resolve }),
    );
    const begunRows = (count: number): Promise<void> =>
      begun.length >= count ? Promise.resolve() : new Promise((resolve) => onBegun.set(count, resolve));
    const finish = (index: number): void => {
      gates[index]!.next(index);
      gates[index]!.complete();
    };
    await begunRows(3);
    await session.execute('SELECT key FROM system.local');
    expect([begun, requestsSent()]).toEqual([[0, 1, 2], 1]);
    finish(1);
    await session.execute('SELECT key FROM system.local');
    expect([begun, requestsSent()]).toEqual([[0, 1, 2, 3], 1]);
    finish(0);
    await begunRows(5);
    expect([begun, requestsSent()]).toEqual([[0, 1, 2, 3, 4], 2]);
    for (let i = 2; i < 40; i++) {
      await begunRows(i + 1);
      finish(i);
    }
    await done;
    expect(results).toEqual([1, 0, ...upTo(40).slice(2)]);
    expect(requestsSent()).toBe(10);
  });

  test('keeps the order of the rows where it is asked to, with at most concurrency rows under way', async () => {
    serve(5, 10);
    let underWay = 0;
    let most = 0;
    const results = await lastValueFrom(
      mapRows<number, { a: number }>(
        session,
        query,
        async ({ a }) => {
          most = Math.max(most, ++underWay);
          await firstValueFrom(timer((a * 7) % 5));
          underWay--;
          return a;
        },
        { concurrency: 4, ordered: true },
      ).pipe(toArray()),
    );
    expect(results).toEqual(upTo(50));
    expect(most).toBe(4);
  });

  test('handles rows at once that need no time, without a deep stack', async () => {
    serve(2, 20_000);
    const results = await lastValueFrom(mapRows<number, { a: number }>(session, query, ({ a }) => [a]).pipe(toArray()));
    expect(results).toEqual(upTo(40_000));
  });

  test('ends with the error of a projection, and stops what is under way', async () => {
    serve(5, 4);
    const stopped: number[] = [];
    const result = lastValueFrom(
      mapRows<never, { a: number }>(session, query, ({ a }) => {
        if (a === 2) throw new Error('row 2');
        return new Observable<never>(() => () => stopped.push(a));
      }),
    );
    await expect(result).rejects.toThrow('row 2');
    expect(stopped).toEqual([0, 1]);
    expect(requestsSent()).toBe(1);
  });

  test('refuses a concurrency that cannot be', () => {
    expect(() => mapRows(session, query, () => [], { concurrency: 0 })).toThrow(/concurrency .* not 0/);
  });
});

describe('fromStream', () => {
  test('closes a stream that is opened after nobody wants it any more', async () => {
    serve(2, 2);
    let closed = 0;
    const seen: unknown[] = [];
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const stream = await session.executeStream<{ a: number }>(query);
    const closing = new Promise<void>((resolve) => {
      const source = fromStream<{ a: number }>(async () => {
        await opened;
        return { pages: () => stream.pages(), close: async () => (closed++, await stream.close(), resolve()) };
      });
      source.subscribe((row) => seen.push(row)).unsubscribe();
    });
    open();
    await closing;
    expect([closed, stream.isClosed, seen]).toEqual([1, true, []]);
  });

  test('opens the stream for each subscription and closes it once when it is left', async () => {
    serve(10, 2);
    let closed = 0;
    const source = fromStream<{ a: number }>(async () => {
      const stream = await session.executeStream<{ a: number }>(query, [], { streamConfig: { prefetch: 0 } });
      return { pages: () => stream.pages(), close: () => (closed++, stream.close()) };
    });
    expect(await valuesOf(source.pipe(take(3)))).toEqual([0, 1, 2]);
    expect(closed).toBe(1);
    expect(await valuesOf(source)).toEqual(upTo(20));
  });
});
