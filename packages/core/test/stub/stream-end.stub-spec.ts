import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pages, pagingStateOf, serverError } from '@async-cassandra/testing';
import { StreamError, TimeoutError } from '../../src/errors/async-cassandra-error';
import { errorCode } from '../../src/errors/error-codes';
import { ReadTimeoutError, ServerResponseError } from '../../src/errors/server-errors';
import type { AsyncStreamingResultSet } from '../../src/result/async-streaming-result-set';
import { idsOf, pagesOf, select, serve, settle, upTo, type Item, type StreamedTable } from './stream-support';

/** Ends the stream within its loop, at the row with the index `at`. */
type Leave = (stream: AsyncStreamingResultSet<Item>, at: number) => Promise<void>;

const waysToLeave: Record<string, Leave> = {
  async break(stream, at) {
    for await (const { id } of stream) if (id === at) break;
  },
  async throw(stream, at) {
    const loop = async (): Promise<void> => {
      for await (const { id } of stream) if (id === at) throw new Error('enough');
    };
    await loop().catch((error: Error) => {
      if (error.message !== 'enough') throw error;
    });
  },
  async return(stream, at) {
    const loop = async (): Promise<void> => {
      for await (const { id } of stream) if (id === at) return;
    };
    await loop();
  },
  async cancel(stream, at) {
    for await (const { id } of stream) if (id === at) await stream.cancel();
  },
  async close(stream, at) {
    for await (const { id } of stream) if (id === at) await stream.close();
  },
  async 'await using'(stream, at) {
    await using rows = stream;
    const iterator = rows[Symbol.asyncIterator]();
    for (let taken = 0; taken <= at; taken++) await iterator.next();
  },
};

/** How many pages may have been asked for once row `at` was taken: its own, and one ahead. */
const pagesUntil = (at: number, perPage: number, pageCount: number): number =>
  Math.min(Math.floor(at / perPage) + 2, pageCount);

