// The options of streams, scans, batches, PREPARE and what is made of results: each is seen on the wire or in what happens.
import { once } from 'node:events';
import { rows, serverError, type ReceivedRequest, type Reply } from '@async-cassandra/testing';
import {
  AsyncRetryPolicy,
  BatchStatement,
  createStreamingStatement,
  InvalidRequestError,
  RateLimitedSession,
  TimeoutError,
  type CountOptions,
  type ScanOptions,
  type ScanProgress,
  type StreamConfig,
} from '../../src/index';
import { walk, walkAll, type OptionOf } from '../walk-options';
import {
  idsOf,
  pageOf,
  rangeOf,
  scannedStub,
  select as rangeSelect,
  sorted,
  type Item,
  type ScannedStub,
} from './scanned-stub';
import { pagesOf, select, serve, settle, upTo, type StreamedTable } from './stream-support';
import { connectStub, type ConnectedStub } from './connected-stub';

const connect = (): Promise<ConnectedStub> => connectStub({}, {}, /./);

const enough = (): AbortSignal => AbortSignal.abort(new Error('enough'));

walk('batchBag', {
  type: async () => {
    await using it = await connect();
    for (const type of ['logged', 'unlogged', 'counter'] as const) {
      await it.session.executeBatch(new BatchStatement({ type }).add('UPDATE shop.t SET v = 1 WHERE k = 1'));
      expect(it.stub.executions.at(-1)!.batchType).toBe(type);
    }
  },
});

walkAll('prepareBag', {
  customPayload: async () => {
    await using it = await connect();
    const customPayload = { key: Buffer.from('value') };
    await it.session.prepare('SELECT a', { customPayload });
    expect(it.stub.requests.at(-1)).toMatchObject({ opcode: 'PREPARE', customPayload });
  },
  timeoutMs: async () => {
    await using it = await connect();
    it.stub.when({ opcode: 'PREPARE' }).drop();
    await expect(it.session.prepare('SELECT a', { timeoutMs: 20 })).rejects.toThrow(TimeoutError);
  },
  keyspace: async () => {
    await using it = await connect();
    expect((await it.session.prepare('SELECT a', { keyspace: 'shop' })).keyspace).toBe('shop');
    expect(it.stub.requests.at(-1)).toMatchObject({ opcode: 'PREPARE', keyspace: 'shop' });
  },
  signal: async () => {
    await using it = await connect();
    await expect(it.session.prepare('SELECT a', { signal: enough() })).rejects.toThrow('enough');
    expect(it.stub.requests.filter(({ opcode }) => opcode === 'PREPARE')).toEqual([]);
  },
} satisfies Record<OptionOf<'prepareBag'>, () => Promise<void>>);

const idsFrom = async (table: StreamedTable, streamConfig: StreamConfig): Promise<number[]> =>
  idsOf(await table.session.executeStream<Item>(select, [], { streamConfig }));

walk('streamBag', {
  streamConfig: async () => {
    await using table = await serve(pagesOf(2, 2));
    expect(await idsFrom(table, { maxPages: 1 })).toEqual([0, 1]);
  },
  resume: async () => {
    await using table = await serve(pagesOf(2, 2));
    const stream = await table.session.executeStream<Item>(select);
    for await (const { id } of stream) if (id === 2) break;
    expect(await idsOf(await table.session.executeStream<Item>(select, [], { resume: stream.position }))).toEqual([3]);
  },
});

walkAll('streamConfigBag', {
  fetchSize: async () => {
    await using table = await serve(pagesOf(1));
    await idsFrom(table, { fetchSize: 7 });
    expect(table.asked().map(({ pageSize }) => pageSize)).toEqual([7]);
  },
  maxPages: async () => {
    await using table = await serve(pagesOf(2, 2, 2));
    expect(await idsFrom(table, { maxPages: 2 })).toEqual(upTo(4));
    expect(table.asked()).toHaveLength(2);
  },
  pageCallback: async () => {
    await using table = await serve(pagesOf(2, 0, 1));
    const called: number[][] = [];
    await idsFrom(table, { pageCallback: (...page) => called.push(page) });
    expect(called).toEqual([
      [1, 2],
      [2, 0],
      [3, 1],
    ]);
  },
  timeoutMs: async () => {
    await using table = await serve(pagesOf(1, 1));
    const second = (request: { pagingState?: Buffer | null }): boolean => request.pagingState != null;
    table.stub.when({ query: select, where: second }).drop();
    const failure = await idsFrom(table, { timeoutMs: 100 }).catch((error: unknown) => error);
    expect((failure as Error).cause ?? failure).toBeInstanceOf(TimeoutError);
  },
  prefetch: async () => {
    for (const prefetch of [0, 1] as const) {
      await using table = await serve(pagesOf(2, 2));
      const stream = await table.session.executeStream<Item>(select, [], { streamConfig: { prefetch } });
      await stream[Symbol.asyncIterator]().next();
      await settle(table);
      expect(table.asked()).toHaveLength(1 + prefetch);
    }
  },
  pagingState: async () => {
    await using table = await serve(pagesOf(2, 2));
    const { pagingState } = await table.session.executePage(select);
    expect(await idsFrom(table, { pagingState })).toEqual([2, 3]);
  },
} satisfies Record<OptionOf<'streamConfigBag'>, () => Promise<void>>);

