import type { Row } from '../codec/row';
import type { RowDecoder } from '../codec/row-decoder';
import { InvalidRequestError, UnavailableError } from '../errors/server-errors';
import type { ExecutionInfo } from '../errors/execution-info';
import { EncodedPage } from '../result/encoded-page';
import type { PageConsumer, PageReceiver } from '../result/page-source';
import { RangePages } from './range-pages';
import type { RangeRequests } from './range-query';
import { startOf, type RangePosition } from './scan-checkpoint';
import type { ScanProgress } from '../result/table-scan';
import { splitSpan, wholeRing, type TokenSpan } from '../routing/token-span';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

const decoder: RowDecoder = {
  columns: [],
  decode(_buffer, position, _end, count, into) {
    for (let row = 0; row < count; row++) into.push({} as Row);
    return position + count;
  },
};

function pageOf(count: number, next: string | null): EncodedPage {
  const rows = { buffer: Buffer.alloc(0), position: 0, end: count, count, decoder };
  return new EncodedPage(rows, next === null ? null : Buffer.from(next), {} as ExecutionInfo);
}

interface Asked {
  readonly span: TokenSpan;
  /** Of the page; empty for the first one. */
  readonly at: string;
  readonly receiver: PageReceiver;
  readonly abandon: jest.Mock;
}

/** Requests that the test answers. */
class Requests implements RangeRequests {
  readonly fingerprint = 'f';
  readonly asked: Asked[] = [];

  request(span: TokenSpan, pagingState: Buffer | null, receiver: PageReceiver): Asked {
    const asked = { span, at: pagingState?.toString() ?? '', receiver, abandon: jest.fn() };
    this.asked.push(asked);
    return asked;
  }

  encodePagingState(_: TokenSpan, pagingState: Buffer): string {
    return pagingState.toString();
  }

  decodePagingState(_: TokenSpan, pagingState: string): Buffer {
    return Buffer.from(pagingState);
  }

  get last(): Asked {
    return this.asked.at(-1)!;
  }
}

class Receiver implements PageConsumer {
  readonly pages: EncodedPage[] = [];
  readonly failures: unknown[] = [];
  ends = 0;

  onPage(page: EncodedPage): void {
    this.pages.push(page);
  }

  onEnd(): void {
    this.ends++;
  }

  onFailure(error: unknown): void {
    this.failures.push(error);
  }
}

function start(ranges: readonly RangePosition[], options: { concurrency?: number; maxRetries?: number } = {}) {
  const query = new Requests();
  const receiver = new Receiver();
  const reports: ScanProgress[] = [];
  const plan = { table: 'items', query, ranges, rangesTotal: ranges.length, rows: 0, part: undefined, span: wholeRing };
  const onProgress = (progress: ScanProgress): number => reports.push(progress);
  const feed = new RangePages(plan, { concurrency: 2, maxRetries: 3, ...options, onProgress });
  const rest = (rowsTaken = 0): string[] =>
    feed
      .checkpoint(rowsTaken)
      .rest.map(
        ({ start: from, pagingState = '', skip = 0, rows = 0 }) => `${from}: ${pagingState} +${skip}, ${rows} rows`,
      );
  return { feed, query, receiver, reports, rest };
}

const [first, second, third] = splitSpan(wholeRing, 3).map(startOf) as [RangePosition, RangePosition, RangePosition];
const from = ({ span }: RangePosition): string => span.start.toString();
const unavailable = (): UnavailableError =>
  new UnavailableError('no', { consistency: 1, consistencies: 1, required: 1, alive: 0 });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('the pages of a scan', () => {
  test('come in the order in which they arrive, and free their places when they are taken', () => {
    const { feed, query, receiver } = start([first, second, third]);
    feed.demand(receiver);
    expect(query.asked.map(({ span }) => span)).toEqual([first.span, second.span]);
    const [one, two] = query.asked as [Asked, Asked];
    two.receiver.onPage(pageOf(2, null));
    expect(receiver.pages).toHaveLength(1);
    expect(query.last.span).toBe(third.span);
    one.receiver.onPage(pageOf(3, 'more'));
    expect(receiver.pages).toHaveLength(1);
    feed.demand(receiver);
    expect(receiver.pages).toHaveLength(2);
    expect(query.last).toMatchObject({ span: first.span, at: 'more' });
  });

  test('end when every range has', () => {
    const { feed, query, receiver, rest } = start([first]);
    feed.demand(receiver);
    query.last.receiver.onPage(pageOf(1, null));
    expect(receiver.ends).toBe(0);
    // With its last row it is not over: the consumer has not come back from that one.
    expect(feed.isExhausted).toBe(false);
    feed.demand(receiver);
    expect(receiver.ends).toBe(1);
    expect(rest()).toEqual([]);
  });
});

