import { rows, serverError } from '@async-cassandra/testing';
import { StreamError } from '../../src/errors/async-cassandra-error';
import type { ScanCheckpoint, TableScan } from '../../src/result/table-scan';
import { InvalidRequestError, UnavailableError } from '../../src/errors/server-errors';
import { idsOf, pageOf, rangeOf, scannedStub, select, sorted, upTo, type Item } from './scanned-stub';

const count = 100;

/** Retries come after a delay, which would only be waited for. */
jest.mock('../../src/scan/retryable', () => ({
  ...jest.requireActual<object>('../../src/scan/retryable'),
  retryDelayMs: () => 0,
}));

describe('scanTable', () => {
  test('sends nothing before the first row is asked for', async () => {
    await using scanned = await scannedStub(count);
    scanned.stub.clearRequests();
    const scan = scanned.session.scanTable<Item>('shop.items');
    expect(scan.checkpoint()).toBeUndefined();
    expect(scan.progress).toBeUndefined();
    await scanned.session.execute('SELECT key FROM system.local');
    expect(scanned.stub.requests).toHaveLength(1);
    await scan.close();
    expect(await idsOf(scan)).toEqual([]);
  });

  test('asks for nothing when it is closed while it is being prepared', async () => {
    await using scanned = await scannedStub(count);
    const { stub, session } = scanned;
    const planning = stub
      .when(/system.size_estimates/)
      .variables({ keyspace_name: 'text', table_name: 'text' })
      .reply(rows({ range_start: 'text' }))
      .hold();
    const scan = session.scanTable<Item>('shop.items');
    const step = scan.pages().next();
    await planning.received(1);
    await scan.close();
    expect(await step).toEqual({ done: true, value: undefined });
    planning.release();
    await session.execute('SELECT key FROM system.local');
    await session.execute('SELECT key FROM system.local');
    expect(scanned.asked()).toEqual([]);
    expect(scan.checkpoint()).toBeUndefined();
  });

  test('asks each range of a node that holds it', async () => {
    await using scanned = await scannedStub(count, 3);
    const { session, stub } = scanned;
    expect(sorted(await idsOf(session.scanTable<Item>('shop.items', { splits: 30 })))).toEqual(upTo(count));
    const owner = (end: bigint): number =>
      stub.nodes
        .map(({ tokens, index }) => ({ token: BigInt(tokens[0]!), index }))
        .sort((a, b) => (a.token < b.token ? -1 : 1))
        .reduceRight((found, { token, index }) => (end <= token ? index : found), firstOnRing());
    const firstOnRing = (): number =>
      stub.nodes.reduce((a, b) => (BigInt(a.tokens[0]!) < BigInt(b.tokens[0]!) ? a : b)).index;
    const asked = stub.executions.map((request) => ({ node: request.node, end: rangeOf(request)[1] }));
    expect(asked.length).toBeGreaterThanOrEqual(30);
    for (const { node, end } of asked) expect(node).toBe(owner(end));
  });

  test('covers the ring once, with ranges that follow one another and never go across its end', async () => {
    await using scanned = await scannedStub(count, 3);
    await idsOf(scanned.session.scanTable<Item>('shop.items', { splits: 20 }));
    // Two of the nodes are told about the statement first, and are asked twice.
    const ranges = [...new Set(scanned.asked())]
      .map((range) => range.split('..').map(BigInt) as [bigint, bigint])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    expect(ranges[0]![0]).toBe(-(2n ** 63n));
    expect(ranges.at(-1)![1]).toBe(2n ** 63n - 1n);
    for (const [i, [start, end]] of ranges.entries()) {
      expect(start).toBeLessThan(end);
      if (i > 0) expect(start).toBe(ranges[i - 1]![1]);
    }
  });

  test('never has more pages on their way or waiting than the ceiling, and begins more as they are taken', async () => {
    await using scanned = await scannedStub(count);
    scanned.rule.hold();
    const scan = scanned.session.scanTable<Item>('shop.items', { splits: 10, concurrency: 3, fetchSize: 2 });
    const pages = scan.pages();
    const first = pages.next();
    await scanned.rule.received(3);
    await scanned.session.execute('SELECT key FROM system.local');
    expect(scanned.asked()).toHaveLength(3);
    scanned.rule.release();
    await first;
    // The page that was taken makes room for one more.
    await scanned.rule.received(4);
    await scanned.session.execute('SELECT key FROM system.local');
    await scanned.session.execute('SELECT key FROM system.local');
    expect(scanned.asked()).toHaveLength(4);
    await pages.next();
    await scanned.rule.received(5);
    await scan.close();
    await scanned.session.execute('SELECT key FROM system.local');
    expect(scanned.asked()).toHaveLength(5);
    expect(scanned.session.requests.inFlight).toBe(0);
  });

  test('asks again for a page that could not be read, and for that page only', async () => {
    await using scanned = await scannedStub(count);
    const page = { query: select, where: ({ pagingState }: { pagingState?: Buffer | null }) => pagingState != null };
    scanned.stub
      .when(page)
      .reply(serverError.unavailable({ required: 1, alive: 0 }))
      .times(4);
    const scan = scanned.session.scanTable<Item>('shop.items', { splits: 1, concurrency: 1, fetchSize: 40 });
    expect(await idsOf(scan)).toEqual(upTo(count));
    expect(new Set(scanned.asked()).size).toBe(1);
    expect(scanned.stub.executions.filter(({ pagingState }) => pagingState == null)).toHaveLength(1);
  });

  test('fails when the retries are used up, after the rows that have come, and goes on from its checkpoint', async () => {
    await using scanned = await scannedStub(count);
    const broken = scanned.stub
      .when({ query: select, where: (request) => request.pagingState?.toString() === '20' })
      .reply(serverError.unavailable({ required: 1, alive: 0 }));
    const options = { splits: 2, concurrency: 2, fetchSize: 10 };
    const scan = scanned.session.scanTable<Item>('shop.items', { ...options, maxRetries: 2 });
    const seen: number[] = [];
    const failure = await (async () => {
      for await (const { id } of scan) seen.push(id);
    })().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StreamError);
    expect((failure as StreamError).cause).toBeInstanceOf(UnavailableError);
    expect(broken.hits).toBeGreaterThanOrEqual(3);
    expect(seen.length).toBeGreaterThanOrEqual(20);
    await expect(scan[Symbol.asyncIterator]().next()).rejects.toBe(failure);

    const checkpoint = JSON.parse(JSON.stringify(scan.checkpoint()));
    expect(checkpoint.rows).toBe(seen.length);
    scanned.stub.when(select).reply((request) => pageOf(request, count));
    seen.push(...(await idsOf(scanned.session.scanTable<Item>('shop.items', { ...options, checkpoint }))));
    expect(sorted(seen)).toEqual(upTo(count));
  });

  test('counts as done exactly what was handed over, wherever it is left', async () => {
    await using scanned = await scannedStub(20);
    const options = { splits: 3, concurrency: 2, fetchSize: 3 };
    for (const leaveAfter of upTo(20).map((row) => row + 1)) {
      const scan = scanned.session.scanTable<Item>('shop.items', options);
      const seen: number[] = [];
      for await (const { id } of scan) if (seen.push(id) === leaveAfter) break;
      const checkpoint = scan.checkpoint()!;
      expect(checkpoint.rows).toBe(leaveAfter);
      expect(scan.progress!.rows).toBe(leaveAfter);
      const rest = scanned.session.scanTable<Item>('shop.items', { ...options, checkpoint });
      seen.push(...(await idsOf(rest)));
      expect(sorted(seen)).toEqual(upTo(20));
      expect(rest.checkpoint()).toMatchObject({ rows: 20, rest: [] });
    }
  });

  test('does not ask again where that cannot help', async () => {
    await using scanned = await scannedStub(count);
    const broken = scanned.stub.when(select).reply(serverError.invalid('no'));
    const scan = scanned.session.scanTable<Item>('shop.items', { splits: 1, concurrency: 1 });
    await expect(idsOf(scan)).rejects.toMatchObject({ cause: expect.any(InvalidRequestError) });
    expect(broken.hits).toBe(1);
  });

  test('cuts the ranges where the nodes say that the data is', async () => {
    await using scanned = await scannedStub(count, 2);
    const { stub, session } = scanned;
    const starts = stub.nodes.map(({ tokens }) => tokens[0]!);
    const [low, high] = starts.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)) as [string, string];
    const estimate = (start: string, end: string, partitions: bigint) => ({
      keyspace_name: 'shop',
      table_name: 'items',
      range_start: start,
      range_end: end,
      mean_partition_size: 1000n,
      partitions_count: partitions,
    });
    const estimates = [estimate(low, high, 900n), estimate(high, '9223372036854775807', 100n)];
    stub.setTable('system.size_estimates', estimates, {
      keyspace_name: 'text',
      table_name: 'text',
      range_start: 'text',
      range_end: 'text',
      mean_partition_size: 'bigint',
      partitions_count: 'bigint',
    });
    await idsOf(session.scanTable<Item>('shop.items', { splits: 20 }));
    const inLarge = [...new Set(scanned.asked())].filter((range) => {
      const [start, end] = range.split('..').map(BigInt) as [bigint, bigint];
      return start >= BigInt(low) && end <= BigInt(high);
    });
    expect(inLarge).toHaveLength(18);
  });

  test('passes over empty ranges and empty pages', async () => {
    await using scanned = await scannedStub(3);
    const { stub, session } = scanned;
    stub.when(select).reply((request) => {
      const from = Number(request.pagingState?.toString() ?? 0);
      if (from % 2 === 0) return rows({ id: 'int' }).withPagingState(Buffer.from(String(from + 1)));
      const [start] = rangeOf(request);
      const last = rows({ id: 'int' }, [[Number(start >> 60n)]]);
      return from < 3 ? last.withPagingState(Buffer.from(String(from + 1))) : last;
    });
    const ids = await idsOf(session.scanTable<Item>('shop.items', { splits: 4, concurrency: 2 }));
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('countTable', () => {
  const countSelect = select.replace('*', 'COUNT(*)');

  test('adds up the ranges, halves one that takes too long, and asks again for one that failed', async () => {
    await using scanned = await scannedStub(count);
    const { stub, session } = scanned;
    const whole = 2n ** 61n;
    const rule = stub
      .when(countSelect)
      .variables({ start: 'bigint', end: 'bigint' }, { keyspace: 'shop', table: 'items' })
      .columns({ count: 'bigint' })
      .reply((request) => {
        const [start, end] = rangeOf(request);
        const isLarge = end - start > whole / 2n;
        return isLarge ? serverError.readTimeout({ received: 0, required: 1 }) : rows({ count: 'bigint' }, [[7n]]);
      });
    stub.when(countSelect).reply(serverError.unavailable()).times(2);
    const reports: number[] = [];
    const total = await session.countTable('shop.items', {
      splits: 8,
      concurrency: 2,
      onProgress: ({ rows: counted }) => reports.push(counted),
    });
    expect(total).toBe(16 * 7);
    expect(reports).toEqual([14, 28, 42, 56, 70, 84, 98, 112]);
    expect(rule.hits).toBeGreaterThanOrEqual(24);
  });

  test('ends with its signal, its session, or an error that cannot be helped', async () => {
    await using scanned = await scannedStub(count);
    const { stub, session } = scanned;
    const rule = stub
      .when(countSelect)
      .variables({ start: 'bigint', end: 'bigint' }, { keyspace: 'shop', table: 'items' })
      .columns({ count: 'bigint' })
      .reply(serverError.invalid('no'));
    await expect(session.countTable('shop.items')).rejects.toThrow(InvalidRequestError);
    rule.drop();
    const refused = rule.hits;
    const control = new AbortController();
    const aborted = session.countTable('shop.items', { signal: control.signal, timeoutMs: 0 });
    await rule.received(refused + 1);
    control.abort();
    expect(await aborted.catch((error: unknown) => error)).toBe(control.signal.reason);
    expect(session.requests.inFlight).toBe(0);
    const received = rule.hits;
    const closed = session.countTable('shop.items');
    await rule.received(received + 1);
    await Promise.all([expect(closed).rejects.toThrow('The session is closed'), session.close()]);
  });
});

describe('a scan at a row that cannot be read', () => {
  const options = { splits: 3, concurrency: 2, fetchSize: 4 };
  const consumers: Record<string, (scan: TableScan<Item>, seen: number[]) => Promise<void>> = {
    async rows(scan, seen) {
      for await (const { id } of scan) seen.push(id);
    },
    async chunks(scan, seen) {
      for await (const chunk of scan.chunks()) seen.push(...chunk.map(({ id }) => id));
    },
    async pages(scan, seen) {
      for await (const page of scan.pages()) seen.push(...page.map(({ id }) => id));
    },
    async Readable(scan, seen) {
      for await (const { id } of scan.toReadable()) seen.push(id);
    },
  };
  const cases = Object.keys(consumers).flatMap((how) =>
    [0, 2, 3, 10, 19].flatMap((id) => [1, 2, Infinity].map((times) => [how, id, times] as const)),
  );

  test.each(cases)(
    'by %s (row %p, unreadable %p times) counts as done what was handed over',
    async (how, id, times) => {
      await using scanned = await scannedStub(20);
      const unreadable = new Map([[id, times]]);
      scanned.stub.when(select).reply((request) => pageOf(request, 20, unreadable));
      const seen: number[] = [];
      let checkpoint: ScanCheckpoint | undefined;
      let failures = 0;
      for (let isOver = false; !isOver && failures < 3;) {
        const scan = scanned.session.scanTable<Item>('shop.items', { ...options, checkpoint });
        const failure = await consumers[how]!(scan, seen).catch((error: unknown) => error);
        isOver = failure === undefined;
        if (isOver) break;
        failures++;
        expect(failure).toBeInstanceOf(StreamError);
        checkpoint = JSON.parse(JSON.stringify(scan.checkpoint())) as ScanCheckpoint;
        expect(checkpoint.rows).toBe(seen.length);
      }
      expect(failures).toBe(Math.min(times, 3));
      expect(new Set(seen).size).toBe(seen.length);
      if (times !== Infinity) expect(sorted(seen)).toEqual(upTo(20));
      else expect(seen).not.toContain(id);
    },
  );
});
