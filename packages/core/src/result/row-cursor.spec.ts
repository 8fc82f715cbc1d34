import type { ExecutionInfo } from '../errors/execution-info';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import type { RowDecoder } from '../codec/row-decoder';
import type { Row } from '../codec/row';
import { EncodedPage } from './encoded-page';
import type { PageSource, PageConsumer } from './page-source';
import { RowCursor } from './row-cursor';

/** A row is one byte, its value; 255 cannot be read. */
const decoder: RowDecoder = {
  columns: [],
  decode(buffer, position, end, count, into) {
    for (let next = position; next < position + count; next++) {
      if (next >= end || buffer[next] === 255) throw new UnreadableAnswerError('unreadable');
      into.push(buffer[next] as unknown as Row);
    }
    return position + count;
  },
};

function pageOf(...rows: number[]): EncodedPage {
  const encoded = {
    buffer: Buffer.from(rows),
    position: 0,
    end: rows.length,
    count: rows.length,
    decoder,
  };
  return new EncodedPage(encoded, null, {} as ExecutionInfo);
}

class Feed implements PageSource {
  isExhausted = false;
  readonly stopped: number[] = [];
  demands = 0;
  #receiver: PageConsumer | undefined;

  demand(receiver: PageConsumer): void {
    this.demands++;
    this.#receiver = receiver;
  }

  interruption(cause: unknown, rowsTaken: number): Error {
    return new Error(`after ${rowsTaken} rows`, { cause });
  }

  stop(rowsTaken: number): void {
    this.stopped.push(rowsTaken);
  }

  get receiver(): PageConsumer {
    return this.#receiver!;
  }
}

function start() {
  const feed = new Feed();
  const onOver = jest.fn();
  return { feed, onOver, cursor: new RowCursor<number>(feed, onOver) };
}

const ids = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