walkAll('streamingStatementBag', {
  fetchSize: async () => {
    await using table = await serve(pagesOf(1));
    await idsOf(await table.session.executeStream(createStreamingStatement<Item>(select, { fetchSize: 7 })));
    expect(table.asked()[0]).toMatchObject({ pageSize: 7 });
  },
  consistency: async () => {
    await using table = await serve(pagesOf(1));
    await idsOf(await table.session.executeStream(createStreamingStatement<Item>(select, { consistency: 'two' })));
    expect(table.asked()[0]).toMatchObject({ consistency: 'TWO' });
  },
} satisfies Record<OptionOf<'streamingStatementBag'>, () => Promise<void>>);

walk('concurrentBag', {
  concurrency: async () => {
    await using it = await connect();
    const held = it.stub.when('SELECT a').hold();
    const outcomes = it.session.executeConcurrent('SELECT a', [[], [], [], []], { concurrency: 3 });
    const first = outcomes.next();
    await held.received(3);
    expect(it.session.requests.inFlight).toBe(3);
    held.release();
    await first;
    for await (const { error } of outcomes) expect(error).toBeUndefined();
    expect(held.hits).toBe(4);
  },
  stopOnError: async () => {
    await using it = await connect();
    const failing = it.stub.when('SELECT a').reply(serverError.invalid('no'));
    const options = { concurrency: 1, stopOnError: true };
    const seen: unknown[] = [];
    for await (const { error } of it.session.executeConcurrent('SELECT a', [[], [], []], options)) seen.push(error);
    expect(seen).toEqual([expect.any(InvalidRequestError)]);
    expect(failing.hits).toBe(1);
  },
  onProgress: async () => {
    await using it = await connect();
    const told: unknown[] = [];
    const options = { concurrency: 1, onProgress: (progress: object) => told.push({ ...progress }) };
    for await (const { index } of it.session.executeConcurrent('SELECT a', [[], []], options)) void index;
    expect(told).toEqual([
      { completed: 1, failed: 0 },
      { completed: 2, failed: 0 },
    ]);
  },
});

const count = 24;
const counted = rangeSelect.replace('*', 'COUNT(*)');

/** A scan and a count take the same options, but for two. */
interface Reading {
  readonly select: string;
  readonly reply: (request: ReceivedRequest) => Reply;
  run(it: ScannedStub, options: CountOptions): Promise<unknown>;
}

const readings: Readonly<Record<'scanBag' | 'countBag', Reading>> = {
  scanBag: {
    select: rangeSelect,
    reply: (request) => pageOf(request, count),
    run: async (it, options) => idsOf(it.session.scanTable<Item>('shop.items', options as ScanOptions)),
  },
  countBag: {
    select: counted,
    reply: () => rows({ count: 'bigint' }, [[1n]]),
    run: (it, options) => it.session.countTable('shop.items', options),
  },
};

async function scanned(): Promise<ScannedStub> {
  const it = await scannedStub(count, 3);
  it.stub
    .when(counted)
    .variables({ start: 'bigint', end: 'bigint' }, { keyspace: 'shop', table: 'items' })
    .columns({ count: 'bigint' })
    .reply(rows({ count: 'bigint' }, [[1n]]));
  return it;
}

const pagesAsked = ({ stub }: ScannedStub) => stub.executions.filter(({ query }) => query?.includes('token('));

