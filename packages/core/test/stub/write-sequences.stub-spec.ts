// No write twice, whatever the nodes answer one after the other: every pair of answers for every kind of write, unmarked and marked. What an
// answer leaves open is written down here from the server's code, not taken from the client.
import { CqlStub, serverError, voidResult, type Reply } from '@async-cassandra/testing';
import {
  AsyncCluster,
  BatchStatement,
  policies,
  type SimpleStatement,
  writeOutcomeOf,
  type AsyncCassandraSession,
  type ExecuteOptions,
} from '../../src/index';

/** A policy of a user who wants everything again, on the next node. */
class Always extends policies.retry.RetryPolicy {
  #again() {
    return this.retryResult(undefined as never, false);
  }
  override onUnavailable = () => this.#again();
  override onReadTimeout = () => this.#again();
  override onWriteTimeout = () => this.#again();
  override onRequestError = () => this.#again();
}

/** `counted`: the coordinator counts the replicas of all that it writes before it sends anything. */
type Kind = 'counted' | 'scattered' | 'conditional' | 'opaque';

const keyed = 'UPDATE t SET v = ? WHERE k = ?';
const named = 'UPDATE t SET v = :v WHERE k = :k';
const counter = 'UPDATE c SET hits = hits + ? WHERE k = ?';
const range = 'DELETE FROM t WHERE k = ? AND c > ?';
const guarded = 'UPDATE t SET v = ? WHERE k = ? IF v = 1';
const several = 'UPDATE t SET v = ? WHERE k IN ?';

type Write = (session: AsyncCassandraSession, options: ExecuteOptions) => Promise<unknown>;

const run =
  (query: string | SimpleStatement, parameters?: object): Write =>
  (session, options) =>
    session.execute(query, parameters, options);

const batch =
  (type: 'logged' | 'unlogged' | 'counter', ...entries: readonly (readonly [string, object?])[]): Write =>
  (session, options) => {
    const statement = new BatchStatement({ type });
    for (const [query, parameters] of entries) statement.add(query, parameters as object);
    return session.executeBatch(statement, options);
  };

const writes: readonly (readonly [string, Kind, Write])[] = [
  ['a text', 'counted', run('INSERT INTO t (k, v) VALUES (1, 1)')],
  ['values by position', 'counted', run(keyed, [1, 7])],
  ['values by name', 'counted', run(named, { k: 7, v: 1 })],
  ['a counter', 'counted', run(counter, [1, 7])],
  ['a range', 'counted', run(range, [7, 1])],
  ['a text with IN', 'scattered', run('DELETE FROM t WHERE k IN (1, 2)')],
  ['values with IN', 'scattered', run(several, [1, [7, 8]])],
  ['a condition', 'conditional', run(guarded, [1, 7])],
  ['a text with a condition', 'conditional', run('INSERT INTO t (k, v) VALUES (1, 1) IF NOT EXISTS')],
  ['a transaction', 'opaque', run('BEGIN TRANSACTION UPDATE t SET v = 1 WHERE k = 1; COMMIT TRANSACTION')],
  ['a logged batch of two partitions', 'counted', batch('logged', [keyed, [1, 7]], [keyed, [1, 8]])],
  ['a logged batch with IN', 'counted', batch('logged', [several, [1, [7, 8]]], [keyed, [1, 8]])],
  ['a logged batch with a condition', 'conditional', batch('logged', [guarded, [1, 7]], [keyed, [1, 7]])],
  ['an unlogged batch of one partition', 'counted', batch('unlogged', [keyed, [1, 7]], [named, { k: 7, v: 2 }])],
  ['an unlogged batch of two partitions', 'scattered', batch('unlogged', [keyed, [1, 7]], [named, { k: 8, v: 2 }])],
  ['an unlogged batch of texts', 'scattered', batch('unlogged', ['DELETE FROM t WHERE k = 1'], [keyed, [1, 1]])],
  ['an unlogged batch with a condition', 'conditional', batch('unlogged', [guarded, [1, 7]])],
  ['a counter batch of one partition', 'counted', batch('counter', [counter, [1, 7]], [counter, [2, 7]])],
  ['a counter batch of two partitions', 'scattered', batch('counter', [counter, [1, 7]], [counter, [1, 8]])],
];

interface Answer {
  readonly reply: Reply;
  /** After which of the kinds it is open whether the write has happened, or will. */
  readonly leavesOpen: readonly Kind[];
}

const all: readonly Kind[] = ['counted', 'scattered', 'conditional', 'opaque'];
const few = { required: 2, alive: 1 };
const accepted: readonly Kind[] = ['scattered', 'conditional', 'opaque'];

