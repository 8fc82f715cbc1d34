import { promisify } from 'node:util';
import { useKeyspace } from '@async-cassandra/testing/jest';
import * as driver from 'cassandra-driver';
import { Client, concurrent, errors, ExecutionProfile, policies, types, type QueryOptions } from '../src/index';
import { optionsOf } from './options.spec-support';

const keyspace = useKeyspace();
const id = types.Uuid.random();
let client: InstanceType<typeof Client>;

beforeAll(async () => {
  client = new Client({
    ...optionsOf(keyspace),
    profiles: [new ExecutionProfile('slow', { consistency: types.consistencies.one, readTimeout: 30_000 })],
  });
  await client.connect();
  await client.execute('CREATE TABLE users (id uuid PRIMARY KEY, name text, age int, visits bigint, tags set<text>)');
  await client.execute('CREATE TABLE hits (page text PRIMARY KEY, count counter)');
});

afterAll(() => client.shutdown());

describe('execute', () => {
  const insert = 'INSERT INTO users (id, name, age, visits, tags) VALUES (?, ?, ?, ?, ?)';
  const select = 'SELECT * FROM users WHERE id = ?';

  test.each([{ prepare: true }, { prepare: false }])('writes and reads values by position: %j', async (options) => {
    const values = [id, 'Ada', 36, types.Long.fromNumber(5), ['a', 'b']];
    const written = await client.execute(insert, values, options);
    expect(written).toMatchObject({ columns: null, rows: undefined, pageState: null });
    const result = await client.execute(select, [id], options);
    expect(result.rowLength).toBe(1);
    expect(result).toBeInstanceOf((types as unknown as { ResultSet: typeof Object }).ResultSet);
    const row = result.first();
    expect(row).toBeInstanceOf((types as unknown as { Row: typeof Object }).Row);
    expect([row['name'], row.get('age'), row.get(0)]).toEqual(['Ada', 36, id]);
    expect(row['visits']).toEqual(types.Long.fromNumber(5));
    const seen: unknown[] = [];
    row.forEach((...entry: unknown[]) => seen.push(entry));
    expect(seen).toEqual(Object.entries(row).map(([name, value]) => [value, name]));
    expect(result.info.queriedHost).toBe(client.hosts.keys()[0]);
    expect(result.info.triedHosts).toEqual({ [client.hosts.keys()[0]!]: null });
    expect(result.info.achievedConsistency).toBe(types.consistencies.localOne);
  });

  test('takes names, and leaves out what is undefined', async () => {
    const other = types.Uuid.random();
    const named = 'INSERT INTO users (id, name, age) VALUES (:id, :name, :age)';
    await client.execute(named, { id: other, name: 'Bob', age: undefined }, { prepare: true });
    expect((await client.execute(select, { id: other }, { prepare: true })).first()).toMatchObject({
      name: 'Bob',
      age: null,
    });
    await expect(client.execute(named, { id: other }, { prepare: true })).rejects.toThrow(errors.ArgumentError);
  });

  test('calls back in each of its forms', async () => {
    const query = 'SELECT key FROM system.local';
    const forms: ((done: driver.ValueCallback<types.ResultSet>) => void)[] = [
      (done) => client.execute(query, done),
      (done) => client.execute(query, [], done),
      (done) => client.execute(query, [], {}, done),
      (done) => client.batch(["INSERT INTO users (id, name) VALUES (0e3c7a8e-1df4-4f8f-9c68-6f1a2b1d9a33, 'x')"], done),
    ];
    for (const form of forms) expect(await promisify(form)()).toHaveProperty('info.queriedHost');
    const failed = promisify((done: driver.ValueCallback<types.ResultSet>) => client.execute('SELECT nope', done));
    await expect(failed()).rejects.toBeInstanceOf(errors.ResponseError);
  });

  test('takes an option of the call before the profile, and the profile before the client', async () => {
    const level = async (options?: QueryOptions): Promise<number> =>
      (await client.execute('SELECT key FROM system.local', [], options)).info.achievedConsistency;
    expect(await level()).toBe(types.consistencies.localOne);
    expect(await level({ executionProfile: 'slow' })).toBe(types.consistencies.one);
    expect(await level({ executionProfile: 'slow', consistency: types.consistencies.quorum })).toBe(
      types.consistencies.quorum,
    );
    const given = new ExecutionProfile('given', { consistency: types.consistencies.all });
    expect(await level({ executionProfile: given })).toBe(types.consistencies.all);
    await expect(level({ executionProfile: 'none' })).rejects.toThrow('Execution profile "none" not found');
    const { RoundRobinPolicy } = policies.loadBalancing;
    const started = new ExecutionProfile('lb', { loadBalancing: new RoundRobinPolicy() });
    await expect(level({ executionProfile: started })).rejects.toThrow(errors.ArgumentError);
  });

  test('says whether a condition held', async () => {
    const values = [types.Uuid.random(), 'Eve'];
    const once = 'INSERT INTO users (id, name) VALUES (?, ?) IF NOT EXISTS';
    expect((await client.execute(once, values)).wasApplied()).toBe(true);
    expect((await client.execute(once, values)).wasApplied()).toBe(false);
    expect((await client.execute('SELECT key FROM system.local')).wasApplied()).toBe(true);
  });

  test('records a trace that the metadata reads', async () => {
    const { info } = await client.execute('SELECT key FROM system.local', [], { traceQuery: true });
    const trace = await client.metadata.getTrace(info.traceId, types.consistencies.one);
    expect(trace).toMatchObject({ requestType: 'Execute CQL3 query', duration: expect.any(Number) });
    expect(trace.events.length).toBeGreaterThan(0);
  });

  test('follows USE, and an assigned keyspace', async () => {
    const mine = new Client({ ...optionsOf(keyspace), keyspace: undefined });
    try {
      await mine.execute(`USE ${keyspace.name}`);
      expect(mine.keyspace).toBe(keyspace.name);
      expect((await mine.execute(select, [id])).rowLength).toBe(1);
      mine.keyspace = 'system';
      expect((await mine.execute('SELECT key FROM local')).rowLength).toBe(1);
    } finally {
      await mine.shutdown();
    }
    await expect(mine.execute(select, [id])).rejects.toThrow('Connecting after shutdown is not supported');
  });

  test('is what executeConcurrent of the driver calls', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [types.Uuid.random(), `user ${i}`]);
    const text = 'INSERT INTO users (id, name) VALUES (?, ?)';
    // The function of cassandra-driver takes the client as it is declared there.
    const { errors: failed, resultItems } = await concurrent.executeConcurrent(client, text, rows, {
      collectResults: true,
    });
    expect(failed).toEqual([]);
    expect(resultItems).toHaveLength(rows.length);
  });
});

