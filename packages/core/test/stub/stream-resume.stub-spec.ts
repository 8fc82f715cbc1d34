import { CqlStub, pages, pagingStateOf, serverError, type StubRow } from '@async-cassandra/testing';
import { AsyncCluster } from '../../src/cluster/async-cluster';
import { ConfigurationError, QueryError, StreamError } from '../../src/errors/async-cassandra-error';
import { errorCode } from '../../src/errors/error-codes';
import type { AsyncStreamingResultSet } from '../../src/result/async-streaming-result-set';
import type { StreamPosition } from '../../src/result/stream-position';
import type { AsyncCassandraSession } from '../../src/session/async-cassandra-session';
import { BrittleSet } from '../streams/brittle-set';
import { upTo } from './stream-support';

const select = 'SELECT id, marks FROM shop.items';
const byOwner = 'SELECT id, marks FROM shop.items WHERE owner = ?';
const columns = { id: 'int', marks: 'set<int>' } as const;

interface Item {
  readonly id: number;
}

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeEach(async () => {
  stub = await CqlStub.start();
  cluster = new AsyncCluster({ ...stub.clusterOptions(), encoding: { set: BrittleSet } });
  session = await cluster.connect();
  BrittleSet.unreadable.clear();
});

afterEach(async () => {
  await cluster.shutdown();
  await stub.close();
});

/** Pages of these sizes; row `id` holds the mark `id`. */
function serve(...sizes: number[]): void {
  let id = 0;
  const content = sizes.map((size): StubRow[] => Array.from({ length: size }, () => [id, [id++]]));
  stub.when(select).reply(pages(columns, content));
  stub.when(byOwner).variables({ owner: 'int' }).reply(pages(columns, content));
}

type Take = (stream: AsyncStreamingResultSet<Item>, seen: number[]) => Promise<void>;

const consumers: Record<string, Take> = {
  async rows(stream, seen) {
    for await (const { id } of stream) seen.push(id);
  },
  async chunks(stream, seen) {
    for await (const chunk of stream.chunks()) seen.push(...chunk.map(({ id }) => id));
  },
  async pages(stream, seen) {
    for await (const page of stream.pages()) seen.push(...page.map(({ id }) => id));
  },
  async Readable(stream, seen) {
    for await (const { id } of stream.toReadable()) seen.push(id);
  },
};

async function take(how: string, from: StreamPosition | undefined, prefetch: 0 | 1, seen: number[]) {
  const stream = await session.executeStream<Item>(select, [], { resume: from, streamConfig: { prefetch } });
  const failure = await consumers[how]!(stream, seen).catch((error: unknown) => error as StreamError);
  return { stream, failure: failure as StreamError | undefined };
}

const crossings = Object.keys(consumers).flatMap((how) =>
  ([0, 1] as const).flatMap((prefetch) => [0, 1, 3, 5, 6, 9].map((row) => [how, prefetch, row] as const)),
);

describe('going on after a row that could not be read', () => {
  test.each(crossings)('by %s, prefetch %p, row %p: gives each row once', async (how, prefetch, row) => {
    serve(3, 0, 4, 3);
    BrittleSet.unreadable.set(row, 1);
    const seen: number[] = [];
    const { stream, failure } = await take(how, undefined, prefetch, seen);
    const pageStart = [0, 0, 0, 3, 3, 3, 3, 7, 7, 7][row]!;
    expect(failure).toBeInstanceOf(StreamError);
    expect(seen).toEqual(upTo(how === 'pages' ? pageStart : row));
    expect(failure).toMatchObject({ rowsOfPage: seen.length - pageStart, cause: { message: expect.any(String) } });
    // What saves the state wherever it stands loses nothing.
    expect(stream.pagingState).toBe(failure!.pagingState);
    const saved = JSON.parse(JSON.stringify(failure)) as StreamPosition;
    expect((await take(how, saved, prefetch, seen)).failure).toBeUndefined();
    expect(seen).toEqual(upTo(10));
  });

  test.each(crossings)(
    'by %s, prefetch %p, row %p: ends there again when it never can be',
    async (how, prefetch, row) => {
      serve(3, 0, 4, 3);
      BrittleSet.unreadable.set(row, Infinity);
      const seen: number[] = [];
      let from: StreamPosition | undefined;
      for (let round = 0; round < 3; round++) from = (await take(how, from, prefetch, seen)).failure;
      expect(from).toBeInstanceOf(StreamError);
      expect(seen).toEqual(upTo(how === 'pages' ? [0, 0, 0, 3, 3, 3, 3, 7, 7, 7][row]! : row));
    },
  );

  test('counts pages from where it goes on, and only the rows that it hands over', async () => {
    serve(3, 2);
    BrittleSet.unreadable.set(2, 1);
    const { failure } = await take('rows', undefined, 1, []);
    const told: number[][] = [];
    const pageCallback = (...page: number[]): number => told.push(page);
    const rest = await session.executeStream<Item>(select, [], { resume: failure, streamConfig: { pageCallback } });
    for await (const _ of rest);
    expect(rest).toMatchObject({ pageNumber: 2, totalRowsFetched: 3 });
    expect(told).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });
});