const answers: Readonly<Record<string, Answer>> = {
  unavailable: { reply: serverError.unavailable({ ...few, consistency: 'QUORUM' }), leavesOpen: accepted },
  unavailableAll: { reply: serverError.unavailable({ ...few, consistency: 'ALL' }), leavesOpen: accepted },
  unavailableEach: { reply: serverError.unavailable({ ...few, consistency: 'EACH_QUORUM' }), leavesOpen: accepted },
  unavailableSerial: {
    reply: serverError.unavailable({ ...few, consistency: 'SERIAL' }),
    leavesOpen: ['scattered', 'opaque'],
  },
  bootstrapping: { reply: serverError.bootstrapping(), leavesOpen: [] },
  overloaded: { reply: serverError.overloaded(), leavesOpen: all },
  server: { reply: serverError.server(), leavesOpen: all },
  truncate: { reply: serverError.truncate(), leavesOpen: all },
  timeoutSimple: { reply: serverError.writeTimeout({ writeType: 'SIMPLE' }), leavesOpen: all },
  timeoutBatch: { reply: serverError.writeTimeout({ writeType: 'BATCH' }), leavesOpen: all },
  timeoutUnlogged: { reply: serverError.writeTimeout({ writeType: 'UNLOGGED_BATCH' }), leavesOpen: all },
  timeoutBatchLog: { reply: serverError.writeTimeout({ writeType: 'BATCH_LOG' }), leavesOpen: all },
  timeoutCounter: { reply: serverError.writeTimeout({ writeType: 'COUNTER' }), leavesOpen: all },
  timeoutCas: { reply: serverError.writeTimeout({ writeType: 'CAS' }), leavesOpen: all },
  readTimeout: { reply: serverError.readTimeout(), leavesOpen: all },
  writeFailure: { reply: serverError.writeFailure(), leavesOpen: all },
  casUnknown: { reply: serverError.casWriteUnknown(), leavesOpen: all },
};

let stub: CqlStub;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let script: string[] = [];
let given: string[] = [];

beforeAll(async () => {
  stub = await CqlStub.start({ nodes: 4, maxRecordedRequests: 100 });
  const key = { partitionKey: ['k'], keyspace: 'a' };
  const variables = { v: 'int', k: 'int' } as const;
  const shapes: readonly [string, object, object][] = [
    [keyed, variables, { ...key, table: 't' }],
    [named, variables, { ...key, table: 't' }],
    [guarded, variables, { ...key, table: 't' }],
    [counter, { hits: 'counter', k: 'int' }, { ...key, table: 'c' }],
    [range, { k: 'int', c: 'int' }, { ...key, table: 't' }],
    [several, { v: 'int', k: 'list<int>' }, { keyspace: 'a', table: 't' }],
  ];
  const answer = (): Reply => {
    const next = script.shift() ?? 'done';
    given.push(next);
    return answers[next]?.reply ?? voidResult();
  };
  stub.when({ opcode: ['QUERY', 'EXECUTE', 'BATCH'], query: /^(?!SELECT|USE)/ }).reply(answer);
  for (const [query, types, options] of shapes)
    stub
      .when(query)
      .variables(types as never, options)
      .reply(answer);
  cluster = new AsyncCluster({ ...stub.clusterOptions(), retryPolicy: new Always() });
  session = await cluster.connect();
});

afterAll(async () => {
  await cluster.shutdown();
  await stub.close();
});

async function send(write: Write, first: string, second: string, options: ExecuteOptions): Promise<unknown> {
  script = [first, second];
  given = [];
  return write(session, options).then(
    () => 'done',
    (error: unknown) => error,
  );
}

const pairs = Object.keys(answers).flatMap((first) => Object.keys(answers).map((second) => [first, second] as const));

describe.each(writes)('%s', (_name, kind, write) => {
  const leavesOpen = (answer: string): boolean => answers[answer]?.leavesOpen.includes(kind) ?? true;

  test('is sent no more once it may have happened', async () => {
    for (const [first, second] of pairs) {
      const end = await send(write, first, second, {});
      const open = given.findIndex(leavesOpen);
      expect([first, second, given.length]).toEqual([first, second, open < 0 ? given.length : open + 1]);
      if (end !== 'done')
        expect([first, second, writeOutcomeOf(end)]).toEqual([first, second, open < 0 ? 'notApplied' : 'unknown']);
    }
  });

  test('marked, is told of by the worst of its attempts', async () => {
    for (const [first, second] of pairs) {
      const end = await send(write, first, second, { isIdempotent: true });
      if (end === 'done') continue;
      const expected = given.some(leavesOpen) ? 'unknown' : 'notApplied';
      expect([first, second, writeOutcomeOf(end)]).toEqual([first, second, expected]);
    }
  });
});
