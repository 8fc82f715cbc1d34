import { pages, pagingStateOf, serverError, voidResult } from '@async-cassandra/testing';
import { ConfigurationError } from '../../src/errors/async-cassandra-error';
import { InvalidRequestError } from '../../src/errors/server-errors';
import { createStreamingStatement } from '../../src/statement/streaming-statement';
import { idsOf, pagesOf, select, serve, settle, upTo, type Item } from './stream-support';

describe('executeStream', () => {
  test.each([
    ['first', [0, 3, 2]],
    ['in the middle', [2, 0, 3]],
    ['last', [2, 3, 0]],
    ['consecutive', [1, 0, 0, 0, 2, 0, 0, 1]],
    ['all', [0, 0, 0]],
    ['none', [3, 3, 3]],
  ])('gives every row when empty pages are %s', async (_, sizes) => {
    await using table = await serve(pagesOf(...sizes));
    const rowCount = sizes.reduce((sum, size) => sum + size, 0);
    for (const prefetch of [0, 1] as const) {
      const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { prefetch } });
      expect(await idsOf(stream)).toEqual(upTo(rowCount));
      expect(stream).toMatchObject({ pageNumber: sizes.length, totalRowsFetched: rowCount, isClosed: true });
      expect(stream.pagingState).toBeNull();
    }
    expect(table.asked()).toHaveLength(2 * sizes.length);
  });

  test('gives the pages that have rows', async () => {
    await using table = await serve(pagesOf(0, 2, 0, 3));
    const stream = await table.session.executeStream<Item>(select);
    const sizes: number[] = [];
    for await (const page of stream.pages()) sizes.push(page.length);
    expect(sizes).toEqual([2, 3]);
  });

  test('knows the columns before the first row is taken, and asks for nothing but the first page', async () => {
    await using table = await serve(pagesOf(2, 2));
    const stream = await table.session.executeStream<Item>(select);
    expect(stream.columns.map(({ name }) => name)).toEqual(['id']);
    expect(stream).toMatchObject({ pageNumber: 0, totalRowsFetched: 0, isClosed: false });
    await settle(table);
    expect(table.asked()).toHaveLength(1);
    await stream.close();
  });

  test('asks for one page ahead of the consumer and no more', async () => {
    await using table = await serve(pagesOf(2, 2, 2, 2));
    const stream = await table.session.executeStream<Item>(select);
    const asked: number[] = [];
    for await (const { id } of stream) {
      await settle(table);
      asked[id] = table.asked().length;
    }
    expect(asked).toEqual([2, 2, 3, 3, 4, 4, 4, 4]);
  });

  test('asks for a page only when it is wanted with prefetch 0', async () => {
    await using table = await serve(pagesOf(2, 2, 2));
    const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { prefetch: 0 } });
    const asked: number[] = [];
    for await (const { id } of stream) {
      await settle(table);
      asked[id] = table.asked().length;
    }
    expect(asked).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test('serves concurrent calls of next in their order, over page borders and the end', async () => {
    await using table = await serve(pagesOf(2, 0, 1, 2));
    const rows = (await table.session.executeStream<Item>(select))[Symbol.asyncIterator]();
    const order: number[] = [];
    const steps = await Promise.all(
      Array.from({ length: 8 }, async (_, call) => {
        const step = await rows.next();
        order.push(call);
        return step.done ? 'end' : step.value.id;
      }),
    );
    expect(steps).toEqual([0, 1, 2, 3, 4, 'end', 'end', 'end']);
    expect(order).toEqual(upTo(8));
  });

  test('serves rows and pages that are asked for together from one position', async () => {
    await using table = await serve(pagesOf(3, 3));
    const stream = await table.session.executeStream<Item>(select);
    const [row, rest, next] = await Promise.all([
      stream[Symbol.asyncIterator]().next(),
      stream.pages().next(),
      stream[Symbol.asyncIterator]().next(),
    ]);
    expect(row.value?.id).toBe(0);
    expect(rest.value?.map(({ id }) => id)).toEqual([1, 2]);
    expect(next.value?.id).toBe(3);
    await stream.close();
  });

  test('rejects with the error of the server when the first page cannot be read', async () => {
    await using table = await serve(pagesOf(1));
    table.rule.reply(serverError.invalid('no such table'));
    await expect(table.session.executeStream(select)).rejects.toThrow(InvalidRequestError);
  });

  test('gives no rows for a statement that has none', async () => {
    await using table = await serve(pagesOf(1));
    table.stub.when('DELETE FROM shop.items').reply(voidResult());
    const stream = await table.session.executeStream<Item>('DELETE FROM shop.items');
    expect(await idsOf(stream)).toEqual([]);
    expect(stream.columns).toEqual([]);
  });

  test('tells the callback about every page before its rows', async () => {
    await using table = await serve(pagesOf(2, 0, 1));
    const seen: string[] = [];
    const pageCallback = (pageNumber: number, rowCount: number): number => seen.push(`page ${pageNumber}: ${rowCount}`);
    const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { pageCallback } });
    for await (const { id } of stream) seen.push(`row ${id}`);
    expect(seen).toEqual(['page 1: 2', 'row 0', 'row 1', 'page 2: 0', 'page 3: 1', 'row 2']);
  });

  test('tells once of a callback that fails, and goes on', async () => {
    await using table = await serve(pagesOf(1, 1));
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const pageCallback = jest.fn<void | Promise<void>, [number, number]>();
    pageCallback.mockImplementationOnce(() => {
      throw new Error('the first');
    });
    pageCallback.mockRejectedValueOnce(new Error('the second'));
    const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { pageCallback } });
    expect(await idsOf(stream)).toEqual([0, 1]);
    await settle(table);
    const messages = emitWarning.mock.calls.map(([message]) => message);
    emitWarning.mockRestore();
    expect(messages).toEqual([expect.stringMatching(/^pageCallback failed; .*: Error: the first$/)]);
  });

  test('ends after maxPages and says where to go on', async () => {
    await using table = await serve(pagesOf(2, 2, 2));
    const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { maxPages: 2 } });
    expect(await idsOf(stream)).toEqual([0, 1, 2, 3]);
    expect(stream.isClosed).toBe(true);
    expect(table.asked()).toHaveLength(2);
    const { pagingState } = stream;
    const rest = await table.session.executeStream<Item>(select, [], { streamConfig: { pagingState } });
    expect(await idsOf(rest)).toEqual([4, 5]);
  });

  test('says at each page border where another process goes on', async () => {
    await using table = await serve(pagesOf(2, 0, 2, 1));
    const rests: number[][] = [];
    const stream = await table.session.executeStream<Item>(select);
    for await (const page of stream.pages()) {
      const { pagingState } = stream;
      if (pagingState === null) continue;
      const rest = await table.session.executeStream<Item>(select, [], { pagingState });
      rests.push([...page.map(({ id }) => id), ...(await idsOf(rest))]);
    }
    expect(rests).toEqual([upTo(5), [2, 3, 4]]);
  });

  test('is closed with its last row', async () => {
    await using table = await serve(pagesOf(1, 1));
    const stream = await table.session.executeStream<Item>(select);
    const closed: boolean[] = [];
    for await (const { id } of stream) closed[id] = stream.isClosed;
    expect(closed).toEqual([false, true]);
  });

  test('takes the page size from its config, the call, the statement, or asks for 1,000 rows', async () => {
    await using table = await serve(pagesOf(1));
    const { session } = table;
    const statement = createStreamingStatement(select, { fetchSize: 300 });
    await session.executeStream(statement, [], { fetchSize: 200, streamConfig: { fetchSize: 100 } });
    await session.executeStream(statement, [], { fetchSize: 200 });
    await session.executeStream(statement);
    await session.executeStream(select);
    expect(table.asked().map(({ pageSize }) => pageSize)).toEqual([100, 200, 300, 1000]);
  });

  test.each([
    [{ fetchSize: 0 }, "Option 'streamConfig.fetchSize' must be a whole number from 1 to 2147483647, not 0"],
    [{ prefetch: 2 }, "Option 'streamConfig.prefetch' must be 0 or 1, not 2"],
    [{ fetch_size: 1 }, "Unknown option 'streamConfig.fetch_size': did you mean 'streamConfig.fetchSize'?"],
  ])('refuses the config %p before anything is sent', async (streamConfig, message) => {
    await using table = await serve(pagesOf(1));
    const opening = table.session.executeStream(select, [], { streamConfig: streamConfig as object });
    await expect(opening).rejects.toThrow(new ConfigurationError(message));
    expect(table.asked()).toHaveLength(0);
  });

  test('stays in the keyspace in which it was opened', async () => {
    await using table = await serve([]);
    const { session, stub } = table;
    const text = 'SELECT id FROM items';
    stub.when(text).reply(pages({ id: 'int' }, pagesOf(1, 1, 1)));
    await session.setKeyspace('shop');
    const stream = await session.executeStream<Item>(text);
    await session.setKeyspace('store');
    expect(await idsOf(stream)).toEqual([0, 1, 2]);
    const pagesAsked = stub.executions.filter(({ query }) => query === text);
    // On v4 it is the connection that has a keyspace.
    const keyspaces = pagesAsked.map(({ keyspace, connectionKeyspace }) => keyspace ?? connectionKeyspace);
    expect(keyspaces).toEqual(['shop', 'shop', 'shop']);
  });

  test('does not let USE bind a connection', async () => {
    await using table = await serve(pagesOf(1));
    await expect(table.session.executeStream('USE shop')).rejects.toThrow(ConfigurationError);
    await expect(table.session.executePage('USE shop')).rejects.toThrow(ConfigurationError);
    expect(table.asked()).toHaveLength(0);
  });
});

