import { useKeyspace } from '@async-cassandra/testing/jest';
import {
  AlreadyExistsError,
  AsyncCluster,
  BatchStatement,
  CqlSyntaxError,
  errors,
  InvalidRequestError,
  QueryError,
  SimpleStatement,
  types,
  type AsyncCassandraSession,
} from '../src/index';
import { hasVirtualTables } from './fixture/server-release';

const { consistencies, Uuid } = types;
const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE users (id uuid PRIMARY KEY, name text, age int, email text)');
  await session.execute('CREATE TABLE readings (sensor int, at int, value double, PRIMARY KEY (sensor, at))');
  await session.execute('CREATE TABLE visits (page text PRIMARY KEY, hits counter)');
});

afterAll(() => cluster.shutdown());

interface User {
  id: types.Uuid;
  name: string | null;
  age: number | null;
  email: string | null;
}

async function insertUser(name: string, age: number): Promise<types.Uuid> {
  const id = Uuid.random();
  await session.execute('INSERT INTO users (id, name, age) VALUES (?, ?, ?)', [id, name, age]);
  return id;
}

describe('execute', () => {
  // Cassandra 3.11 has no such table: there the handshake's own account has to do.
  test('speaks protocol v5 by the server’s own account, under our name', async () => {
    const version = Number(process.env['CASSANDRA_PROTOCOL_VERSION'] ?? 5);
    expect(cluster.protocolVersion).toBe(version);
    if (!hasVirtualTables) return;
    const { rows } = await session.execute('SELECT protocol_version, driver_name FROM system_views.clients');
    const ours = rows.filter((row) => row['driver_name'] === '@async-cassandra/core');
    expect(ours.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ours.map((row) => row['protocol_version']))).toContain(version);
  });

  test('takes a text, a simple, a prepared and a bound statement, with parameters by position and by name', async () => {
    const id = await insertUser('Ada', 36);
    const byPosition = 'SELECT name, age FROM users WHERE id = ?';
    const byName = 'SELECT name, age FROM users WHERE id = :userId';
    const prepared = await session.prepare<User>(byPosition);
    const named = await session.prepare<User>(byName);
    const results = [
      await session.execute(`SELECT name, age FROM users WHERE id = ${id.toString()}`),
      await session.execute(byPosition, [id]),
      await session.execute(byName, { userId: id }),
      await session.execute(new SimpleStatement(byPosition, { consistency: consistencies.one }), [id]),
      await session.execute(prepared, [id]),
      await session.execute(prepared.bind([id])),
      await session.execute(named, { userId: id }),
      await session.execute(named.bind({ userId: id })),
    ];
    for (const result of results) expect({ ...result.one() }).toEqual({ name: 'Ada', age: 36 });
  });

  test('gives all rows of a result of many pages, in order', async () => {
    const insert = await session.prepare('INSERT INTO readings (sensor, at, value) VALUES (1, ?, ?)');
    await Promise.all(Array.from({ length: 250 }, (_, at) => session.execute(insert, [at, at / 2])));
    const result = await session.execute('SELECT at, value FROM readings WHERE sensor = 1', [], { fetchSize: 10 });
    expect(result.length).toBe(250);
    expect(result.rows.map(({ at }) => at)).toEqual(Array.from({ length: 250 }, (_, at) => at));
    expect(result.pagingState).toBeNull();
    expect(result.executionInfo.attempts).toHaveLength(26);
  });

  test('fails before memory does when there are more rows than maxRows', async () => {
    const failure = session.execute('SELECT * FROM readings WHERE sensor = 1', [], { fetchSize: 10, maxRows: 35 });
    await expect(failure).rejects.toThrow(QueryError);
    await expect(failure).rejects.toThrow(/more than 35 rows \(maxRows\)/);
  });

  test('leaves a column as it is for undefined and empties it for null', async () => {
    const id = await insertUser('Grace', 37);
    const update = await session.prepare('INSERT INTO users (id, name, age) VALUES (?, ?, ?)');
    await session.execute(update, [id, undefined, null]);
    const user = (await session.execute('SELECT name, age FROM users WHERE id = ?', [id])).one();
    expect({ ...user }).toEqual({ name: 'Grace', age: null });
  });

  test('tells whether the condition of a lightweight transaction held', async () => {
    const id = Uuid.random();
    const insert = 'INSERT INTO users (id, name) VALUES (?, ?) IF NOT EXISTS';
    const first = await session.execute(insert, [id, 'first']);
    const second = await session.execute(insert, [id, 'second']);
    expect([first.wasApplied, second.wasApplied]).toEqual([true, false]);
    expect(second.one()).toMatchObject({ '[applied]': false, name: 'first' });
    const plain = await session.execute('SELECT name FROM users WHERE id = ?', [id]);
    expect(plain.wasApplied).toBeUndefined();
  });

  test('writes with the timestamp that it is given', async () => {
    const id = Uuid.random();
    const timestamp = 1_000_000_000_000;
    await session.execute('INSERT INTO users (id, name) VALUES (?, ?)', [id, 'then'], { timestamp });
    const { rows } = await session.execute('SELECT writetime(name) AS at FROM users WHERE id = ?', [id]);
    expect(String(rows[0]!['at'])).toBe(String(timestamp));
  });

  test('reads the trace of a request that was traced', async () => {
    const traced = await session.execute('SELECT * FROM users LIMIT 1', [], { trace: true });
    const trace = await traced.getQueryTrace({ timeoutMs: 10_000 });
    expect(trace).toMatchObject({ requestType: 'Execute CQL3 query' });
    expect(trace!.events.length).toBeGreaterThan(0);
    expect(trace!.duration).toBeGreaterThan(0);
    expect(trace!.durationMicros).toBe(trace!.duration);
    expect(Math.abs(trace!.startedAt.getTime() - Date.now())).toBeLessThan(3_600_000);
    const untraced = await session.execute('SELECT * FROM users LIMIT 1');
    await expect(untraced.getQueryTrace()).resolves.toBeNull();
  });

  test('says which node answered, how long it took and with how many bytes', async () => {
    const { executionInfo } = await session.execute('SELECT * FROM users LIMIT 1');
    const [node] = cluster.nodes;
    expect(executionInfo).toMatchObject({ coordinator: node!.endpoint, consistency: consistencies.localOne });
    expect(executionInfo.attempts).toEqual([
      { node: node!.endpoint, durationMs: expect.any(Number), outcome: 'success' },
    ]);
    expect(executionInfo.requestBytes).toBeGreaterThan(9);
    expect(executionInfo.responseBytes).toBeGreaterThan(9);
  });

  test('asks only the node that is named', async () => {
    const [node] = cluster.nodes;
    const result = await session.execute('SELECT key FROM system.local', [], { host: node!.endpoint });
    expect(result.executionInfo.coordinator).toBe(node!.endpoint);
    await expect(session.execute('SELECT key FROM system.local', [], { host: '203.0.113.1:9042' })).rejects.toThrow(
      /there is no node 203\.0\.113\.1:9042/,
    );
  });

  test('gives server errors their class, code and fields', async () => {
    await expect(session.execute('SELECT * FROM nowhere')).rejects.toThrow(InvalidRequestError);
    await expect(session.execute('SELEC')).rejects.toThrow(CqlSyntaxError);
    const exists = session.execute('CREATE TABLE users (id int PRIMARY KEY)');
    await expect(exists).rejects.toThrow(AlreadyExistsError);
    await expect(exists).rejects.toMatchObject({ keyspace: keyspace.name, table: 'users', code: 0x2400 });
    const failure: unknown = await session.execute('SELECT * FROM nowhere').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(errors.ResponseError);
    expect(failure).toMatchObject({ executionInfo: { attempts: [{ outcome: 'InvalidRequestError' }] } });
  });

  test('names the column and type of a parameter that does not fit, and sends nothing', async () => {
    const insert = await session.prepare('INSERT INTO users (id, age) VALUES (?, ?)');
    await expect(session.execute(insert, [Uuid.random(), 'secret'])).rejects.toThrow(/"age" \(int\)/);
    await expect(session.execute(insert, [Uuid.random(), 'secret'])).rejects.not.toThrow(/secret/);
    await expect(session.execute(insert, [Uuid.random()])).rejects.toThrow(/2 parameters \(id, age\).*1 value/);
    await expect(session.execute(insert, { id: Uuid.random() })).rejects.toThrow(/age/);
    await expect(session.execute(insert, [Uuid.random(), 1])).resolves.toMatchObject({ length: 0 });
  });

  test('refuses options that cannot be right, by name', async () => {
    const execute = (options: object): Promise<unknown> => session.execute('SELECT key FROM system.local', [], options);
    await expect(execute({ fetchSize: 0 })).rejects.toThrow(/fetchSize/);
    await expect(execute({ consistancy: 1 })).rejects.toThrow(/consistancy/);
    await expect(execute({ executionProfile: 'none' })).rejects.toThrow(/'none'/);
    await expect(execute({ timeoutMs: -1 })).rejects.toThrow(/timeoutMs/);
    await expect(execute({ pagingState: 'AAAA' })).rejects.toThrow(/paging state is damaged/);
  });
});

