// PREPARE is shared by all callers of one text, and each of them waits with its own time limit, signal and session.
import { CqlStub, rows, serverError, voidResult, type ReceivedRequest } from '@async-cassandra/testing';
import { getEventListeners } from 'node:events';
import { AsyncCluster, BatchStatement, TimeoutError, type AsyncCassandraSession } from '../../src/index';

const text = 'INSERT INTO t (a) VALUES (?)';

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
const unhandled = jest.fn();

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 1 });
  stub.when(text).variables({ a: 'int' }).reply(voidResult());
  stub.when({ opcode: 'BATCH' }).reply(voidResult());
  cluster = new AsyncCluster({
    ...stub.clusterOptions(),
    maxConcurrentRequests: 8,
    executionProfiles: { quick: { requestTimeoutMs: 200 } },
  });
  session = await cluster.connect();
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});

afterEach(async () => {
  await new Promise(setImmediate);
  process.removeListener('unhandledRejection', unhandled);
  await cluster.shutdown();
  await stub.close();
  expect(unhandled).not.toHaveBeenCalled();
});

interface Limits {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const calls: [string, (limits?: Limits) => Promise<unknown>][] = [
  ['execute', (limits) => session.execute(text, [1], limits)],
  ['executeBatch', (limits) => session.executeBatch(new BatchStatement().add(text, [1]).add(text, [2]), limits)],
  ['executePage', (limits) => session.executePage(text, [1], limits)],
  ['prepare', (limits) => session.prepare(text, limits)],
];

const prepares = (): ReceivedRequest[] => stub.requests.filter(({ opcode }) => opcode === 'PREPARE');

describe.each(calls)('%s', (_name, call) => {
  test.each([
    ['first', [50, 60_000]],
    ['second', [60_000, 50]],
  ])('fails after its own time when the %s caller has little', async (_which, limits) => {
    stub.node(0).pauseReading();
    const all = limits.map((timeoutMs) => call({ timeoutMs }));
    await expect(all[limits.indexOf(50)]).rejects.toThrow(new TimeoutError('prepare took longer than 50 ms'));
    await expect(call({ timeoutMs: 60 })).rejects.toThrow(new TimeoutError('prepare took longer than 60 ms'));
    expect(session.requests).toEqual({ inFlight: 1, queued: 0 });
    stub.node(0).resumeReading();
    await all[limits.indexOf(60_000)];
    expect(prepares()).toHaveLength(1);
  });

  test('ends PREPARE when its only caller aborts, and a new caller of the same turn starts it anew', async () => {
    const rule = stub.when({ opcode: 'PREPARE' }).once().drop();
    const controller = new AbortController();
    const reason = new Error('enough');
    const only = call({ signal: controller.signal });
    await rule.received();
    controller.abort(reason);
    await expect(only).rejects.toBe(reason);
    expect(session.requests).toEqual({ inFlight: 0, queued: 0 });
    expect(cluster.nodes[0]!.inFlight).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(Object.keys(reason)).toEqual([]);
    await call();
    expect(prepares()).toHaveLength(2);
  });

  test('goes on with PREPARE when one of two callers aborts', async () => {
    stub.node(0).pauseReading();
    const controller = new AbortController();
    const reason = new Error('enough');
    const first = call({ signal: controller.signal });
    const second = call();
    controller.abort(reason);
    await expect(first).rejects.toBe(reason);
    stub.node(0).resumeReading();
    await second;
    expect(prepares()).toHaveLength(1);
  });

  test('does not fail when another session of the cluster is closed that asked for the text first', async () => {
    const other = await cluster.connect();
    const held = stub.when('SELECT held').hold().reply(voidResult());
    const busy = Array.from({ length: 8 }, () => other.execute('SELECT held'));
    await held.received(8);
    const queued = other.prepare(text).catch((error: unknown) => error);
    const waiting = call();
    const closing = other.close();
    expect(await queued).toMatchObject({ code: 'CLOSED' });
    await waiting;
    held.release();
    await Promise.all([...busy, closing]);
  });
});

test('a PREPARE that timed out names its statement and the node that did not answer', async () => {
  stub.when({ opcode: 'PREPARE' }).drop();
  const failure = await session.execute(text, [1], { timeoutMs: 50 }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: 'TimeoutError',
    statement: text,
    executionInfo: { attempts: [{ node: stub.node(0).endpoint }] },
  });
  expect(session.requests.inFlight).toBe(0);
});

