// Values are exact, or an error: the inputs of which each once was stored, read or found as another one.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster, BatchStatement, Row, SimpleStatement, types, type AsyncCassandraSession } from '../src/index';
import { readsIsoTimestamps } from './fixture/server-release';

const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
});

afterAll(() => cluster.shutdown());

describe('what is stored', () => {
  const huge = `7f${'ab'.repeat(2000)}`;

  beforeAll(async () => {
    await session.execute(
      `CREATE TABLE odd (k int PRIMARY KEY, n int, t time, d decimal, v varint, at timestamp, i inet,
        dm frozen<map<decimal, int>>, vm frozen<map<varint, int>>, vs frozen<set<varint>>, ts map<timestamp, int>, fm map<double, int>, bm map<blob, int>)`,
    );
  });

  it('is an error that names its column where JavaScript has no value for it, and the rest is read', async () => {
    await session.execute(
      'INSERT INTO odd (k, n, t, at) VALUES (1, 7, blobAsTime(0x7fffffffffffffff), blobAsTimestamp(0x7fffffffffffffff))',
    );
    await expect(session.execute('SELECT t FROM odd WHERE k = 1')).rejects.toThrow(/"t" \(time\)/);
    await expect(session.execute('SELECT at FROM odd WHERE k = 1')).rejects.toThrow(
      /"at" \(timestamp\).*toUnixTimestamp/,
    );
    const rest = await session.execute('SELECT n, toUnixTimestamp(at) AS ms FROM odd WHERE k = 1');
    expect([rest.one()?.['n'], String(rest.one()?.['ms'])]).toEqual([7, '9223372036854775807']);
  });

  it('has a text of its own size, whatever number it is', async () => {
    const digits = BigInt(`0x${huge}`).toString();
    await session.execute(
      `INSERT INTO odd (k, d, v, vm, vs) VALUES (2, blobAsDecimal(0x00000002), blobAsVarint(0x${huge}), {${digits}: 1}, {${digits}})`,
    );
    await session.execute('UPDATE odd SET dm = ?, i = ? WHERE k = 2', [
      new Map(Array.from({ length: 30 }, (_, index) => [`${index + 1}E-500000000`, index])),
      '0:1:0:2:0:3:4:5',
    ]);
    const row = (await session.execute('SELECT d, v, vm, vs, dm, i FROM odd WHERE k = 2')).one()!;
    expect([`${row['d']}`, `${row['v']}`, row['vm']]).toEqual(['0.00', digits, { [digits]: 1 }]);
    expect(`${row['i']}`).toBe('::1:0:2:0:3:4:5');
    expect(Object.entries(row['dm'] as object)).toHaveLength(30);
    expect(row['dm']).toMatchObject({ '1E-500000000': 0, '3.0E-499999999': 29 });
    const json = JSON.stringify(row);
    expect(json.length).toBeLessThan(20_000);
    expect(JSON.parse(json)).toMatchObject({ v: digits, vs: [digits], i: '::1:0:2:0:3:4:5' });
  });

  it('keeps every entry of a map under a name of its own, which finds the entry again', async () => {
    await session.execute(
      `INSERT INTO odd (k, ts, fm, bm) VALUES (3, {'2024-02-29T00:00:00.001Z': 1, '2024-02-29T00:00:00.002Z': 2},
        {0.0: 1, -0.0: 2, NaN: 3, Infinity: 4}, {0xff: 1, 0xfe: 2, 0x: 3})`,
    );
    const read = async (): Promise<unknown[]> =>
      (await session.execute('SELECT ts, fm, bm FROM odd WHERE k = 3')).one()!.values();
    const values = await read();
    expect(values).toEqual([
      { '2024-02-29T00:00:00.001Z': 1, '2024-02-29T00:00:00.002Z': 2 },
      { '0': 1, '-0': 2, NaN: 3, Infinity: 4 },
      { '0xff': 1, '0xfe': 2, '0x': 3 },
    ]);
    await session.execute('UPDATE odd SET ts = ?, fm = ?, bm = ? WHERE k = 3', values);
    expect(await read()).toEqual(values);
  });
});