describe('executeBatch', () => {
  test('runs texts, texts with parameters, prepared and bound statements as one', async () => {
    const prepared = await session.prepare('INSERT INTO readings (sensor, at, value) VALUES (?, ?, ?)');
    const batch = new BatchStatement({ type: 'unlogged' })
      .add('INSERT INTO readings (sensor, at, value) VALUES (2, 0, 0.5)')
      .add('INSERT INTO readings (sensor, at, value) VALUES (2, ?, ?)', [1, 1.5])
      .add(prepared, [2, 2, 2.5])
      .add(prepared.bind({ sensor: 2, at: 3, value: 3.5 }));
    await session.executeBatch(batch);
    const { rows } = await session.execute('SELECT at, value FROM readings WHERE sensor = 2');
    expect(rows.map(({ at, value }) => [at, value])).toEqual([
      [0, 0.5],
      [1, 1.5],
      [2, 2.5],
      [3, 3.5],
    ]);
  });

  test('counts in a counter batch', async () => {
    const hit = await session.prepare('UPDATE visits SET hits = hits + 1 WHERE page = ?');
    const batch = new BatchStatement({ type: 'counter' }).addAll(hit, [['home'], ['home'], ['about']]);
    await session.executeBatch(batch);
    const { rows } = await session.execute('SELECT page, hits FROM visits');
    expect(Object.fromEntries(rows.map(({ page, hits }) => [page, String(hits)]))).toEqual({ home: '2', about: '1' });
  });

  test('refuses an empty batch', async () => {
    await expect(session.executeBatch(new BatchStatement())).rejects.toThrow(/empty/);
  });
});

