// Every error of the server that a real one can be made to give, by what makes it; `test/stub/server-errors.stub-spec.ts` has the others.
import { startCassandra, type CassandraFixture } from '@async-cassandra/testing';
import {
  AlreadyExistsError,
  AsyncCluster,
  BatchStatement,
  ConfigError,
  CqlSyntaxError,
  errors,
  FunctionFailureError,
  InvalidRequestError,
  OverloadedError,
  policies,
  ReadFailureError,
  ReadTimeoutError,
  ServerResponseError,
  TruncateError,
  types,
  UnavailableError,
  WriteFailureError,
  WriteTimeoutError,
  type AsyncCassandraSession,
} from '../../src/index';

const { consistencies } = types;

/** Short time limits, so that a replica that hangs is missed soon; and limits that are easy to reach. */
const config = {
  read_request_timeout: '1s',
  range_request_timeout: '1s',
  write_request_timeout: '1s',
  counter_write_request_timeout: '1s',
  cas_contention_timeout: '1s',
  truncate_request_timeout: '2s',
  tombstone_warn_threshold: 50,
  tombstone_failure_threshold: 100,
  native_transport_max_request_data_in_flight_per_ip: '5MiB',
  native_transport_max_request_data_in_flight: '5MiB',
  cdc_enabled: true,
  cdc_total_space: '8MiB',
  cdc_free_space_check_interval: '100ms',
};

let fixture: CassandraFixture;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let keyspace: string;

beforeAll(async () => {
  // No node starts again: its schema need not be on the disk.
  const jvmOptions = ['-Dcassandra.unsafesystem=true'];
  fixture = await startCassandra({ provider: 'jvm', nodes: 3, heapMb: 320, config, jvmOptions, progress: false });
  keyspace = await fixture.createKeyspace('errors');
  cluster = new AsyncCluster({
    ...fixture.clusterOptions(),
    retryPolicy: new policies.retry.FallthroughRetryPolicy(),
    requestTimeoutMs: 60_000,
    // Nothing of ours shall come before the server's answer.
    idleHeartbeatIntervalMs: 0,
  });
  session = await cluster.connect(keyspace);
  await session.execute('CREATE TABLE t (id int PRIMARY KEY, value int, content blob)');
  await session.execute('CREATE TABLE counted (id int PRIMARY KEY, hits counter)');
  await session.execute('CREATE TABLE series (id int, at int, value int, PRIMARY KEY (id, at))');
});
afterAll(async () => {
  await cluster?.shutdown();
  await fixture?.stop();
});

/** Writes until all replicas have answered in time: on a busy machine the server's time limit is short for what only prepares a test. */
async function written(write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (!(error instanceof WriteTimeoutError)) throw error;
    }
  }
}

async function failureOf(request: Promise<unknown>): Promise<ServerResponseError> {
  const failure: unknown = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ServerResponseError);
  expect(failure).toBeInstanceOf(errors.ResponseError);
  const { executionInfo } = failure as ServerResponseError;
  expect(executionInfo!.attempts.at(-1)!.outcome).toBe((failure as Error).name);
  return failure as ServerResponseError;
}

const all = { consistency: consistencies.all };
const coordinator = () => ({ host: `${fixture.node(0).address}:${fixture.port}` });