describe('leaving a stream', () => {
  describe.each(Object.entries(waysToLeave))('by %s', (_, leave) => {
    test('at any row asks for nothing more', async () => {
      await using table = await serve(pagesOf(2, 2, 2));
      for (const at of upTo(6)) {
        table.stub.clearRequests();
        const stream = await table.session.executeStream<Item>(select);
        await leave(stream, at);
        expect(stream.isClosed).toBe(true);
        await settle(table);
        expect(table.asked()).toHaveLength(pagesUntil(at, 2, 3));
        expect(await stream[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
        expect(table.session.requests).toEqual({ inFlight: 0, queued: 0 });
      }
    });
  });

  test('gives up the request in flight', async () => {
    await using table = await serve(pagesOf(1, 1, 1));
    const stream = await table.session.executeStream<Item>(select);
    table.rule.hold();
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    const waiting = rows.next();
    await table.rule.received(2);
    expect(table.session.requests.inFlight).toBe(1);
    await stream.close();
    expect(table.session.requests.inFlight).toBe(0);
    expect(await waiting).toEqual({ done: true, value: undefined });
    table.rule.release();
    await settle(table);
    expect(await rows.next()).toEqual({ done: true, value: undefined });
    expect(table.asked()).toHaveLength(2);
  });

  test('gives no row of the page in hand after close', async () => {
    await using table = await serve(pagesOf(5));
    const stream = await table.session.executeStream<Item>(select);
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    await stream.close();
    await stream.close();
    expect(await rows.next()).toEqual({ done: true, value: undefined });
    expect(await stream.pages().next()).toEqual({ done: true, value: undefined });
  });
});

describe('an aborted signal', () => {
  test('rejects the opening', async () => {
    await using table = await serve(pagesOf(1));
    table.rule.drop();
    const control = new AbortController();
    const opening = table.session.executeStream<Item>(select, [], { signal: control.signal });
    await table.rule.received(1);
    control.abort(new Error('not wanted'));
    await expect(opening).rejects.toBe(control.signal.reason);
    await expect(table.session.executeStream(select, [], { signal: control.signal })).rejects.toBe(
      control.signal.reason,
    );
    expect(table.session.requests.inFlight).toBe(0);
  });

  test('fails one who waits and everyone who asks later with its reason, and asks for nothing more', async () => {
    await using table = await serve(pagesOf(1, 1, 1));
    const control = new AbortController();
    const stream = await table.session.executeStream<Item>(select, [], { signal: control.signal });
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    table.rule.hold();
    const waiting = rows.next();
    control.abort(new Error('not wanted'));
    await expect(waiting).rejects.toBe(control.signal.reason);
    await expect(rows.next()).rejects.toBe(control.signal.reason);
    expect(stream.isClosed).toBe(true);
    table.rule.release();
    await settle(table);
    expect(table.asked().length).toBeLessThanOrEqual(2);
  });

  test('is heard between two pages', async () => {
    await using table = await serve(pagesOf(2, 2, 2));
    const control = new AbortController();
    const stream = await table.session.executeStream<Item>(select, [], {
      signal: control.signal,
      streamConfig: { prefetch: 0 },
    });
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    control.abort();
    await expect(rows.next()).rejects.toBe(control.signal.reason);
    expect(table.asked()).toHaveLength(1);
  });
});

describe('an error on a later page', () => {
  const failOn = (table: StreamedTable, page: number): void => {
    const state = pagingStateOf(page);
    table.stub
      .when({ query: select, where: ({ pagingState }) => pagingState?.equals(state) === true })
      .reply(serverError.invalid('a disk is broken'))
      .once();
  };

  test.each([
    [1, 0 as const],
    [1, 1 as const],
    [2, 0 as const],
    [2, 1 as const],
    [3, 1 as const],
  ])('comes after the rows before it, and the rest can be had (page %p, prefetch %p)', async (page, prefetch) => {
    const content = pagesOf(2, 1, 3, 2);
    await using table = await serve(content);
    failOn(table, page);
    const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { prefetch } });
    const seen: number[] = [];
    const failure = await (async () => {
      for await (const { id } of stream) seen.push(id);
    })().catch((error: unknown) => error as StreamError);
    expect(failure).toBeInstanceOf(StreamError);
    expect(failure).toMatchObject({ code: errorCode.stream, pageNumber: page + 1, rowsOfPage: 0 });
    expect(failure!.cause).toBeInstanceOf(ServerResponseError);
    expect(seen).toEqual(upTo(content.slice(0, page).flat().length));
    expect(stream.isClosed).toBe(true);
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toBe(failure);

    const { pagingState } = failure!;
    const rest = await table.session.executeStream<Item>(select, [], { streamConfig: { pagingState } });
    expect([...seen, ...(await idsOf(rest))]).toEqual(upTo(8));
  });

  test('comes to a reader by pages, and to a Readable', async () => {
    await using table = await serve(pagesOf(2, 2));
    failOn(table, 1);
    const stream = await table.session.executeStream<Item>(select);
    const pages = stream.pages();
    expect((await pages.next()).value).toHaveLength(2);
    await expect(pages.next()).rejects.toThrow(StreamError);
    failOn(table, 1);
    const readable = (await table.session.executeStream<Item>(select)).toReadable();
    const seen: number[] = [];
    const ended = jest.fn();
    readable.on('data', ({ id }: Item) => seen.push(id)).on('end', ended);
    const [error] = (await once(readable, 'error')) as [unknown];
    expect(error).toBeInstanceOf(StreamError);
    expect(seen).toEqual([0, 1]);
    expect(ended).not.toHaveBeenCalled();
  });

  test('is tried again by the retry policy first', async () => {
    await using table = await serve(pagesOf(2, 2));
    table.stub
      .when(select)
      .reply(serverError.readTimeout({ received: 2, required: 1, dataPresent: true }))
      .once();
    expect(await idsOf(await table.session.executeStream<Item>(select))).toEqual(upTo(4));
  });

  test('has the last error of the server as its cause when the retries are used up', async () => {
    await using table = await serve(pagesOf(1, 1));
    const stream = await table.session.executeStream<Item>(select);
    table.stub.when(select).reply(serverError.readTimeout({ received: 0, required: 1 }));
    const failure = (await idsOf(stream).catch((error: unknown) => error)) as StreamError;
    expect(failure.cause).toBeInstanceOf(ReadTimeoutError);
  });

  test('names the page that took too long', async () => {
    await using table = await serve(pagesOf(1, 1));
    const stream = await table.session.executeStream<Item>(select, [], { timeoutMs: 100 });
    table.rule.hold();
    await expect(idsOf(stream)).rejects.toMatchObject({ name: 'StreamError', pageNumber: 2 });
    table.rule.release();
  });

  test('that is a row that cannot be read comes after the rows before it', async () => {
    await using table = await serve([]);
    table.rule.reply(pages({ id: 'int' }, [[[0]], [[1], [2], [Buffer.from([1])], [4]]]));
    const stream = await table.session.executeStream<Item>(select);
    const seen: number[] = [];
    const failure = await (async () => {
      for await (const { id } of stream) seen.push(id);
    })().catch((error: unknown) => error as StreamError);
    expect(failure).toMatchObject({ name: 'StreamError', pageNumber: 2, cause: { name: 'UnreadableAnswerError' } });
    expect(failure!.rowsOfPage).toBe(2);
    expect(seen).toEqual([0, 1, 2]);
    // The row fails this stream only: its connection stays open.
    const connections = table.asked().map(({ connection }) => connection);
    table.rule.reply(pages({ id: 'int' }, [[[9]]]));
    await expect(table.session.execute<Item>(select)).resolves.toMatchObject({ rows: [{ id: 9 }] });
    expect(new Set([...connections, table.asked().at(-1)!.connection]).size).toBe(1);
  });
});