describe('prepared statements', () => {
  test('are prepared once for concurrent first uses', async () => {
    const query = 'SELECT age FROM users WHERE id = ?';
    const prepared = await Promise.all(Array.from({ length: 10 }, () => session.prepare(query)));
    expect(new Set(prepared.map(({ shared }) => shared)).size).toBe(1);
    expect(prepared[0]!.variables.map(({ name }) => name)).toEqual(['id']);
    expect(prepared[0]!.columns.map(({ name }) => name)).toEqual(['age']);
  });

  test('show a column that is added later, for every user of the statement', async () => {
    await session.execute('CREATE TABLE growing (id int PRIMARY KEY, a int)');
    await session.execute('INSERT INTO growing (id, a) VALUES (1, 2)');
    const one = await session.prepare('SELECT * FROM growing');
    const other = await session.prepare('SELECT * FROM growing');
    expect({ ...(await session.execute(one)).one() }).toEqual({ id: 1, a: 2 });
    await session.execute('ALTER TABLE growing ADD b text');
    await session.execute("INSERT INTO growing (id, b) VALUES (1, 'new')");
    expect({ ...(await session.execute(one)).one() }).toEqual({ id: 1, a: 2, b: 'new' });
    expect(other.columns.map(({ name }) => name)).toEqual(['id', 'a', 'b']);
    await session.execute('ALTER TABLE growing DROP a');
    expect({ ...(await session.execute(other)).one() }).toEqual({ id: 1, b: 'new' });
  });

  test('give the server’s error for a text that cannot be prepared, each time', async () => {
    for (let i = 0; i < 2; i++) {
      await expect(session.prepare('SELECT * FROM nowhere')).rejects.toThrow(InvalidRequestError);
    }
  });
});