function observationsOf({ select: text, reply, run }: Reading) {
  const sent = async (options: CountOptions) => {
    await using it = await scanned();
    await run(it, { splits: 3, ...options });
    return pagesAsked(it)[0]!;
  };
  const filtered = async (options: CountOptions): Promise<readonly unknown[]> => {
    await using it = await scanned();
    const where = `${text} AND kind = ? ALLOW FILTERING`;
    const isCount = text === counted;
    it.stub
      .when(where)
      .variables({ start: 'bigint', end: 'bigint', kind: 'text' }, { keyspace: 'shop', table: 'items' })
      .columns(isCount ? { count: 'bigint' } : { id: 'int' })
      .reply((request) => (isCount ? rows({ count: 'bigint' }, [[0n]]) : pageOf(request, 0)));
    await run(it, { splits: 1, where: 'kind = ?', ...options });
    return pagesAsked(it).map(({ query, values }) => [query === where, String(values![2])]);
  };
  return {
    where: async () => {
      for (const asked of await filtered({ parameters: ['book'] })) expect(asked).toEqual([true, 'book']);
    },
    parameters: async () => {
      for (const asked of await filtered({ parameters: ['toy'] })) expect(asked).toEqual([true, 'toy']);
    },
    concurrency: async () => {
      await using it = await scanned();
      const held = it.stub.when(text).reply(reply).hold();
      const running = run(it, { splits: 9, concurrency: 2 });
      await held.received(2);
      expect(it.session.requests.inFlight).toBe(2);
      held.release();
      await running;
    },
    splits: async () => {
      await using it = await scanned();
      await run(it, { splits: 9 });
      expect(new Set(it.asked()).size).toBeGreaterThanOrEqual(9);
    },
    part: async () => {
      await using it = await scanned();
      await run(it, { splits: 3, part: { index: 0, of: 2 } });
      for (const request of pagesAsked(it)) expect(rangeOf(request)[1]).toBeLessThanOrEqual(0n);
    },
    maxRetries: async () => {
      await using it = await scanned();
      const refused = it.stub.when(text).reply(serverError.overloaded());
      const options = { splits: 1, concurrency: 1, retryPolicy: new AsyncRetryPolicy(0) };
      await expect(run(it, { ...options, maxRetries: 0 })).rejects.toThrow();
      expect(refused.hits).toBe(1);
    },
    onProgress: async () => {
      await using it = await scanned();
      const told: ScanProgress[] = [];
      await run(it, { splits: 3, onProgress: (progress) => void told.push(progress) });
      expect(told.at(-1)!.fraction).toBeCloseTo(1);
    },
    consistency: async () => {
      expect(await sent({ consistency: 'two' })).toMatchObject({ consistency: 'TWO' });
    },
    executionProfile: async () => {
      await using it = await scanned();
      await expect(run(it, { executionProfile: 'reports' })).rejects.toThrow("'reports'");
    },
    fetchSize: async () => {
      expect(await sent({ fetchSize: 7 })).toMatchObject({ pageSize: 7 });
    },
    retryPolicy: async () => {
      await using it = await scanned();
      const retryPolicy = new AsyncRetryPolicy();
      const asked = jest.spyOn(retryPolicy, 'onRequestError');
      it.stub.when(text).once().reset();
      await run(it, { splits: 3, retryPolicy });
      expect(asked).toHaveBeenCalledTimes(1);
    },
    signal: async () => {
      await using it = await scanned();
      await expect(run(it, { signal: enough() })).rejects.toThrow('enough');
      expect(pagesAsked(it)).toEqual([]);
    },
    timeoutMs: async () => {
      await using it = await scanned();
      it.stub.when(text).drop();
      const failure = await run(it, { splits: 1, concurrency: 1, timeoutMs: 20, maxRetries: 0 }).catch(
        (error: unknown) => error,
      );
      const { name } = ((failure as Error).cause ?? failure) as Error;
      // The time of the PREPARE counts too: on a busy machine it is what ends.
      expect(['OperationTimedOutError', 'TimeoutError']).toContain(name);
    },
  } satisfies Record<OptionOf<'countBag'>, () => Promise<void>>;
}

walkAll('countBag', observationsOf(readings.countBag));
walkAll('scanBag', {
  ...observationsOf(readings.scanBag),
  columns: async () => {
    await using it = await scanned();
    const text = rangeSelect.replace('*', '"id"');
    it.stub
      .when(text)
      .variables({ start: 'bigint', end: 'bigint' }, { keyspace: 'shop', table: 'items' })
      .columns({ id: 'int' })
      .reply((request) => pageOf(request, count));
    expect(sorted(await idsOf(it.session.scanTable<Item>('shop.items', { columns: ['id'] })))).toEqual(upTo(count));
    expect(pagesAsked(it)[0]).toMatchObject({ query: text });
  },
  checkpoint: async () => {
    await using it = await scanned();
    const scan = it.session.scanTable<Item>('shop.items', { splits: 3, concurrency: 1 });
    const first = (await scan.pages().next()).value!.map(({ id }) => id);
    await scan.close();
    const rest = await idsOf(it.session.scanTable<Item>('shop.items', { checkpoint: scan.checkpoint()! }));
    expect(sorted([...first, ...rest])).toEqual(upTo(count));
  },
} satisfies Record<OptionOf<'scanBag'>, () => Promise<void>>);