describe('a statement that cannot run', () => {
  test.each([
    ['CqlSyntaxError', 'SELEC * FROM t', CqlSyntaxError, { code: 0x2000 }],
    ['InvalidRequestError', 'SELECT nothing FROM t', InvalidRequestError, { code: 0x2200 }],
    [
      'AlreadyExistsError of a table',
      'CREATE TABLE t (id int PRIMARY KEY)',
      AlreadyExistsError,
      () => ({ code: 0x2400, keyspace, table: 't' }),
    ],
    [
      'AlreadyExistsError of a keyspace',
      () => `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
      AlreadyExistsError,
      () => ({ code: 0x2400, keyspace, table: undefined }),
    ],
    [
      'ConfigError',
      "CREATE KEYSPACE odd WITH replication = {'class': 'NoSuchStrategy', 'replication_factor': 1}",
      ConfigError,
      { code: 0x2300 },
    ],
  ])('%s', async (_, query, type, fields) => {
    const failure = await failureOf(session.execute(typeof query === 'string' ? query : query()));
    expect(failure).toBeInstanceOf(type);
    expect(failure).toMatchObject(typeof fields === 'function' ? fields() : fields);
  });

  test('FunctionFailureError', async () => {
    await session.execute(
      'CREATE FUNCTION fails(x int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS \'throw new RuntimeException("no");\'',
    );
    await session.execute('INSERT INTO t (id, value) VALUES (1, 1)');
    const failure = await failureOf(session.execute('SELECT fails(value) FROM t WHERE id = 1'));
    expect(failure).toBeInstanceOf(FunctionFailureError);
    expect(failure).toMatchObject({ code: 0x1400, keyspace, functionName: 'fails', argTypes: ['int'] });
  });
});

describe('too much of something', () => {
  test('OverloadedError: more bytes in flight than the server takes', async () => {
    const insert = await session.prepare('INSERT INTO t (id, content) VALUES (?, ?)');
    const content = Buffer.alloc(3 * 1024 * 1024);
    const refused: unknown[] = [];
    // On a busy machine the server may be done with one before we have sent the next.
    while (!refused.some((error) => error instanceof OverloadedError)) {
      const writes = Array.from({ length: 40 }, (_, id) => session.execute(insert, [id, content]));
      for (const outcome of await Promise.allSettled(writes)) {
        if (outcome.status === 'rejected') refused.push(outcome.reason);
      }
    }
    expect(refused.find((error) => error instanceof OverloadedError)).toMatchObject({ code: 0x1001 });
    // What was taken may be too much for a slow disk: the server says that as well.
    for (const error of refused) expect([OverloadedError, WriteTimeoutError]).toContain((error as Error).constructor);
    // It was an answer, not a stall: the connections are as good as before.
    expect(cluster.nodes.map(({ openConnections }) => openConnections)).toEqual([1, 1, 1]);
    await expect(session.execute('SELECT id FROM t LIMIT 1')).resolves.toBeDefined();
  });

  test('ReadFailureError: more tombstones than a replica reads over', async () => {
    const remove = await session.prepare('DELETE FROM series WHERE id = 1 AND at = ?');
    await Promise.all(Array.from({ length: 150 }, (_, at) => written(() => session.execute(remove, [at], all))));
    const failure = await failureOf(session.execute('SELECT * FROM series WHERE id = 1', [], all));
    expect(failure).toBeInstanceOf(ReadFailureError);
    const { reasons, ...fields } = failure as ReadFailureError;
    const { consistency, required } = { consistency: consistencies.all, required: 3 };
    expect(fields).toMatchObject({
      code: 0x1300,
      consistency,
      consistencies: consistency,
      required,
      blockFor: required,
    });
    expect(fields.failures).toBeGreaterThan(0);
    expect(fields.isDataPresent).toBe(false);
    for (const [address, reason] of Object.entries(reasons)) {
      expect(fixture.contactPoints).toContain(address);
      // The protocol's code for too many tombstones.
      expect(reason).toBe(1);
    }
  });

  test('WriteFailureError: replicas have no space left for change data capture', async () => {
    await session.execute('CREATE TABLE captured (id int PRIMARY KEY, content blob) WITH cdc = true');
    const insert = await session.prepare('INSERT INTO captured (id, content) VALUES (?, ?)');
    const content = Buffer.alloc(512 * 1024);
    let failure: unknown;
    for (let id = 0; failure === undefined; id++) {
      failure = await session.execute(insert, [id, content], all).then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    expect(failure).toBeInstanceOf(WriteFailureError);
    const { reasons, ...fields } = failure as WriteFailureError;
    expect(fields).toMatchObject({ code: 0x1500, consistency: consistencies.all, required: 3, writeType: 'SIMPLE' });
    expect(fields.failures).toBe(Object.keys(reasons).length);
    // 0: the protocol has no code for it.
    expect(new Set(Object.values(reasons))).toEqual(new Set([0]));
  });
});

describe('a lightweight transaction among many', () => {
  test('WriteTimeoutError of type CAS, with how often it met another', async () => {
    const update = await session.prepare('UPDATE t SET value = ? WHERE id = 1 IF value = ?');
    let contended: WriteTimeoutError | undefined;
    const contend = async (i: number): Promise<void> => {
      // By luck it can also be a CasWriteUnknownError, or a ReadTimeoutError.
      const failure: unknown = await session.execute(update, [i, i + 1]).catch((error: unknown) => error);
      if (failure instanceof WriteTimeoutError && failure.contentions! > 0) contended = failure;
    };
    while (contended === undefined) await Promise.all(Array.from({ length: 300 }, (_, i) => contend(i)));
    expect(contended).toMatchObject({ code: 0x1100, writeType: 'CAS', consistency: consistencies.serial });
    // Depending on the phase in which it failed, the server counts one more than a quorum.
    expect([2, 3]).toContain(contended.required);
  });
});

describe('a replica that hangs', () => {
  beforeAll(() => fixture.node(2).pause());
  afterAll(() => fixture.node(2).resume());

  const missesOne = {
    consistency: consistencies.all,
    consistencies: consistencies.all,
    received: 2,
    required: 3,
    blockFor: 3,
  };
  const insert = (id: number) => `INSERT INTO t (id, value) VALUES (${id}, 1)`;

  test('ReadTimeoutError', async () => {
    const failure = await failureOf(session.execute('SELECT * FROM t WHERE id = 1', [], { ...all, ...coordinator() }));
    expect(failure).toBeInstanceOf(ReadTimeoutError);
    expect(failure).toMatchObject({ code: 0x1200, ...missesOne, isDataPresent: true });
  });

  test.each([
    ['SIMPLE', () => session.execute(insert(1), [], { ...all, ...coordinator() }), missesOne],
    [
      'COUNTER',
      () => session.execute('UPDATE counted SET hits = hits + 1 WHERE id = 1', [], { ...all, ...coordinator() }),
      {},
    ],
    [
      'BATCH_LOG',
      () => session.executeBatch(new BatchStatement().add(insert(1)).add(insert(2)), { ...all, ...coordinator() }),
      { consistency: consistencies.two, received: 1, required: 2 },
    ],
    [
      'UNLOGGED_BATCH',
      () => session.executeBatch(unlogged().add(insert(1)).add(insert(2)), { ...all, ...coordinator() }),
      missesOne,
    ],
  ])('WriteTimeoutError of type %s', async (writeType, write, fields) => {
    const failure = await failureOf(write());
    expect(failure).toBeInstanceOf(WriteTimeoutError);
    expect(failure).toMatchObject({ code: 0x1100, writeType, ...fields });
    expect(failure).toMatchObject({ contentions: undefined });
  });

  test('TruncateError', async () => {
    const failure = await failureOf(session.execute('TRUNCATE series', [], coordinator()));
    expect(failure).toBeInstanceOf(TruncateError);
    expect(failure).toMatchObject({ code: 0x1003 });
  });
});

describe('a replica that is dead', () => {
  test('UnavailableError, once the coordinator knows', async () => {
    await fixture.node(2).stop();
    const read = () => failureOf(session.execute('SELECT * FROM t WHERE id = 1', [], { ...all, ...coordinator() }));
    let failure = await read();
    while (!(failure instanceof UnavailableError)) failure = await read();
    const { consistency } = { consistency: consistencies.all };
    expect(failure).toMatchObject({ code: 0x1000, consistency, consistencies: consistency, required: 3, alive: 2 });
  });
});

const unlogged = (): BatchStatement => new BatchStatement({ type: 'unlogged' });