describe('a text that a type accepts is what the server takes it for, or is refused', () => {
  const texts: Record<string, string[]> = {
    timestamp: [
      ...['2024-02-29', '2024-02-30', '2023-02-29', '0', '1', '2024', '2024-02', 'now', '', '2024-2-29'],
      ...['2024-02-29T13:30:00Z', '2024-02-29 13:30:00Z', '2024-02-29T13:30Z', '2024-02-29T13:30:00.123Z'],
      ...(readsIsoTimestamps ? ['2024-02-29T13:30:00.5Z', '2024-02-29T13:30:00.123456Z', '0001-01-01T00:00:00Z'] : []),
      ...['2024-02-29T13:30:00+01:00', '2024-02-29T24:00:00Z'],
      ...['2024-02-29T13:30:00+0100', '2024-02-29T13:30:00-11', '2024-02-29T13:30:60Z', '2024-02-29T13:60:00Z'],
      ...['2024-13-01T00:00:00Z', 'Feb 29, 2024', '0000-01-01', '-0001-01-01', '1900-02-29'],
      ...['2000-02-29', '2024-02-29T13:30:00', '2024-02-29T13:30:00.000', '2024-02-29T13:30:00z'],
    ],
    date: [
      ...['2024-02-29', '2024-02-30', '1900-02-29', '2000-02-29', '0', '1', '2147483648', '2024-1-2', '2024-13-01'],
      ...['0000-01-01', '0001-01-01', '-0001-01-01', '2024-02-29T00:00:00Z', '', 'today', '99999-01-01'],
    ],
    time: [
      ...['13:30:54.234', '13:30:54', '24:00:00', '23:59:59.999999999', '23:59:59.9999999999', '1:2:3', '0', '-1'],
      ...['13:60:00', '13:30:60', '', 'noon', '00:00:00.1', '00:00:00.'],
    ],
    uuid: [
      '123e4567-e89b-12d3-a456-426614174000',
      '123E4567-E89B-12D3-A456-426614174000',
      '123e4567e89b12d3a456426614174000',
      '',
    ],
    inet: [
      '127.0.0.1',
      '::1',
      '::',
      '1::',
      'fe80::1',
      '256.1.1.1',
      '1.2.3',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:1.2.3.4',
      '::1::',
      'g::',
    ],
    varint: ['0', '-1', '00', '+1', '1.0', '1e3', '', '0x10', '9'.repeat(400)],
    bigint: ['0', '-9223372036854775808', '9223372036854775808', '1.5', '1e3', '007'],
    int: ['2147483647', '2147483648', '-2147483649', '1.5', '1e3', '007', '-0'],
    smallint: ['32767', '32768'],
    tinyint: ['127', '128', '-129'],
    decimal: ['0', '1.0', '1.00', '-1.5e10', '1E-500000000', '1e2147483648', '.5', '1.', 'NaN', '0x1', '1_0'],
    double: ['0', '-0.0', 'NaN', 'Infinity', '-Infinity', '1e308', '1e400', '0x10', '1_0', 'inf', '.5', '5e-324'],
    float: ['0.1', '1e39', 'NaN', '16777217'],
    boolean: ['true', 'false', 'TRUE', 'yes', '1', '0', ''],
  };
  const isNumber = /int$|decimal|double|float|boolean|uuid/;

  it.each(Object.entries(texts))('%s', async (type, list) => {
    await session.execute(`CREATE TABLE t_${type} (k int PRIMARY KEY, v ${type})`);
    const stored = async (): Promise<unknown> =>
      (await session.execute(`SELECT ${type}AsBlob(v) AS b FROM t_${type} WHERE k = 1`)).one()?.get('b');
    for (const text of list) {
      await session.execute(`TRUNCATE t_${type}`);
      const ours = await session
        .execute(`INSERT INTO t_${type} (k, v) VALUES (1, ?)`, [text])
        .then(stored, (error: Error) => {
          expect([text, error.message]).toEqual([text, expect.stringContaining(`"v" (${type})`)]);
          return undefined;
        });
      if (ours === undefined) continue;
      await session.execute(`TRUNCATE t_${type}`);
      const literal = isNumber.test(type) && text !== '' ? text : `'${text}'`;
      const theirs = await session
        .execute(`INSERT INTO t_${type} (k, v) VALUES (1, ${literal})`)
        .then(stored, () => undefined);
      // What the server has no literal for, an exponent or a sign say, is ours to read.
      if (theirs !== undefined) expect([text, ours]).toEqual([text, theirs]);
    }
  });
});

