import { pages, rows } from '@async-cassandra/testing';
import { OperationTimedOutError } from '../../src/driver/errors';
import { QueryError, StreamError } from '../../src/errors/async-cassandra-error';
import { errorCode } from '../../src/errors/error-codes';
import type { AsyncStreamingResultSet } from '../../src/result/async-streaming-result-set';
import { idsOf, pagesOf, select, serve, upTo, type Item } from './stream-support';

const consumers: Record<string, (stream: AsyncStreamingResultSet<Item>, seen: number[]) => Promise<void>> = {
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

describe('maxRows', () => {
  const cases = Object.keys(consumers).flatMap((how) => [1, 2, 3, 4, 5, 6].map((maxRows) => [how, maxRows] as const));

  test.each(cases)('of a stream by %s ends it after %p rows', async (how, maxRows) => {
    await using table = await serve(pagesOf(3, 0, 4));
    const stream = await table.session.executeStream<Item>(select, [], { maxRows });
    const seen: number[] = [];
    const failure = await consumers[how]!(stream, seen).catch((error: unknown) => error);
    expect(seen).toEqual(
      upTo(how === 'pages' ? Math.floor(maxRows / 3) * 3 : maxRows).slice(0, how === 'pages' ? 3 : 6),
    );
    expect(failure).toBeInstanceOf(StreamError);
    expect((failure as StreamError).cause).toBeInstanceOf(QueryError);
    expect((failure as StreamError).cause).toMatchObject({
      code: errorCode.tooManyRows,
      message: `The stream has more than ${maxRows} rows (maxRows)`,
    });
    const rest = await table.session.executeStream<Item>(select, [], { resume: failure as StreamError });
    expect([...seen, ...(await idsOf(rest))]).toEqual(upTo(7));
  });

  test.each(Object.keys(consumers))('of a stream by %s is no error when there are just so many', async (how) => {
    await using table = await serve(pagesOf(3, 0, 4));
    const seen: number[] = [];
    await consumers[how]!(await table.session.executeStream<Item>(select, [], { maxRows: 7 }), seen);
    expect(seen).toEqual(upTo(7));
  });

  test('of execute and of executePage names the limit', async () => {
    await using table = await serve(pagesOf(3, 4));
    const { session } = table;
    const refused = { code: errorCode.tooManyRows, executionInfo: { attempts: { length: 1 } } };
    await expect(session.execute(select, [], { maxRows: 2 })).rejects.toMatchObject(refused);
    await expect(session.executePage(select, [], { maxRows: 2 })).rejects.toMatchObject(refused);
    await expect(session.executePage(select, [], { maxRows: 2 })).rejects.toThrow(/^The page has more than 2 rows/);
    expect((await session.executePage(select, [], { maxRows: 3 })).rows).toHaveLength(3);
  });
});

describe('a page', () => {
  test('says how it was got, and keeps that out of JSON', async () => {
    await using table = await serve(pagesOf(1, 1));
    const page = await table.session.executePage<Item>(select);
    expect(page.columns.map(({ name }) => name)).toEqual(['id']);
    expect(page.executionInfo.attempts).toHaveLength(1);
    expect(await page.getQueryTrace()).toBeNull();
    expect(Object.keys(JSON.parse(JSON.stringify(page)) as object)).toEqual(['rows', 'pagingState']);
  });
});

describe('execute', () => {
  test('follows empty pages to the rows behind them', async () => {
    await using table = await serve(pagesOf(0, 0, 2, 0, 0, 0, 1, 0));
    const result = await table.session.execute<Item>(select, [], { timeoutMs: 20_000 });
    expect(result.rows.map(({ id }) => id)).toEqual(upTo(3));
    expect(result.pagingState).toBeNull();
  });

  test('does not follow endless empty pages for longer than timeoutMs', async () => {
    await using table = await serve([]);
    table.rule.reply(rows({ id: 'int' }).withPagingState(Buffer.from('again')));
    const failure = table.session.execute(select, [], { timeoutMs: 100, maxRows: 10 });
    await expect(failure).rejects.toThrow(OperationTimedOutError);
    expect(table.session.requests).toEqual({ inFlight: 0, queued: 0 });
  });

  test('does not follow endless empty pages after a page of rows either', async () => {
    await using table = await serve([]);
    table.rule.reply(pages({ id: 'int' }, (page) => (page === 0 ? [[0]] : [])));
    await expect(table.session.execute(select, [], { timeoutMs: 100 })).rejects.toThrow(OperationTimedOutError);
  });
});
