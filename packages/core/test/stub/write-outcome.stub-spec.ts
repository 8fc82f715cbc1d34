// What an error says about a write, and which writes are sent again: whole requests against scripted nodes. Which server errors prove
// what is the table of `src/statement/write-verdict.spec.ts`; that it is true of real nodes is `test/cluster/write-outcome.cluster-spec.ts`.
import { type CqlStub, rows, serverError, type CqlStubOptions, type Reply } from '@async-cassandra/testing';
import {
  BatchStatement,
  CqlSyntaxError,
  OperationTimedOutError,
  OverloadError,
  policies,
  RateLimitedSession,
  SimpleStatement,
  UnavailableError,
  writeOutcomeOf,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type ExecuteOptions,
} from '../../src/index';
import { connectStub, type ConnectedStub } from './connected-stub';

const connect = (options: AsyncClusterOptions = {}, stubOptions: CqlStubOptions = {}): Promise<ConnectedStub> =>
  connectStub(options, stubOptions, /^(?!USE )/);

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );
/** How each of its sends ended, apart from those to a node that did not know the text. */
const endsOf = (failure: unknown): string[] =>
  (failure as UnavailableError)
    .executionInfo!.attempts.map(({ outcome }) => outcome)
    .filter((outcome) => outcome !== 'UnpreparedError');
const outcomeOf = async (work: Promise<unknown>): Promise<unknown> => writeOutcomeOf(await caught(work));

/** A policy of a user who wants everything again. */
class Always extends policies.retry.RetryPolicy {
  #again() {
    return this.retryResult(undefined as never, false);
  }
  override onUnavailable = () => this.#again();
  override onReadTimeout = () => this.#again();
  override onWriteTimeout = () => this.#again();
  override onRequestError = () => this.#again();
}

const retryPolicy = new Always();
const keyed = 'UPDATE t SET v = ? WHERE k = ?';
const otherTable = 'UPDATE u SET v = ? WHERE k = ?';
const text = (i: number): string => `INSERT INTO t (k, v) VALUES (${i}, 1)`;

type Write = (session: AsyncCassandraSession, options: ExecuteOptions) => Promise<unknown>;
const run =
  (query: string | SimpleStatement, parameters?: unknown[]): Write =>
  (session, options) =>
    session.execute(query, parameters, options);
const batch =
  (type: 'logged' | 'unlogged' | 'counter', ...entries: [string, unknown[]?][]): Write =>
  (session, options) => {
    const statement = new BatchStatement({ type });
    for (const entry of entries) statement.add(...entry);
    return session.executeBatch(statement, options);
  };

// Name, what is sent, and whether UNAVAILABLE proves that nothing was written.
const writes: readonly (readonly [string, Write, boolean])[] = [
  ['a text', run(text(1)), true],
  ['a text with parameters', run(keyed, [1, 2]), true],
  ['a text with IN', run('UPDATE t SET v = 1 WHERE k IN (1, 2)'), false],
  ['a text with parameters and IN', run('UPDATE t SET v = ? WHERE k IN (?, ?)', [1, 2, 3]), false],
  ['a text with a condition', run('UPDATE t SET v = 1 WHERE k = 1 IF v = 2'), false],
  ['a counter', run('UPDATE c SET hits = hits + 1 WHERE k = 1'), true],
  ['a text of an unlogged batch', run(`BEGIN UNLOGGED BATCH ${text(1)}; ${text(2)}; APPLY BATCH`), false],
  ['a text of a logged batch', run(`BEGIN BATCH ${text(1)}; ${text(2)}; APPLY BATCH`), true],
  ['a text of a transaction', run(`BEGIN TRANSACTION ${text(1)}; COMMIT TRANSACTION`), false],
  ['a text of no known kind', run('MERGE INTO t'), false],
  ['TRUNCATE', run('TRUNCATE t'), false],
  ['DDL', run('CREATE ROLE r'), false],
  ['a logged batch', batch('logged', [text(1)], [text(2)]), true],
  ['a logged batch with a condition', batch('logged', [text(1)], [`${text(2)} IF NOT EXISTS`]), false],
  ['an unlogged batch of texts', batch('unlogged', [text(1)], [text(1)]), false],
  ['an unlogged batch of one text', batch('unlogged', [text(1)]), true],
  ['an unlogged batch of one text with IN', batch('unlogged', ['DELETE FROM t WHERE k IN (1, 2)']), false],
  [
    'an unlogged batch of one partition',
    batch('unlogged', [keyed, [1, 7]], [keyed, [2, 7]], [otherTable, [3, 7]]),
    true,
  ],
  ['an unlogged batch of two partitions', batch('unlogged', [keyed, [1, 7]], [keyed, [2, 8]]), false],
  ['an unlogged batch of one partition and a text', batch('unlogged', [keyed, [1, 7]], [text(7)]), false],
  [
    'an unlogged batch of two keyspaces',
    batch('unlogged', [keyed, [1, 7]], ['UPDATE b.t SET v = ? WHERE k = ?', [1, 7]]),
    false,
  ],
  ['a counter batch of two partitions', batch('counter', [keyed, [1, 7]], [keyed, [1, 8]]), false],
  ['a counter batch of one partition', batch('counter', [keyed, [1, 7]], [otherTable, [1, 7]]), true],
];