describe('the time of a stream', () => {
  test('ends the opening', async () => {
    await using table = await serve(pagesOf(1));
    table.rule.drop();
    const opening = table.session.executeStream(select, [], { streamConfig: { timeoutMs: 50 } });
    await expect(opening).rejects.toThrow(new TimeoutError('The stream took longer than 50 ms'));
  });

  test('ends a stream that waits for a page', async () => {
    await using table = await serve(pagesOf(1, 1));
    const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { timeoutMs: 200 } });
    table.rule.hold();
    await expect(idsOf(stream)).rejects.toThrow(TimeoutError);
    expect(stream.isClosed).toBe(true);
    expect(table.session.requests.inFlight).toBe(0);
    table.rule.release();
  });
});

describe('closing the session', () => {
  test('fails the streams that are open, which say where they stand', async () => {
    await using table = await serve(pagesOf(2, 2));
    const { session } = table;
    const idle = await session.executeStream<Item>(select);
    const begun = (await session.executeStream<Item>(select))[Symbol.asyncIterator]();
    const atBorder = (await session.executeStream<Item>(select))[Symbol.asyncIterator]();
    await begun.next();
    await atBorder.next();
    await atBorder.next();
    await session.close();
    const closed = { name: 'StreamError', cause: { code: errorCode.closed } };
    await expect(idsOf(idle)).rejects.toMatchObject({ ...closed, pageNumber: 1, pagingState: null, rowsOfPage: 0 });
    await expect(begun.next()).rejects.toMatchObject({ ...closed, pageNumber: 1, pagingState: null, rowsOfPage: 1 });
    await expect(atBorder.next()).rejects.toMatchObject({ ...closed, pageNumber: 2, rowsOfPage: 0 });
    await expect(atBorder.next()).rejects.not.toMatchObject({ pagingState: null });
  });

  test('does not wait for their requests', async () => {
    await using table = await serve(pagesOf(1, 1));
    const stream = await table.session.executeStream<Item>(select);
    table.rule.hold();
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    const waiting = rows.next();
    waiting.catch(() => {});
    await table.rule.received(2);
    await table.session.close();
    expect(table.session.requests.inFlight).toBe(0);
    await expect(waiting).rejects.toThrow(StreamError);
    table.rule.release();
  });

  test('rejects a stream that is being opened', async () => {
    await using table = await serve(pagesOf(1));
    table.rule.drop();
    const opening = table.session.executeStream(select);
    await table.rule.received(1);
    await Promise.all([
      expect(opening).rejects.toMatchObject({ name: 'ConnectionError', code: errorCode.closed }),
      table.session.close(),
    ]);
  });
});

describe('toReadable', () => {
  test('gives every row', async () => {
    await using table = await serve(pagesOf(40, 0, 40));
    const readable = (await table.session.executeStream<Item>(select)).toReadable();
    expect(await idsOf(readable as AsyncIterable<Item>)).toEqual(upTo(80));
  });

  test('asks for pages at the pace of its consumer', async () => {
    await using table = await serve(pagesOf(20, 20, 20, 20));
    const stream = await table.session.executeStream<Item>(select);
    const seen: number[] = [];
    const most: number[] = [];
    const slow = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write({ id }: Item, _, done) {
        seen.push(id);
        void settle(table).then(() => {
          most.push(table.asked().length - Math.ceil((seen.length + 3) / 20));
          done();
        });
      },
    });
    await pipeline(stream.toReadable({ highWaterMark: 1 }), slow);
    expect(seen).toEqual(upTo(80));
    expect(Math.max(...most)).toBeLessThanOrEqual(1);
  });

  test('stops the query when it is destroyed', async () => {
    await using table = await serve(pagesOf(20, 20, 20));
    const stream = await table.session.executeStream<Item>(select);
    const readable = stream.toReadable({ highWaterMark: 1 });
    await once(readable, 'readable');
    readable.destroy();
    expect(stream.isClosed).toBe(true);
    await settle(table);
    expect(table.asked()).toHaveLength(2);
  });
});