test('a PREPARE without an answer is started anew for those who come after the requestTimeoutMs of the profile', async () => {
  stub.when({ opcode: 'PREPARE' }).once().drop();
  const controller = new AbortController();
  const call = (timeoutMs: number): Promise<unknown> =>
    session.execute(text, [1], { executionProfile: 'quick', timeoutMs, signal: controller.signal });
  const patient = call(60_000);
  await expect(call(220)).rejects.toThrow(TimeoutError);
  await call(60_000);
  expect(prepares()).toHaveLength(2);
  controller.abort(new Error('enough'));
  await expect(patient).rejects.toThrow('enough');
});

test('two sessions that prepare a text at once share what was prepared', async () => {
  const other = await cluster.connect();
  const [first, second] = await Promise.all([session.prepare(text), other.prepare(text)]);
  expect(second.shared).toBe(first.shared);
  expect(session.observed.preparedCache.size).toBe(1);
});

test('parameters that cannot be copied reject once, whatever becomes of PREPARE', async () => {
  stub.when({ opcode: 'PREPARE' }).reply(serverError.syntax());
  const broken = Object.defineProperty([1], 0, {
    get: () => {
      throw new Error('a getter');
    },
  });
  await expect(session.execute(text, broken)).rejects.toThrow('a getter');
  await expect(session.prepare(text)).rejects.toThrow('no viable alternative');
});

describe('a text that a node has forgotten', () => {
  const select = 'SELECT a FROM t WHERE k = ?';

  /** The node answers UNPREPARED to the next two requests, and then reads no more. */
  function forgetAndHang(): void {
    let asked = 0;
    stub
      .when({ opcode: 'EXECUTE', query: select })
      .times(2)
      .reply(({ preparedId }) => {
        asked++;
        if (asked === 2) stub.node(0).pauseReading();
        return serverError.unprepared(preparedId!);
      });
  }

  beforeEach(async () => {
    stub
      .when(select)
      .variables({ k: 'int' })
      .reply(rows({ a: 'int' }, [[7]]));
    await session.prepare(select);
  });

  test.each([
    ['first', [50, 60_000]],
    ['second', [60_000, 50]],
  ])('is prepared again for a patient request, though the %s gives up', async (_which, limits) => {
    forgetAndHang();
    const all = limits.map((timeoutMs) => session.execute(select, [1], { timeoutMs }));
    await expect(all[limits.indexOf(50)]).rejects.toThrow('within 50 ms');
    await stub.received({ opcode: 'EXECUTE' }, 2);
    stub.node(0).resumeReading();
    expect({ ...(await all[limits.indexOf(60_000)]!).one() }).toEqual({ a: 7 });
    expect(prepares()).toHaveLength(2);
  });

  test('is asked for no more when every request has ended, and the next request starts anew', async () => {
    stub.node(0).forgetPrepared();
    const rule = stub.when({ opcode: 'PREPARE' }).once().drop();
    const controller = new AbortController();
    const both = [1, 2].map((k) => session.execute(select, [k], { signal: controller.signal, timeoutMs: 60_000 }));
    const ended = Promise.all(both.map((call) => expect(call).rejects.toThrow('enough')));
    await rule.received();
    controller.abort(new Error('enough'));
    await ended;
    expect(cluster.nodes[0]!.inFlight).toBe(0);
    expect({ ...(await session.execute(select, [1])).one() }).toEqual({ a: 7 });
    expect(prepares()).toHaveLength(3);
  });
});