describe('batch', () => {
  const insert = 'INSERT INTO users (id, name) VALUES (?, ?)';

  test('writes all statements, logged or not, prepared or not', async () => {
    const ids = [types.Uuid.random(), types.Uuid.random()];
    for (const options of [{ prepare: true }, { logged: false }]) {
      await client.batch(
        ids.map((each) => ({ query: insert, params: [each, 'batched'] })),
        options,
      );
      const { rows } = await client.execute('SELECT name FROM users WHERE id IN ?', [ids], { prepare: true });
      expect(rows.map(({ name }) => name as string)).toEqual(['batched', 'batched']);
      await client.execute('DELETE FROM users WHERE id IN ?', [ids], { prepare: true });
    }
  });

  test('counts', async () => {
    const hit = { query: 'UPDATE hits SET count = count + 1 WHERE page = ?', params: ['/'] };
    await client.batch([hit, hit], { counter: true, prepare: true });
    expect((await client.execute('SELECT count FROM hits')).first()['count']).toEqual(types.Long.fromNumber(2));
  });

  test('is refused where it is empty, or a statement has no text', async () => {
    await expect(client.batch([])).rejects.toThrow('Queries array should not be empty');
    await expect(client.batch([insert, undefined as never])).rejects.toThrow('Invalid query at index 1');
    await expect(client.batch('x' as never)).rejects.toThrow(errors.ArgumentError);
  });
});