describe('a cursor', () => {
  test('asks once for all who wait, and serves them in their order', async () => {
    const { feed, cursor } = start();
    const steps = [cursor.nextRow(), cursor.nextRow(), cursor.nextPage(), cursor.nextRow()];
    expect(feed.demands).toBe(1);
    feed.receiver.onPage(pageOf(1, 2, 3, 4));
    expect(feed.demands).toBe(2);
    feed.receiver.onPage(pageOf(5, 6));
    expect((await Promise.all(steps)).map(({ value }) => value)).toEqual([1, 2, [3, 4], 5]);
    expect(feed.demands).toBe(2);
  });

  test('asks again for a page that turns out empty', async () => {
    const { feed, cursor } = start();
    const step = cursor.nextRow();
    for (let empty = 0; empty < 3; empty++) feed.receiver.onPage(pageOf());
    expect(feed.demands).toBe(4);
    feed.receiver.onPage(pageOf(7));
    expect(await step).toEqual({ done: false, value: 7 });
  });

  test.each([1, 63, 64, 65, 128, 200])('hands over each of %p rows', async (count) => {
    const { feed, cursor } = start();
    const first = cursor.nextRow();
    feed.receiver.onPage(pageOf(...ids(count)));
    const seen = [(await first).value];
    expect(cursor.rowsTaken).toBe(1);
    for (let row = cursor.rowAtHand(); row !== undefined; row = cursor.rowAtHand()) {
      seen.push(row);
      expect(cursor.rowsTaken).toBe(seen.length);
    }
    expect(seen).toEqual(ids(count));
  });

  test('gives the rest of a page that was begun', async () => {
    const { feed, cursor } = start();
    const first = cursor.nextRow();
    feed.receiver.onPage(pageOf(...ids(100)));
    await first;
    expect((await cursor.nextPage()).value).toEqual(ids(100).slice(1));
    expect(cursor.rowsTaken).toBe(100);
  });

  test('gives rows by chunks, the first one being what is left of those that are decoded', async () => {
    const { feed, cursor } = start();
    const first = cursor.nextRow();
    feed.receiver.onPage(pageOf(...ids(100)));
    await first;
    const chunks = [(await cursor.nextChunk()).value!, (await cursor.nextChunk()).value!];
    expect(chunks).toEqual([ids(64).slice(1), ids(100).slice(64)]);
    expect(cursor.rowsTaken).toBe(100);
    const next = cursor.nextChunk();
    feed.isExhausted = true;
    feed.receiver.onPage(pageOf(7));
    expect(await next).toEqual({ done: false, value: [7] });
    expect(cursor.isOver).toBe(true);
  });

  test('is over with the last row when nothing follows it', async () => {
    const { feed, onOver, cursor } = start();
    const first = cursor.nextRow();
    feed.isExhausted = true;
    feed.receiver.onPage(pageOf(1, 2));
    expect((await first).value).toBe(1);
    expect(cursor.isOver).toBe(false);
    expect((await cursor.nextRow()).value).toBe(2);
    expect(cursor.isOver).toBe(true);
    expect(onOver).toHaveBeenCalledTimes(1);
    expect(feed.stopped).toEqual([2]);
    expect(await cursor.nextRow()).toEqual({ done: true, value: undefined });
    expect(feed.demands).toBe(1);
  });

  test('lets go of everything when it is stopped, and knows how far it was', async () => {
    const { feed, onOver, cursor } = start();
    const first = cursor.nextRow();
    feed.receiver.onPage(pageOf(...ids(100)));
    await first;
    cursor.rowAtHand();
    cursor.stop();
    cursor.stop();
    cursor.fail(new Error('too late'));
    expect(cursor.rowsTaken).toBe(2);
    expect(feed.stopped).toEqual([2]);
    expect(onOver).toHaveBeenCalledTimes(1);
    expect(cursor.rowAtHand()).toBeUndefined();
    expect(await cursor.nextPage()).toEqual({ done: true, value: undefined });
  });

  test('shows those who wait the end when it is stopped, and takes no page after it', async () => {
    const { feed, cursor } = start();
    const steps = [cursor.nextRow(), cursor.nextPage()];
    cursor.stop();
    feed.receiver.onPage(pageOf(1));
    expect(await Promise.all(steps)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(cursor.rowAtHand()).toBeUndefined();
  });

  test('gives an error to those who wait and to everyone who asks later', async () => {
    const { feed, onOver, cursor } = start();
    const error = new Error('lost');
    const steps = [cursor.nextRow(), cursor.nextRow()];
    feed.receiver.onFailure(error);
    for (const step of [...steps, cursor.nextRow(), cursor.nextPage()]) await expect(step).rejects.toBe(error);
    expect(onOver).toHaveBeenCalledTimes(1);
  });

  test('leaves no rejection behind when nobody waits for the error', () => {
    const { cursor } = start();
    cursor.fail(new Error('lost'));
    expect(cursor.isOver).toBe(true);
  });

  describe('at a row that cannot be read', () => {
    const walk = async (cursor: RowCursor<number>, how: 'row' | 'chunk' | 'page', seen: number[]): Promise<void> => {
      for (;;) {
        const next = { row: () => cursor.nextRow(), chunk: () => cursor.nextChunk(), page: () => cursor.nextPage() };
        const step = await next[how]();
        if (step.done) return;
        seen.push(...[step.value].flat());
      }
    };

    test.each(['row', 'chunk'] as const)('hands over the rows before it, by the %s', async (how) => {
      const { feed, cursor } = start();
      const seen: number[] = [];
      const walking = walk(cursor, how, seen);
      feed.receiver.onPage(pageOf(1, 2, 255, 4));
      await expect(walking).rejects.toThrow('after 2 rows');
      expect(seen).toEqual([1, 2]);
    });

    test('hands over nothing of its page, page by page', async () => {
      const { feed, cursor } = start();
      const seen: number[] = [];
      const walking = walk(cursor, 'page', seen);
      feed.receiver.onPage(pageOf(1, 2));
      feed.receiver.onPage(pageOf(3, 4, 255, 6));
      await expect(walking).rejects.toThrow('after 0 rows');
      expect(seen).toEqual([1, 2]);
      expect(feed.stopped).toEqual([0]);
      expect(cursor.rowsTaken).toBe(0);
    });

    test.each([1, 63, 64, 65, 99])('hands over no half page after %p of its rows were taken', async (taken) => {
      const { feed, cursor } = start();
      const first = cursor.nextRow();
      feed.receiver.onPage(pageOf(...ids(100), 255, 7));
      await first;
      for (let row = 1; row < taken; row++) cursor.rowAtHand();
      await expect(cursor.nextPage()).rejects.toThrow(`after ${taken} rows`);
      expect(cursor.rowsTaken).toBe(taken);
      await expect(cursor.nextRow()).rejects.toThrow(`after ${taken} rows`);
    });
  });
});

describe('a page', () => {
  test('with bytes after its last row is malformed', () => {
    const rows = { buffer: Buffer.from([1, 2, 3]), position: 0, end: 3, count: 2, decoder };
    const page = new EncodedPage(rows, null, {} as ExecutionInfo);
    const into: Row[] = [];
    expect(() => page.decode(2, into)).toThrow('1 bytes follow the last row of a page');
    expect(page.left).toBe(0);
    expect(page.decoded).toBe(2);
  });
});
