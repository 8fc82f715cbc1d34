// The spans of streams, scans and counts that end before their last row: each span is ended exactly once, and only what failed has an error.
import { diag, DiagLogLevel, SpanStatusCode, type DiagLogger } from '@opentelemetry/api';
import { CqlStub, rows, serverError, voidResult, type StubRule } from '@async-cassandra/testing';
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { AsyncCluster, policies, traceWithOpenTelemetry } from '../../src/index';
import type { RowStream } from '../../src/result/row-stream';
import type { AsyncCassandraSession } from '../../src/session/async-cassandra-session';
import { scannedStub } from './scanned-stub';
import { pagesOf, select, serve, type Item } from './stream-support';

/** Counts what begins and what ends. */
class Spans implements SpanProcessor {
  begun = 0;
  readonly ended: ReadableSpan[] = [];
  onStart(): void {
    this.begun++;
  }
  onEnd(span: ReadableSpan): void {
    this.ended.push(span);
  }
  forceFlush = (): Promise<void> => Promise.resolve();
  shutdown = (): Promise<void> => Promise.resolve();

  /** The errors of the requests and of their attempts, each once. The stub lacks a table that a scan looks at first. */
  get errors(): readonly string[] {
    const ofItems = this.ended.filter(({ name }) => name.includes('items'));
    const failed = ofItems.filter(({ status }) => status.code !== SpanStatusCode.UNSET);
    return [...new Set(failed.map(({ attributes }) => String(attributes['error.type'])))];
  }
}

/** What the SDK complains of: an operation on a span that has ended. */
const complaints: unknown[] = [];
const complain = (...args: unknown[]): void => void complaints.push(args);
const logger: DiagLogger = { error: complain, warn: complain, info() {}, debug() {}, verbose() {} };

beforeAll(() => diag.setLogger(logger, DiagLogLevel.WARN));
afterAll(() => diag.disable());