describe('two keys never become one row, and one key never two', () => {
  it('refuses half of a surrogate pair, in values and in texts', async () => {
    await session.execute('CREATE TABLE texts (k text PRIMARY KEY, v int)');
    const insert = await session.prepare('INSERT INTO texts (k, v) VALUES (?, ?)');
    for (const half of ['\ud83d', '\ude00', `a\ud800${'é'.repeat(600)}`]) {
      await expect(session.execute(insert, [half, 1])).rejects.toThrow(RangeError);
      await expect(session.execute(`INSERT INTO texts (k, v) VALUES ('${half}', 1)`)).rejects.toThrow(RangeError);
      await expect(session.prepare(`SELECT '${half}' FROM texts`)).rejects.toThrow(RangeError);
      await expect(session.execute('SELECT * FROM texts', [], { keyspace: half })).rejects.toThrow();
      const batch = new BatchStatement().add(`INSERT INTO texts (k, v) VALUES ('${half}', 1)`);
      await expect(session.executeBatch(batch)).rejects.toThrow(RangeError);
    }
    expect((await session.execute('SELECT * FROM texts')).rows).toEqual([]);
    await session.execute(insert, ['😀', 1]);
    expect((await session.execute('SELECT k FROM texts')).one()).toEqual({ k: '😀' });
  });

  it('finds a tuple by as many elements as it was written with', async () => {
    await session.execute('CREATE TABLE tuples (k frozen<tuple<text, int>> PRIMARY KEY, v int)');
    await session.execute(`INSERT INTO tuples (k, v) VALUES (('x'), 1)`);
    await session.execute(`INSERT INTO tuples (k, v) VALUES (('x', null), 2)`);
    const find = async (k: unknown): Promise<unknown> =>
      (await session.execute('SELECT v FROM tuples WHERE k = ?', [k])).one()?.['v'];
    expect([await find(new types.Tuple('x')), await find(['x', null])]).toEqual([1, 2]);
    const keys = (await session.execute('SELECT k, v FROM tuples')).rows;
    for (const { k, v } of keys) expect(await find(k)).toBe(v);
  });
});

