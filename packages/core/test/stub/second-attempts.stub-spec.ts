// The values of a call are fixed at the call, whichever way a request comes to a second message: a value of every CQL type is
// changed in place after the call, and every message must contain the bytes of the first.
import {
  CqlStub,
  pagedRows,
  serverError,
  voidResult,
  type ReceivedRequest,
  type Reply,
} from '@async-cassandra/testing';
import { types } from 'cassandra-driver';
import {
  AsyncCluster,
  BatchStatement,
  policies,
  RateLimitedSession,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type PreparedStatement,
} from '../../src/index';
import { changeInPlace } from '../types/changed-values';

const { BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Long, TimeUuid, Tuple, Uuid, Vector } = types;

/** A value of every type that has objects for values, made anew each time. */
const makers: Readonly<Record<string, readonly [type: string, make: () => unknown]>> = {
  long: ['bigint', () => Long.fromNumber(5)],
  bytes: ['blob', () => Buffer.from('0102', 'hex')],
  array: ['blob', () => Uint8Array.of(1, 2)],
  day: ['date', () => LocalDate.fromString('2024-02-29')],
  decimal: ['decimal', () => BigDecimal.fromString('1.5')],
  duration: ['duration', () => new Duration(1, 2, Long.fromNumber(3))],
  address: ['inet', () => InetAddress.fromString('127.0.0.1')],
  clock: ['time', () => LocalTime.fromString('10:11:12')],
  moment: ['timestamp', () => new Date(5)],
  once: ['timeuuid', () => TimeUuid.fromDate(new Date(5), 1, Buffer.alloc(6, 1), Buffer.alloc(2, 1))],
  id: ['uuid', () => new Uuid(Buffer.alloc(16, 1))],
  integer: ['varint', () => Integer.fromString('123456789012345678901234567890')],
  list: ['list<timestamp>', () => [new Date(1), new Date(2)]],
  set: ['set<blob>', () => new Set([Buffer.from([1]), Buffer.from([2])])],
  map: ['map<text, blob>', () => new Map([['a', Buffer.from([1])]])],
  object: ['map<text, int>', () => ({ a: 1, b: 2 })],
  tuple: ['tuple<int, blob>', () => new Tuple(1, Buffer.from([1]))],
  vector: ['vector<float, 3>', () => new Vector([1, 2, 3])],
  floats: ['vector<float, 3>', () => Float32Array.of(1, 2, 3)],
};
const columns = Object.fromEntries(Object.entries(makers).map(([name, [type]]) => [name, type]));
const names = Object.keys(makers).join(', ');
const markers = Object.keys(makers)
  .map(() => '?')
  .join(', ');
const write = `INSERT INTO shop.t (${names}) VALUES (${markers})`;
const read = `SELECT id FROM shop.t WHERE ${names.replaceAll(', ', ' = ? AND ')} = ? ALLOW FILTERING`;
const makeValues = (): unknown[] => Object.values(makers).map(([, make]) => make());

interface Connected extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly session: AsyncCassandraSession;
  readonly write: PreparedStatement;
  readonly read: PreparedStatement;
}