function describeTables(stub: CqlStub): void {
  const variables = { v: 'int', k: 'int' };
  const key = { partitionKey: ['k'], keyspace: 'a' };
  stub.when(keyed).variables(variables, { ...key, table: 't' });
  stub.when(otherTable).variables(variables, { ...key, table: 'u' });
  stub.when('UPDATE b.t SET v = ? WHERE k = ?').variables(variables, { ...key, keyspace: 'b', table: 't' });
  stub
    .when('UPDATE t SET v = ? WHERE k IN (?, ?)')
    .variables({ v: 'int', k: 'int', k2: 'int' }, { ...key, table: 't' });
}

/** Executions and batches answer with it, each time; the texts can still be prepared. */
function refuse(stub: CqlStub, reply: Reply): void {
  for (const opcode of ['QUERY', 'EXECUTE', 'BATCH'] as const)
    stub
      .when({ opcode, query: /^(?!SELECT|USE)/ })
      .times(1000)
      .reply(reply);
}

describe('an unmarked write, by a policy that wants everything again,', () => {
  test.each(writes)(
    '%s, is repeated after UNAVAILABLE only where that proves that nothing was written',
    async (_, write, isProof) => {
      await using it = await connect({ retryPolicy }, { nodes: 3 });
      describeTables(it.stub);
      refuse(it.stub, serverError.unavailable({ required: 2, alive: 1 }));
      const failure = await caught(write(it.session, {}));
      expect(failure).toBeInstanceOf(UnavailableError);
      expect(writeOutcomeOf(failure)).toBe(isProof ? 'notApplied' : 'unknown');
      expect(endsOf(failure)).toHaveLength(isProof ? 3 : 1);
    },
  );

  test.each(writes)('%s, is never repeated after an error that leaves it open', async (_, write) => {
    await using it = await connect({ retryPolicy }, { nodes: 3 });
    describeTables(it.stub);
    for (const reply of [
      serverError.writeTimeout(),
      serverError.readTimeout(),
      serverError.writeFailure(),
      serverError.readFailure(),
      serverError.overloaded(),
      serverError.server(),
      serverError.truncate(),
      serverError.casWriteUnknown(),
      serverError.cdcWriteFailure(),
    ]) {
      refuse(it.stub, reply);
      const failure = await caught(write(it.session, {}));
      expect(failure).toMatchObject({ writeOutcome: 'unknown' });
      expect(endsOf(failure)).toEqual([(failure as Error).name]);
    }
  });

  test.each(writes)('%s, goes on after a node that is bootstrapping', async (_, write) => {
    await using it = await connect({ retryPolicy }, { nodes: 3 });
    describeTables(it.stub);
    refuse(it.stub, serverError.bootstrapping());
    const failure = await caught(write(it.session, {}));
    expect(failure).toMatchObject({ writeOutcome: 'notApplied' });
    expect(endsOf(failure)).toHaveLength(3);
  });

  test('with a condition, is repeated where Paxos could not begin', async () => {
    await using it = await connect({ retryPolicy }, { nodes: 3 });
    refuse(it.stub, serverError.unavailable({ consistency: 'SERIAL', required: 2, alive: 1 }));
    const failure = await caught(it.session.execute(`${text(1)} IF NOT EXISTS`));
    expect(failure).toMatchObject({ writeOutcome: 'notApplied' });
    expect(endsOf(failure)).toHaveLength(3);
  });
});