describe('parameters', () => {
  beforeAll(async () => {
    await session.execute('CREATE TABLE users (id int PRIMARY KEY, name text, bytes blob)');
  });

  it.each([new Map([['id', 1]]), new Set([1]), new Date(), null, Promise.resolve([1]), 7, 'text'])(
    'are never %p: nothing is sent',
    async (wrong) => {
      const parameters = wrong as never;
      const statement = 'INSERT INTO users (id) VALUES (9)';
      const prepared = await session.prepare('INSERT INTO users (id) VALUES (?)');
      for (const run of [
        () => session.execute(statement, parameters),
        () => session.execute(new SimpleStatement(statement), parameters),
        () => session.execute(prepared, parameters),
        () => session.executePage(statement, parameters),
        () => session.executeStream(statement, parameters),
        async () => session.executeBatch(new BatchStatement().add(statement, parameters)),
        async () => session.executeBatch(new BatchStatement().add(prepared, parameters)),
      ]) {
        await expect(run()).rejects.toThrow(TypeError);
      }
      expect((await session.execute('SELECT * FROM users WHERE id = 9')).length).toBe(0);
    },
  );

  it('are what they were when they were given, though the text has to be prepared first', async () => {
    const byPosition = [1, 'before', Buffer.from('before')];
    const byName = { id: 2, name: 'before', bytes: Buffer.from('before') };
    const inBatch = [3, 'before', Buffer.from('before')];
    const batch = new BatchStatement();
    for (const id of [3, 4]) {
      inBatch[0] = id;
      batch.add('INSERT INTO users (id, name, bytes) VALUES (?, ?, ?) ', inBatch);
    }
    const done = Promise.all([
      session.execute('INSERT INTO users (id, name, bytes) VALUES (?, ?, ?)', byPosition),
      session.execute('INSERT INTO users (id, name, bytes) VALUES (:id, :name, :bytes)', byName),
      session.executeBatch(batch),
    ]);
    for (const buffer of [byPosition[2], byName.bytes, inBatch[2]]) (buffer as Buffer).fill('x');
    Object.assign(byName, { id: 12, name: 'after' });
    byPosition.splice(0, 2, 11, 'after');
    inBatch.splice(0, 2, 13, 'after');
    await done;
    const { rows } = await session.execute('SELECT id, name, bytes FROM users');
    const before = { name: 'before', bytes: Buffer.from('before') };
    expect([...rows].sort((a, b) => Number(a['id']) - Number(b['id']))).toEqual(
      [1, 2, 3, 4].map((id) => ({ id, ...before })),
    );
  });

  it('are what they were when they were given, though the request waits in the queue', async () => {
    await using one = new AsyncCluster({ ...keyspace.clusterOptions(), maxConcurrentRequests: 1 });
    const queued = await one.connect(keyspace.name);
    const insert = await queued.prepare('INSERT INTO users (id, name, bytes) VALUES (?, ?, ?)');
    const values = [31, 32, 33].map((id) => [id, 'before', Buffer.from('before')] as [number, string, Buffer]);
    const done = values.map((parameters) => queued.execute(insert, parameters));
    expect(queued.requests.queued).toBeGreaterThan(0);
    for (const parameters of values) {
      parameters[2].fill('x');
      parameters[1] = 'after';
    }
    await Promise.all(done);
    const { rows } = await session.execute('SELECT name, bytes FROM users WHERE id IN (31, 32, 33)');
    expect(rows).toEqual(values.map(() => ({ name: 'before', bytes: Buffer.from('before') })));
  });

  it('are an entity, whole: an object, an instance, a row', async () => {
    class User {
      readonly #name = 'Ada';
      id = 21;
      age = 36;
      get name(): string {
        return this.#name;
      }
    }
    const text = 'INSERT INTO users (id, name) VALUES (:id, :name)';
    await session.execute(text, new User() as object as Record<string, unknown>);
    await session.execute(text, { id: 22, name: 'Bo', extra: 1 });
    const row = (await session.execute('SELECT * FROM users WHERE id = 22')).one()!;
    expect(row).toBeInstanceOf(Row);
    await session.execute('INSERT INTO users (id, name, bytes) VALUES (:id, :name, 0xff)', row);
    const { rows } = await session.execute('SELECT name, bytes FROM users WHERE id IN (21, 22)');
    expect(rows).toEqual([
      { name: 'Ada', bytes: null },
      { name: 'Bo', bytes: Buffer.from([0xff]) },
    ]);
    await expect(session.execute(text, { id: 1, nmae: 'Cy' })).rejects.toThrow(
      /no value for 'name'; did you mean 'nmae'\?/,
    );
  });

  it('of a bound statement are its own', async () => {
    const bound = (await session.prepare('SELECT name FROM users WHERE id = ?')).bind([21]);
    expect((await session.execute(bound, [])).one()).toEqual({ name: 'Ada' });
    await expect(session.execute(bound, [22])).rejects.toThrow(TypeError);
  });

  it('of a partition key are refused by the name of their column', async () => {
    for (const id of ['secret', 1.5, {}, 2 ** 40]) {
      const failure = await session.execute('SELECT * FROM users WHERE id = ?', [id]).catch((error: unknown) => error);
      expect(String(failure)).toMatch(/^(Type|Range)Error: Column "id" \(int\): expected an integer/);
    }
  });
});

it('says whether a condition held by the server’s column, not by one of the table', async () => {
  await session.execute('CREATE TABLE applied (k int PRIMARY KEY, "[applied]" boolean)');
  const applied = async (text: string): Promise<unknown> => (await session.execute(text)).wasApplied;
  expect(await applied('INSERT INTO applied (k, "[applied]") VALUES (1, true)')).toBeUndefined();
  expect(await applied('SELECT "[applied]", k FROM applied')).toBeUndefined();
  expect(await applied('INSERT INTO applied (k, "[applied]") VALUES (1, true) IF NOT EXISTS')).toBe(false);
  expect(await applied('INSERT INTO applied (k, "[applied]") VALUES (2, false) IF NOT EXISTS')).toBe(true);
  expect(await applied('UPDATE applied SET "[applied]" = true WHERE k = 1 IF "[applied]" = false')).toBe(false);
  const batch = new BatchStatement().add('INSERT INTO applied (k) VALUES (1) IF NOT EXISTS');
  expect((await session.executeBatch(batch)).wasApplied).toBe(false);
});