describe('executePage', () => {
  test('refuses the paging state of another keyspace, unless the text names its own', async () => {
    await using table = await serve(pagesOf(1, 1));
    const { session, stub } = table;
    const text = 'SELECT id FROM items';
    stub.when(text).reply(pages({ id: 'int' }, pagesOf(1, 1)));
    const { pagingState } = await session.executePage(text, [], { keyspace: 'shop' });
    const qualified = await session.executePage(select, [], { keyspace: 'shop' });
    await session.setKeyspace('store');
    await expect(session.executePage(text, [], { pagingState })).rejects.toThrow('belongs to another statement');
    await expect(session.executeStream(text, [], { pagingState })).rejects.toThrow('belongs to another statement');
    await expect(session.execute(text, [], { pagingState })).rejects.toThrow('belongs to another statement');
    expect((await session.executePage(text, [], { pagingState, keyspace: 'shop' })).rows).toHaveLength(1);
    expect((await session.executePage(select, [], { pagingState: qualified.pagingState })).rows).toHaveLength(1);
  });

  test('gives one page and where the next begins', async () => {
    await using table = await serve(pagesOf(2, 1));
    const first = await table.session.executePage<Item>(select, [], { fetchSize: 2 });
    expect(first.rows.map(({ id }) => id)).toEqual([0, 1]);
    const second = await table.session.executePage<Item>(select, [], { pagingState: first.pagingState });
    expect(second.rows.map(({ id }) => id)).toEqual([2]);
    expect(second.pagingState).toBeNull();
    expect(table.asked().map(({ pagingState }) => pagingState)).toEqual([undefined, pagingStateOf(1)]);
  });

  test('gives an empty page as one', async () => {
    await using table = await serve(pagesOf(0, 1));
    const page = await table.session.executePage<Item>(select);
    expect(page.rows).toEqual([]);
    expect(page.pagingState).not.toBeNull();
  });
});