describe('the checkpoint of a scan', () => {
  test('moves past an empty page, and past one that an earlier process handed over', () => {
    const begun = { ...second, pagingState: Buffer.from('here'), skip: 5, rows: 9 };
    const { feed, query, receiver, rest } = start([first, begun]);
    feed.demand(receiver);
    const [one, two] = query.asked as [Asked, Asked];
    expect(two.at).toBe('here');
    one.receiver.onPage(pageOf(0, 'a'));
    two.receiver.onPage(pageOf(3, 'b'));
    expect(rest()).toEqual([`${from(first)}: a +0, 0 rows`, `${from(second)}: b +2, 9 rows`]);
    query.last.receiver.onPage(pageOf(4, null));
    expect(receiver.pages[0]!.left).toBe(2);
    expect(rest(2)).toEqual([`${from(first)}: a +0, 0 rows`, `${from(second)}: b +2, 9 rows`]);
    expect(rest(3)[1]).toBe(`${from(second)}: b +3, 10 rows`);
    expect(feed.progress(3).rows).toBe(1);
    expect(rest(4)).toEqual([`${from(first)}: a +0, 0 rows`]);
  });

  test('stays before the page that is being walked, however far the range has been asked for', () => {
    const { feed, query, receiver, rest } = start([first], { concurrency: 1 });
    feed.demand(receiver);
    query.last.receiver.onPage(pageOf(3, 'a'));
    query.last.receiver.onPage(pageOf(0, 'b'));
    query.last.receiver.onPage(pageOf(3, 'c'));
    expect(rest(0)).toEqual([`${from(first)}:  +0, 0 rows`]);
    expect(rest(2)).toEqual([`${from(first)}:  +2, 2 rows`]);
    expect(rest(3)).toEqual([`${from(first)}: a +0, 3 rows`]);
    feed.demand(receiver);
    expect(rest(0)).toEqual([`${from(first)}: b +0, 3 rows`]);
  });

  test('counts a range as done with its last row when the scan is left there', () => {
    const { feed, query, receiver, rest, reports } = start([first, second], { concurrency: 1 });
    feed.demand(receiver);
    query.last.receiver.onPage(pageOf(2, null));
    expect(reports.at(-1)).toMatchObject({ rows: 0, rangesDone: 0 });
    feed.stop(2);
    feed.stop(2);
    expect(rest(2)).toEqual([`${from(second)}:  +0, 0 rows`]);
    expect(reports.at(-1)).toMatchObject({ rows: 2, rangesDone: 1 });
    expect(feed.progress(2)).toMatchObject({ rows: 2, rangesDone: 1 });
  });

  test('counts a range without rows as done', () => {
    const { feed, query, receiver, rest, reports } = start([first, second], { concurrency: 1 });
    feed.demand(receiver);
    query.last.receiver.onPage(pageOf(0, null));
    expect(reports.at(-1)).toMatchObject({ rangesDone: 1 });
    expect(rest()).toEqual([`${from(second)}:  +0, 0 rows`]);
  });

  test('keeps what was not walked when the scan is left in the middle of a page', () => {
    const { feed, query, receiver, rest } = start([first, second]);
    feed.demand(receiver);
    for (const asked of [...query.asked]) asked.receiver.onPage(pageOf(3, 'a'));
    feed.stop(1);
    expect(rest(1)).toEqual([`${from(first)}:  +1, 1 rows`, `${from(second)}:  +0, 0 rows`]);
  });
});

describe('a range that cannot be read', () => {
  test('is asked for again, and may fail as often for its next page', () => {
    const { feed, query, receiver } = start([first], { maxRetries: 1 });
    feed.demand(receiver);
    query.last.receiver.onFailure(unavailable());
    jest.runAllTimers();
    query.last.receiver.onPage(pageOf(1, 'a'));
    query.last.receiver.onFailure(unavailable());
    jest.runAllTimers();
    expect(query.asked.map(({ at }) => at)).toEqual(['', '', 'a', 'a']);
    feed.demand(receiver);
    query.last.receiver.onFailure(unavailable());
    expect(receiver.failures).toEqual([expect.objectContaining({ name: 'StreamError' })]);
  });

  test('is not asked for again after the scan was left', () => {
    const { feed, query, receiver } = start([first]);
    feed.demand(receiver);
    query.last.receiver.onFailure(unavailable());
    expect(jest.getTimerCount()).toBe(1);
    feed.stop(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('ends the others: what has arrived is handed over, nothing more is asked for', () => {
    const { feed, query, receiver, rest } = start([first, second, third], { concurrency: 3 });
    feed.demand(receiver);
    const [one, two, three] = query.asked as [Asked, Asked, Asked];
    one.receiver.onPage(pageOf(1, 'a'));
    two.receiver.onPage(pageOf(1, 'b'));
    const asked = query.asked.length;
    const ofOne = query.last;
    three.receiver.onFailure(new InvalidRequestError('no'));
    expect(ofOne.abandon).toHaveBeenCalledTimes(1);
    feed.demand(receiver);
    expect(receiver.pages).toHaveLength(2);
    expect(query.asked).toHaveLength(asked);
    feed.demand(receiver);
    expect(receiver.failures).toHaveLength(1);
    expect(rest()).toEqual([
      `${from(first)}: a +0, 1 rows`,
      `${from(second)}: b +0, 1 rows`,
      `${from(third)}:  +0, 0 rows`,
    ]);
  });
});