interface Rows {
  readonly stub: CqlStub;
  readonly session: AsyncCassandraSession;
  /** The pages. */
  readonly rule: StubRule;
  open(options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<RowStream<Item>>;
}

interface Served extends Rows, AsyncDisposable {}

async function streamed(): Promise<Served> {
  const table = await serve(pagesOf(2, 2, 2));
  return {
    ...table,
    open: ({ signal, timeoutMs } = {}) =>
      table.session.executeStream<Item>(select, [], { signal, streamConfig: { timeoutMs } }),
  };
}

async function scanned(): Promise<Served> {
  const table = await scannedStub(100);
  const open = (options?: object): Promise<RowStream<Item>> =>
    Promise.resolve(
      table.session.scanTable<Item>('shop.items', { splits: 4, concurrency: 2, fetchSize: 2, ...options }) as never,
    );
  return { ...table, open };
}

/** Takes the first row. The pages after it do not arrive: a request is in flight. */
async function begin(
  rows: Rows,
  options?: Parameters<Rows['open']>[0],
): Promise<[RowStream<Item>, AsyncIterator<Item>]> {
  const before = await rows.open(options);
  const iterator = before[Symbol.asyncIterator]();
  await iterator.next();
  return [before, iterator];
}

/** Leaves the loop that `steps` is in. */
type Leave = (rows: Rows) => Promise<unknown>;

const loop = async (steps: AsyncIterable<unknown>, leave: () => boolean | void): Promise<void> => {
  for await (const step of steps) {
    expect(step).toBeDefined();
    if (leave() !== false) break;
  }
};
const enough = (): never => {
  throw new Error('enough');
};

class OfTheApplication extends Error {
  override name = 'OfTheApplication';
}

/** Each way to leave, and the errors that its spans have. */
const ways: Record<string, readonly [errors: readonly string[], Leave]> = {
  'the last row': [[], async (rows) => loop(await rows.open(), () => false)],
  'never reading': [[], (rows) => rows.open()],
  break: [[], async (rows) => loop(await rows.open(), () => {})],
  throw: [[], async (rows) => expect(loop(await rows.open(), enough)).rejects.toThrow('enough')],
  'break out of pages': [[], async (rows) => loop((await rows.open()).pages(), () => {})],
  'throw out of pages': [
    [],
    async (rows) => expect(loop((await rows.open()).pages(), enough)).rejects.toThrow('enough'),
  ],
  'break out of chunks': [[], async (rows) => loop((await rows.open()).chunks(), () => {})],
  'return() of the iterator': [[], async (rows) => (await begin(rows))[1].return!()],
  'throw() of the iterator': [
    [],
    async (rows) => expect((await begin(rows))[1].throw!(new Error('enough'))).rejects.toThrow('enough'),
  ],
  'an iterator that is forgotten': [[], begin],
  'close()': [[], async (rows) => (await begin(rows))[0].close()],
  'cancel(), twice': [
    [],
    async (rows) => {
      const [stream] = await begin(rows);
      await Promise.all([stream.cancel(), stream.cancel()]);
    },
  ],
  'await using': [
    [],
    async (rows) => {
      await using stream = await rows.open();
      await stream[Symbol.asyncIterator]().next();
    },
  ],
  'destroying a Readable': [
    [],
    async (rows) => {
      const readable = (await rows.open()).toReadable({ highWaterMark: 1 });
      await new Promise((resolve) => readable.once('data', resolve));
      readable.destroy();
    },
  ],
  'destroying a Readable with an error': [
    [],
    async (rows) => {
      const readable = (await rows.open()).toReadable({ highWaterMark: 1 });
      await new Promise((resolve) => readable.once('data', resolve));
      readable.on('error', () => {}).destroy(new Error('enough'));
    },
  ],
  'an aborted signal': [
    ['AbortError'],
    async (rows) => {
      const control = new AbortController();
      const [, iterator] = await begin(rows, { signal: control.signal });
      control.abort();
      await expect(readAll(iterator)).rejects.toBe(control.signal.reason);
    },
  ],
  'a signal with a reason of its own': [
    ['AbortError'],
    async (rows) => {
      const control = new AbortController();
      const [, iterator] = await begin(rows, { signal: control.signal });
      const reason = Object.freeze(new OfTheApplication('enough'));
      control.abort(reason);
      await expect(readAll(iterator)).rejects.toBe(reason);
    },
  ],
  'a closed session': [
    ['ConnectionError'],
    async (rows) => {
      const [, iterator] = await begin(rows);
      await rows.session.close();
      await expect(readAll(iterator)).rejects.toThrow('closed');
    },
  ],
};

async function readAll(iterator: AsyncIterator<unknown>): Promise<void> {
  while ((await iterator.next()).done !== true);
}

/** Runs while it is traced, and gives the spans once every request has ended. */
async function traced(rows: Rows, run: Leave): Promise<Spans> {
  const spans = new Spans();
  complaints.length = 0;
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [spans] });
  using _ = traceWithOpenTelemetry({ tracerProvider });
  await run(rows);
  expect(rows.session.requests).toEqual({ inFlight: 0, queued: 0 });
  return spans;
}

function expectWhole(spans: Spans, errors: readonly string[]): void {
  expect(spans.ended).toHaveLength(spans.begun);
  expect(new Set(spans.ended.map((span) => span.spanContext().spanId)).size).toBe(spans.begun);
  expect(spans.begun).toBeGreaterThan(0);
  expect(spans.errors).toEqual(errors);
  expect(complaints).toEqual([]);
}

const holdsLaterPages = (name: string): boolean => !['the last row', 'an iterator that is forgotten'].includes(name);