/** The result of a traced request, whose trace never becomes complete. */
async function traced({ stub, session }: ConnectedStub) {
  const sessions = stub
    .when(/system_traces.sessions/)
    .variables({ session_id: 'uuid' })
    .reply(rows({ duration: 'int' }, []));
  stub.when('SELECT a').reply(rows({ a: 'int' }, [[1]]).withTracingId('123e4567-e89b-12d3-a456-426614174000'));
  return { result: await session.execute('SELECT a', [], { trace: true }), sessions };
}

walkAll('queryTraceBag', {
  timeoutMs: async () => {
    await using it = await connect();
    const { result, sessions } = await traced(it);
    expect(await result.getQueryTrace({ timeoutMs: 0 })).toBeNull();
    expect(sessions.hits).toBe(1);
    // Also where nobody answers.
    sessions.drop();
    expect(await result.getQueryTrace({ timeoutMs: 20 })).toBeNull();
  },
  signal: async () => {
    await using it = await connect();
    const { result, sessions } = await traced(it);
    await expect(result.getQueryTrace({ signal: enough() })).rejects.toThrow('enough');
    expect(sessions.hits).toBe(0);
  },
} satisfies Record<OptionOf<'queryTraceBag'>, () => Promise<void>>);

walkAll('rowReadableBag', {
  highWaterMark: async () => {
    await using table = await serve(pagesOf(3));
    const readable = (await table.session.executeStream(select)).toReadable({ highWaterMark: 3 });
    expect(readable.readableHighWaterMark).toBe(3);
    readable.destroy();
  },
  signal: async () => {
    await using table = await serve(pagesOf(3));
    const giveUp = new AbortController();
    const stream = await table.session.executeStream(select);
    const readable = stream.toReadable({ signal: giveUp.signal });
    const failed = once(readable, 'error');
    giveUp.abort();
    expect((await failed)[0]).toMatchObject({ name: 'AbortError' });
    expect(stream.isClosed).toBe(true);
  },
} satisfies Record<OptionOf<'rowReadableBag'>, () => Promise<void>>);

walkAll('rateLimitBag', {
  maxConcurrent: async () => {
    await using it = await connect();
    const held = it.stub.when('SELECT a').hold();
    const limited = new RateLimitedSession(it.session, { maxConcurrent: 2 });
    const running = [1, 2, 3].map(() => limited.execute('SELECT a'));
    await held.received(2);
    expect(it.session.requests.inFlight).toBe(2);
    held.release();
    await Promise.all(running);
  },
  maxQueued: async () => {
    await using it = await connect();
    const held = it.stub.when('SELECT a').hold();
    const limited = new RateLimitedSession(it.session, { maxConcurrent: 1, maxQueued: 1 });
    const running = [1, 2].map(() => limited.execute('SELECT a'));
    await expect(limited.execute('SELECT a')).rejects.toThrow('maxQueued');
    held.release();
    await Promise.all(running);
  },
} satisfies Record<OptionOf<'rateLimitBag'>, () => Promise<void>>);

const described = (name: string) => async (): Promise<void> => {
  await using it = await connect();
  it.stub.when(/^DESCRIBE/).reply(rows({ create_statement: 'text' }, [['a statement;']]));
  await it.cluster.metadata.describe('shop', { [name]: 'Thing' });
  expect(it.stub.requests.at(-1)!.query).toMatch(
    new RegExp(`^DESCRIBE [A-Z ]*${name.toUpperCase()} "shop"\\."Thing"$`),
  );
};

walkAll('describeBag', {
  table: described('table'),
  view: described('view'),
  type: described('type'),
  function: described('function'),
  aggregate: described('aggregate'),
  index: described('index'),
  signal: async () => {
    await using it = await connect();
    await expect(it.cluster.metadata.describe('shop', { signal: enough() })).rejects.toThrow('enough');
  },
} satisfies Record<OptionOf<'describeBag'>, () => Promise<void>>);