describe('going on after an early end', () => {
  test.each(upTo(10))('by the position gives the rest, when the loop was left at row %p', async (at) => {
    serve(3, 0, 4, 3);
    const stream = await session.executeStream<Item>(select);
    const seen: number[] = [];
    for await (const { id } of stream) if (seen.push(id) > at) break;
    const { position } = stream;
    if (at === 9) expect(position).toBeUndefined();
    else await take('rows', JSON.parse(JSON.stringify(position)) as StreamPosition, 1, seen);
    expect(seen).toEqual(upTo(10));
  });

  test('also before the first row, after an abort and after the time of the stream', async () => {
    serve(3, 3);
    const aborting = new AbortController();
    const stream = await session.executeStream<Item>(select, [], { signal: aborting.signal });
    expect(stream.position).toMatchObject({ pagingState: null, rowsOfPage: 0 });
    const rows = stream[Symbol.asyncIterator]();
    const seen = [(await rows.next()).value!.id, (await rows.next()).value!.id];
    aborting.abort(new Error('enough'));
    await expect(rows.next()).rejects.toThrow('enough');
    await take('rows', stream.position, 1, seen);
    expect(seen).toEqual(upTo(6));
  });

  test('when the session was closed before the first row of a stream that goes on', async () => {
    serve(3, 3);
    const resume = { pagingState: null, rowsOfPage: 4 };
    const stream = await session.executeStream<Item>(select, [], { resume });
    await session.close();
    const failure = await consumers['rows']!(stream, []).catch((error: unknown) => error);
    expect(failure).toMatchObject(resume);
  });

  test('in pages of another size', async () => {
    serve(3, 3);
    BrittleSet.unreadable.set(4, 1);
    const seen: number[] = [];
    const { failure } = await take('rows', undefined, 1, seen);
    stub.when(select).reply(pages(columns, [[], ...[3, 4, 5].map((id) => [[id, [id]]])]));
    await take('rows', failure, 1, seen);
    expect(seen).toEqual(upTo(6));
  });
});

describe('what a stream does not go on from', () => {
  async function failAt(row: number, owner = 1): Promise<StreamError> {
    BrittleSet.unreadable.set(row, 1);
    const stream = await session.executeStream<Item>(byOwner, [owner]);
    const failure = await consumers['rows']!(stream, []).catch((error: unknown) => error as StreamError);
    stub.clearRequests();
    return failure as StreamError;
  }

  // On the first page there is no paging state that could be refused.
  test.each([1, 4])(
    'is refused with other values, and with another statement, before anything is sent (row %p)',
    async (row) => {
      serve(3, 3);
      const resume = await failAt(row);
      const message = expect.stringMatching(/another statement/);
      const refused = { name: 'QueryError', code: errorCode.invalidPagingState, message };
      await expect(session.executeStream(byOwner, [2], { resume })).rejects.toMatchObject(refused);
      await expect(session.executeStream(select, [], { resume })).rejects.toMatchObject(refused);
      expect(stub.executions).toHaveLength(0);
    },
  );

  test.each([1, 4])('is refused when the columns have changed since (row %p)', async (row) => {
    serve(3, 3);
    const resume = await failAt(row);
    stub.when(byOwner).reply(pages({ id: 'int', marks: 'set<int>', added: 'text' }, [[], []]));
    const opening = session.executeStream(byOwner, [1], { resume });
    await expect(opening).rejects.toThrow(QueryError);
    await expect(opening).rejects.toThrow(/columns .* have changed/);
    expect(session.requests.inFlight).toBe(0);
  });

  test('is refused when it is damaged', async () => {
    serve(3, 3);
    const { pagingState, ...rest } = await failAt(4);
    const resume = { ...rest, pagingState: `${pagingState!}A` };
    await expect(session.executeStream(byOwner, [1], { resume })).rejects.toThrow(/damaged/);
  });

  test.each([
    ['an error of the server', new Error('no')],
    ['the error of a scan', new StreamError('The scan cannot go on')],
    ['a text', 'AAAA'],
    ['null', null],
    ['half a place', { pagingState: null }],
    ['a negative number of rows', { pagingState: null, rowsOfPage: -1 }],
  ])('%s is refused', async (_, resume) => {
    serve(1);
    const opening = session.executeStream(select, [], { resume: resume as StreamPosition });
    await expect(opening).rejects.toThrow(ConfigurationError);
    await expect(opening).rejects.toThrow(/^Option 'resume' must be the StreamError of a stream/);
  });

  test.each([[{ pagingState: 'AAAA' }], [{ streamConfig: { pagingState: 'AAAA' } }]])(
    'is refused together with %p',
    async (options) => {
      serve(3, 3);
      const resume = await failAt(4);
      const opening = session.executeStream(byOwner, [1], { resume, ...options });
      await expect(opening).rejects.toThrow(
        new ConfigurationError("Options 'resume' and 'pagingState' exclude each other"),
      );
    },
  );

  test('is unknown to execute and executePage', async () => {
    const options = { resume: { pagingState: null, rowsOfPage: 0 } } as object;
    await expect(session.execute(select, [], options)).rejects.toThrow(/resume/);
    await expect(session.executePage(select, [], options)).rejects.toThrow(/resume/);
  });
});

test('a request that fails again and again stays where it is', async () => {
  serve(2, 2, 2);
  const state = pagingStateOf(1);
  stub
    .when({ query: select, where: ({ pagingState }) => pagingState?.equals(state) === true })
    .reply(serverError.invalid('a disk is broken'))
    .times(2);
  const seen: number[] = [];
  const { failure } = await take('rows', undefined, 1, seen);
  expect(failure).toMatchObject({ pageNumber: 2, rowsOfPage: 0 });
  await expect(session.executeStream(select, [], { resume: failure })).rejects.toThrow('a disk is broken');
  await take('rows', failure, 1, seen);
  expect(seen).toEqual(upTo(6));
});