describe('a stream', () => {
  test.each(Object.entries(ways))('that ends by %s ends its spans', async (name, [errors, leave]) => {
    await using table = await streamed();
    let pages = 0;
    const held = table.rule;
    const spans = await traced(
      {
        ...table,
        async open(options) {
          const stream = await table.open(options);
          // The first page is there, and the next one is asked for with its first row.
          if (++pages === 1 && holdsLaterPages(name)) held.hold();
          return stream;
        },
      },
      async (rows) => {
        await leave(rows);
        if (!holdsLaterPages(name)) {
          while (table.session.requests.inFlight > 0) await table.session.execute('SELECT key FROM system.local');
        }
      },
    );
    expectWhole(spans, errors);
    held.release();
  });

  test('that has no more time ends its spans with that error', async () => {
    await using table = await streamed();
    const spans = await traced(table, async (rows) => {
      const stream = await rows.open({ timeoutMs: 300 });
      table.rule.hold();
      await expect(readAll(stream[Symbol.asyncIterator]())).rejects.toThrow('longer than 300 ms');
    });
    expectWhole(spans, ['TimeoutError']);
    table.rule.release();
  });

  test('whose page fails has that error in this page alone', async () => {
    await using table = await streamed();
    const spans = await traced(table, async (rows) => {
      const stream = await rows.open();
      table.stub.when(select).reply(serverError.invalid('a disk is broken'));
      await expect(readAll(stream[Symbol.asyncIterator]())).rejects.toThrow('a disk is broken');
    });
    expectWhole(spans, ['InvalidRequestError']);
  });
});

describe('a scan', () => {
  test.each(Object.entries(ways).filter(([name]) => name !== 'never reading'))(
    'that ends by %s ends its spans',
    async (_, [errors, leave]) => {
      await using table = await scanned();
      const spans = await traced(table, async (rows) => {
        await leave(rows);
        // All that was sent is answered.
        while (table.session.requests.inFlight > 0) await table.session.execute('SELECT key FROM system.local');
      });
      expectWhole(spans, errors);
    },
  );
});

describe('a count', () => {
  const begin = async () => {
    const table = await scanned();
    let asked = 0;
    const rule = table.stub
      .when(/COUNT/)
      .variables({ start: 'bigint', end: 'bigint' }, { keyspace: 'shop', table: 'items' })
      .columns({ count: 'bigint' })
      .reply(() => (++asked === 1 ? serverError.invalid('a disk is broken') : rows({ count: 'bigint' }, [[1]])))
      .hold();
    const count = (signal?: AbortSignal): Promise<number> =>
      table.session.countTable('shop.items', { splits: 4, concurrency: 4, signal });
    return { ...table, rule, count };
  };

  test('that is aborted ends its spans with that', async () => {
    await using table = await begin();
    const control = new AbortController();
    const spans = await traced(table, async () => {
      const counted = table.count(control.signal);
      counted.catch(() => {});
      await table.rule.received(4);
      control.abort(new OfTheApplication('enough'));
      await expect(counted).rejects.toThrow('enough');
    });
    expectWhole(spans, ['AbortError']);
    table.rule.release();
  });

  test('of which a range fails has that error in this range alone', async () => {
    await using table = await begin();
    const spans = await traced(table, async () => {
      const counted = table.count();
      counted.catch(() => {});
      await table.rule.received(4);
      table.rule.release();
      await expect(counted).rejects.toThrow('a disk is broken');
    });
    expectWhole(spans, ['InvalidRequestError']);
  });
});

describe('executeConcurrent', () => {
  test('that is left ends the spans of what was sent', async () => {
    await using table = await streamed();
    const spans = await traced(table, async ({ session }) => {
      const calls = Array.from({ length: 10 }, () => [select] as const);
      await loop(session.executeConcurrent(calls as never, { concurrency: 3 }), () => {});
      while (session.requests.inFlight > 0) await session.execute('SELECT key FROM system.local');
    });
    expectWhole(spans, []);
  });
});

describe('a request', () => {
  test('that is over before its answers come ends its spans', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    stub.when(select).once().hold();
    stub.when(select).reply(rows({ id: 'int' }, [[1]]));
    const slow = stub.when('SELECT slow FROM items').hold().reply(voidResult());
    const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(10, 1);
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), speculativeExecutionPolicy });
    const session = await cluster.connect();
    const spans = await traced({ stub, session } as never, async () => {
      await session.execute(select, [], { isIdempotent: true });
      await expect(session.execute('SELECT slow FROM items', [], { timeoutMs: 100 })).rejects.toThrow('No answer');
      slow.release();
      // The late answer is read before the answer to this one.
      for (let node = 0; node < 2; node++) await session.execute('SELECT key FROM system.local');
    });
    expectWhole(spans, ['OperationTimedOutError']);
    expect(spans.ended.filter(({ name }) => name === 'SELECT shop.items attempt')).toHaveLength(2);
  });
});