async function connect(options: AsyncClusterOptions = {}, nodes = 2): Promise<Connected> {
  const stub = await CqlStub.start({ nodes });
  const partitionKey = ['id', 'set', 'tuple'];
  stub.when(write).variables(columns as never, { partitionKey });
  stub
    .when(read)
    .variables(columns as never, { partitionKey })
    .reply(pagedRows({ id: 'int' }, [[1], [2], [3]]));
  stub.when({ opcode: 'BATCH' }).reply(voidResult());
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  const session = await cluster.connect();
  return {
    stub,
    session,
    write: await session.prepare(write),
    read: await session.prepare(read),
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

type Call = (it: Connected, values: unknown[]) => Promise<unknown>;

const valuesOf = ({ values, statements }: ReceivedRequest): string[] =>
  [...(values ?? []), ...(statements ?? []).flatMap((statement) => statement.values)].map((value) =>
    String(value?.toString('hex')),
  );
const isOurs = ({ query }: ReceivedRequest): boolean => /INTO shop.t|FROM shop.t/.test(query ?? '');

/** The values of each message, where the caller changes them as soon as it has the promise. */
async function messagesOf(
  it: Connected,
  call: Call,
  change: (values: unknown[]) => void = (values) => changeInPlace(values),
): Promise<string[][]> {
  const values = makeValues();
  const promise = call(it, values);
  change(values);
  await promise;
  return it.stub.executions.filter(isOurs).map(valuesOf);
}

/** What is copied before it is encoded: not what these classes hold, which nobody changes but by reaching into them. */
function changeWhatIsCopied(values: unknown[]): void {
  const constants = [Long, LocalDate, BigDecimal, Duration, LocalTime, Integer];
  values.filter((value) => !constants.some((it) => value instanceof it)).forEach((value) => changeInPlace(value));
  values.length = 0;
}

let original: string[];
beforeAll(async () => {
  await using it = await connect();
  await it.session.execute(it.write, makeValues());
  original = it.stub.executions.filter(isOurs).map(valuesOf)[0]!;
});

const failOnce = (reply: Reply | ((request: ReceivedRequest) => Reply), matcher: string | object = write) => {
  return ({ stub }: Connected): void =>
    void stub
      .when(matcher as string)
      .once()
      .reply(reply as Reply);
};
const unprepared = ({ preparedId, statements }: ReceivedRequest): Reply =>
  serverError.unprepared((preparedId ?? statements?.[0]?.preparedId)!);

const idempotent = { isIdempotent: true };
const execute: Call = (it, values) => it.session.execute(it.write, values, idempotent);
const batchOf = (it: Connected, values: unknown[]): BatchStatement => new BatchStatement().add(it.write, values);
const batch: Call = (it, values) => it.session.executeBatch(batchOf(it, values), idempotent);

describe('every message of a request has the values of the call:', () => {
  test.each<[string, (it: Connected) => void, Call]>([
    ['on the next node', failOnce(serverError.overloaded()), execute],
    ['on the same node', failOnce(serverError.writeTimeout({ writeType: 'SIMPLE' })), execute],
    ['after the connection was lost', ({ stub }) => void stub.when(write).once().reset(), execute],
    ['after the text was forgotten', failOnce(unprepared), execute],
    [
      'of an unmarked write that cannot have happened',
      failOnce(serverError.unavailable()),
      (it, values) => it.session.execute(it.write, values),
    ],
    [
      'of a bound statement',
      failOnce(serverError.overloaded()),
      (it, values) => it.session.execute(it.write.bind(values), [], idempotent),
    ],
    ['of a batch, on the next node', failOnce(serverError.overloaded(), { opcode: 'BATCH' }), batch],
    ['of a batch whose text was forgotten', failOnce(unprepared, { opcode: 'BATCH' }), batch],
    [
      'of a whole result, page by page',
      () => {},
      (it, values) => it.session.execute(it.read, values, { fetchSize: 1 }),
    ],
    [
      'of a stream, page by page',
      () => {},
      async (it, values) => {
        const stream = await it.session.executeStream(it.read, values, { streamConfig: { fetchSize: 1 } });
        for await (const _ of stream);
      },
    ],
    [
      'of a page that is asked for twice',
      failOnce(serverError.overloaded(), read),
      (it, values) => it.session.executePage(it.read, values),
    ],
  ])('%s', async (_name, prepare, call) => {
    await using it = await connect();
    prepare(it);
    const messages = await messagesOf(it, call);
    expect(messages.length).toBeGreaterThan(1);
    expect(messages).toEqual(messages.map(() => original));
  });

  test('of a speculative execution', async () => {
    const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(1, 1);
    await using it = await connect({ speculativeExecutionPolicy });
    it.stub.when(write).once().drop();
    expect(await messagesOf(it, execute)).toEqual([original, original]);
  });
});

test('a request that waits for its turn has the values of the call', async () => {
  await using it = await connect({ maxConcurrentRequests: 1 });
  const first = it.stub.when('SELECT first').hold();
  const ahead = it.session.execute('SELECT first');
  const waiting = messagesOf(it, (_, values) =>
    Promise.all([it.session.execute(it.write, values), it.session.executeBatch(batchOf(it, values))]),
  );
  first.release();
  await ahead;
  expect(await waiting).toEqual([original, original]);
});

test('a request of a rate-limited session has the values of the call, and a batch its statements', async () => {
  await using it = await connect();
  const limited = new RateLimitedSession(it.session, { maxConcurrent: 1 });
  const messages = await messagesOf(
    it,
    async (_, values) => {
      const collected = batchOf(it, values);
      const calls = [
        limited.execute(it.write, values),
        limited.executeBatch(collected),
        limited.executePage(it.read, values),
      ];
      collected.clear();
      await Promise.all(calls);
    },
    changeWhatIsCopied,
  );
  expect(messages).toEqual([original, original, original]);
});

test('a bound statement and a batch have the values of the moment when they were given', async () => {
  await using it = await connect();
  const values = makeValues();
  const bound = it.write.bind(values);
  const collected = new BatchStatement().add(it.write, values).add(write, values);
  changeWhatIsCopied(values);
  await it.session.execute(bound);
  await it.session.executeBatch(collected);
  expect(it.stub.executions.filter(isOurs).map(valuesOf)).toEqual([original, [...original, ...original]]);
});

test('the paging state of a page belongs to the values of the call', async () => {
  await using it = await connect();
  const values = makeValues();
  const reading = it.session.executePage(it.read, values, { fetchSize: 1 });
  changeInPlace(values);
  const { pagingState } = await reading;
  const next = await it.session.executePage(it.read, makeValues(), { fetchSize: 1, pagingState });
  expect(next.rows.map((row) => row['id'])).toEqual([2]);
});

test('a custom payload is what it was when the call was made', async () => {
  await using it = await connect();
  it.stub.when(write).once().reply(serverError.overloaded());
  const customPayload = { key: Buffer.from('value') };
  const writing = it.session.execute(it.write, makeValues(), { isIdempotent: true, customPayload });
  customPayload.key.fill(0);
  await writing;
  const payloads = it.stub.executions.filter(isOurs).map((request) => request.customPayload);
  expect(payloads).toEqual([{ key: Buffer.from('value') }, { key: Buffer.from('value') }]);
});