describe('an error', () => {
  const query = 'SELECT nope FROM users';

  test('of the server has the class, the code, the query and the coordinator of cassandra-driver', async () => {
    const stock = new driver.Client(optionsOf(keyspace));
    try {
      const [ours, theirs] = await Promise.all(
        [client, stock].map((each) => each.execute(query).catch((error) => error as Error)),
      );
      const {
        name,
        code,
        message,
        query: text,
        coordinator,
      } = theirs as errors.ResponseError & Record<string, unknown>;
      expect(ours).toMatchObject({ name, code, message, query: text, coordinator });
      expect(ours).toBeInstanceOf(errors.ResponseError);
    } finally {
      await stock.shutdown();
    }
  });

  test('of the number of values is the server’s, of a value a TypeError', async () => {
    const select = 'SELECT * FROM users WHERE id = ?';
    await expect(client.execute(select, [])).rejects.toMatchObject({
      code: types.responseErrorCodes.invalid,
      name: 'ResponseError',
    });
    await expect(client.execute(select, [12], { prepare: true })).rejects.toThrow(TypeError);
  });

  test('of connecting names every host', async () => {
    const nowhere = new Client({ contactPoints: ['127.0.0.1:1'], localDataCenter: 'dc1' });
    const error = await nowhere.connect().catch((reason: unknown) => reason as errors.NoHostAvailableError);
    expect(error).toBeInstanceOf(errors.NoHostAvailableError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^All host\(s\) tried for query failed\. First host tried, 127\.0\.0\.1:1/),
    });
    expect(Object.keys((error as errors.NoHostAvailableError).innerErrors as object)).toEqual(['127.0.0.1:1']);
    await nowhere.shutdown();
  });
});

describe('a client', () => {
  test('shows its hosts, its state and its metadata', async () => {
    const [host] = client.hosts.values();
    expect(host).toMatchObject({
      address: client.hosts.keys()[0],
      datacenter: keyspace.clusterOptions().localDatacenter,
    });
    expect(host!.isUp()).toBe(true);
    expect(host!.getCassandraVersion().length).toBeGreaterThan(2);
    const state = client.getState();
    expect(state.getConnectedHosts()).toEqual([host]);
    expect(state.getOpenConnections(host!)).toBe(1);
    expect(state.getInFlightQueries(host!)).toBe(0);
    const table = await client.metadata.getTable(keyspace.name, 'users');
    expect(table.partitionKeys.map(({ name }) => name)).toEqual(['id']);
    expect(table).toMatchObject({ indexInterval: null, nodesync: null });
    const byCallback = promisify((done: driver.ValueCallback<unknown>) =>
      client.metadata.getTable(keyspace.name, 'none', done as never),
    );
    expect(await byCallback()).toBeNull();
    expect(client.metadata.keyspaces[keyspace.name]!.strategy).toMatch(/Strategy$/);
    const token = client.metadata.newToken('12');
    expect(client.metadata.getReplicas(keyspace.name, token)).toEqual([host]);
    expect(client.getReplicas(keyspace.name, id.getBuffer())).toEqual([host]);
    await client.metadata.refreshKeyspace(keyspace.name);
  });

  test('says in its log what it does, and once which options do nothing', async () => {
    const other = new Client({ ...optionsOf(keyspace), maxPrepared: 10, pooling: { warmup: false } });
    const lines: string[] = [];
    other.on('log', (level: string, name: string, message: string) => lines.push(`${level} ${name}: ${message}`));
    await other.connect();
    await other.connect();
    await other.shutdown();
    expect(lines.filter((line) => line.startsWith('warning'))).toEqual([
      expect.stringMatching(/^warning \w+: Options without effect: 'maxPrepared': .*'pooling.warmup': /),
    ]);
    expect(lines).toContainEqual(expect.stringContaining('Shutting down'));
  });

  test('has the engine at hand', async () => {
    expect(client.session.keyspace).toBe(keyspace.name);
    expect((await client.session.execute('SELECT key FROM system.local')).length).toBe(1);
    expect(client.cluster.nodes).toHaveLength(1);
  });
});