describe('the outcome of a write', () => {
  test('is the worst of all its attempts', async () => {
    await using it = await connect({}, { nodes: 3 });
    const write = new SimpleStatement(text(1), { isIdempotent: true });
    it.stub.when(text(1)).times(2).reply(serverError.writeTimeout());
    it.stub.when(text(1)).reply(serverError.unavailable({ required: 2, alive: 1 }));
    const failure = await caught(it.session.execute(write));
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(failure).toMatchObject({ writeOutcome: 'unknown' });
    expect(endsOf(failure)).toEqual(['WriteTimeoutError', 'WriteTimeoutError', 'UnavailableError', 'UnavailableError']);
  });

  test('is in doubt while a second attempt has not been answered', async () => {
    const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(5, 1);
    await using it = await connect({ speculativeExecutionPolicy }, { nodes: 2 });
    const held = it.stub.when(text(1)).once().hold();
    it.stub.when(text(1)).reply(serverError.invalid());
    const failure = await caught(it.session.execute(text(1), [], { isIdempotent: true }));
    expect(failure).toMatchObject({ name: 'InvalidRequestError', writeOutcome: 'unknown' });
    held.release();
  });

  test.each([
    ['never sent: every node is gone', 'notApplied'],
    ['sent and not answered', 'unknown'],
    ['sent, and the connection was lost', 'unknown'],
  ])('of one that was %s, is %s', async (how, outcome) => {
    const reconnectionPolicy = new policies.reconnection.ConstantReconnectionPolicy(60_000);
    await using it = await connect({ reconnectionPolicy, requestTimeoutMs: how.endsWith('answered') ? 50 : 10_000 });
    if (how.startsWith('never')) {
      const down = new Promise((resolve) => it.cluster.once('nodeDown', resolve));
      await it.stub.node(0).stop();
      await down;
    } else if (how.endsWith('answered')) it.stub.when(text(1)).drop();
    else it.stub.when(text(1)).reset();
    expect(await outcomeOf(it.session.execute(text(1)))).toBe(outcome);
  });

  test('of one whose time ends in the queue is notApplied, and of the one before it unknown', async () => {
    await using it = await connect({ maxConcurrentRequests: 1 });
    it.stub.when(text(1)).drop();
    const [sent, queued] = await Promise.all(
      // The one in the queue ends first: else it is sent when the other makes room.
      [400, 50].map((timeoutMs) => caught(it.session.execute(text(1), [], { timeoutMs }))),
    );
    for (const failure of [sent, queued]) expect(failure).toBeInstanceOf(OperationTimedOutError);
    expect([sent, queued].map(writeOutcomeOf)).toEqual(['unknown', 'notApplied']);
  });

  test('is told to each request of a session that closes, by an error of its own', async () => {
    await using it = await connect({ maxConcurrentRequests: 1 });
    it.stub.when(text(1)).drop();
    const failures = [1, 1].map((i) => caught(it.session.execute(text(i))));
    await it.stub.received(1);
    await it.session.close();
    await it.cluster.shutdown();
    const [sent, queued] = await Promise.all(failures);
    expect([sent, queued].map(writeOutcomeOf)).toEqual(['unknown', 'notApplied']);
    expect(sent).not.toBe(queued);
    expect(await outcomeOf(it.session.execute(text(1)))).toBe('notApplied');
  });

  test('is applied where only the answer could not be handed over', async () => {
    await using it = await connect();
    const two = rows({ a: 'int' }, [[1], [2]]);
    it.stub.when(text(1)).reply(two);
    it.stub.when(`${text(1)} IF NOT EXISTS`).reply(two);
    expect(await outcomeOf(it.session.execute(text(1), [], { maxRows: 1 }))).toBe('applied');
    expect(await outcomeOf(it.session.execute(`${text(1)} IF NOT EXISTS`, [], { maxRows: 1 }))).toBe('unknown');
  });

  test('is notApplied where the statement is wrong, or could not be prepared', async () => {
    await using it = await connect({ requestTimeoutMs: 100 });
    describeTables(it.stub);
    const wrong = 'UPDAT t SET v = ? WHERE k = ?';
    it.stub.when({ opcode: 'PREPARE', query: 'UPDATE q SET v = ?' }).drop();
    it.stub.when({ opcode: 'PREPARE', query: wrong }).reply(serverError.syntax());
    const syntax = await caught(it.session.execute(wrong, [1, 2]));
    expect(syntax).toBeInstanceOf(CqlSyntaxError);
    expect(writeOutcomeOf(syntax)).toBe('notApplied');
    const works: [string, () => Promise<unknown>][] = [
      ['a value of the wrong type', () => it.session.execute(keyed, ['x', 1])],
      ['too few values', () => it.session.execute(keyed, [1])],
      ['PREPARE without an answer', () => it.session.execute('UPDATE q SET v = ?', [1])],
      ['an option', () => it.session.execute(text(1), [], { executionProfile: 'none' })],
      ['an empty batch', () => it.session.executeBatch(new BatchStatement())],
      ['a batch entry', () => it.session.executeBatch(new BatchStatement().add(keyed, [1]))],
      ['a page', () => it.session.executePage(keyed, [1])],
      ['a stream', () => it.session.executeStream(keyed, [1])],
    ];
    for (const [what, work] of works) expect([what, await outcomeOf(work())]).toEqual([what, 'notApplied']);
  });

  test('is notApplied where this process refuses it, and with a rate limit', async () => {
    await using it = await connect({ maxConcurrentRequests: 1, maxQueuedRequests: 0 });
    it.stub.when(text(1)).drop();
    const limited = new RateLimitedSession(it.session, { maxConcurrent: 1, maxQueued: 0 });
    const first = caught(limited.execute(text(1), [], { timeoutMs: 200 }));
    await it.stub.received(1);
    for (const refused of [await caught(it.session.execute(text(2))), await caught(limited.execute(text(2)))]) {
      expect(refused).toBeInstanceOf(OverloadError);
      expect(writeOutcomeOf(refused)).toBe('notApplied');
    }
    expect(writeOutcomeOf(await first)).toBe('unknown');
  });

  test('is not told of a read, nor by the reason of a signal', async () => {
    await using it = await connect();
    it.stub.when('SELECT a').reply(serverError.server());
    expect(await caught(it.session.execute('SELECT a'))).not.toHaveProperty('writeOutcome');
    await expect(it.session.execute('SELECT a', [], { executionProfile: 'none' })).rejects.not.toHaveProperty(
      'writeOutcome',
    );
    it.stub.when(text(1)).drop();
    const reason = new Error('enough');
    expect(await caught(it.session.execute(text(1), [], { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(reason).not.toHaveProperty('writeOutcome');
  });
});