describe('the keyspace of a session', () => {
  test('is its own, and set by setKeyspace, by USE and per request', async () => {
    await using other = await cluster.connect();
    expect(other.keyspace).toBeUndefined();
    await expect(other.execute('SELECT * FROM users LIMIT 1')).rejects.toThrow(/No keyspace/);
    await other.execute('SELECT * FROM users LIMIT 1', [], { keyspace: keyspace.name });
    await other.execute('USE system');
    expect(other.keyspace).toBe('system');
    await other.setKeyspace(keyspace.name);
    await other.execute('SELECT * FROM users WHERE id = ?', [Uuid.random()]);
    await other.execute(`USE "${keyspace.name}"`);
    expect([other.keyspace, session.keyspace]).toEqual([keyspace.name, keyspace.name]);
  });

  test('stays as it was when there is no such keyspace, or it cannot be a name', async () => {
    await expect(session.setKeyspace('not_there')).rejects.toThrow(InvalidRequestError);
    await expect(session.setKeyspace('not a name; DROP')).rejects.toThrow(/cannot be a keyspace/);
    expect(session.keyspace).toBe(keyspace.name);
  });
});

describe('a change of the schema', () => {
  test('is agreed on and in the metadata when its promise resolves', async () => {
    const changes: unknown[] = [];
    cluster.on('schemaChanged', (change) => changes.push(change));
    const result = await session.execute('CREATE TABLE fresh (id int PRIMARY KEY, label text)');
    expect(result.executionInfo.schemaInAgreement).toBe(true);
    const table = await cluster.metadata.getTable(keyspace.name, 'fresh');
    expect(table!.columns.map(({ name }) => name)).toEqual(['id', 'label']);
    expect(changes).toContainEqual(
      expect.objectContaining({ change: 'CREATED', target: 'TABLE', keyspace: keyspace.name, name: 'fresh' }),
    );
  });
});

describe('a user type that is registered', () => {
  test('is read and written as its class', async () => {
    class Address {
      readonly street: string;
      readonly number: number;

      constructor(fields: { street: string; number: number }) {
        this.street = fields.street;
        this.number = fields.number;
      }
    }
    await session.execute('CREATE TYPE address (street text, number int)');
    await session.execute('CREATE TABLE homes (id int PRIMARY KEY, address frozen<address>, plain frozen<address>)');
    cluster.registerUserType(keyspace.name, 'address', Address);
    const home = new Address({ street: 'Main Street', number: 7 });
    await session.execute('INSERT INTO homes (id, address) VALUES (?, ?)', [1, home]);
    const row = (await session.execute('SELECT address FROM homes WHERE id = 1')).one();
    expect(row!['address']).toBeInstanceOf(Address);
    expect(row!['address']).toEqual(home);
  });
});

describe('a session that is closed', () => {
  test('takes no new work, while other sessions go on', async () => {
    const short = await cluster.connect(keyspace.name);
    const inFlight = short.execute('SELECT * FROM users LIMIT 1');
    await Promise.all([short.close(), short.close()]);
    expect(short.isClosed).toBe(true);
    await expect(inFlight).resolves.toBeDefined();
    await expect(short.execute('SELECT * FROM users LIMIT 1')).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(session.execute('SELECT * FROM users LIMIT 1')).resolves.toBeDefined();
  });
});
