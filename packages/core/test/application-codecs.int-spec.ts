// Codecs of the application on a real server: what they write it stores as the default values, and their keys go to their replica.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client } from 'cassandra-driver';
import { Codecs } from '../src/codec/codecs';
import { AsyncCluster, BatchStatement, codec, types, type AsyncCassandraSession } from '../src/index';
import type { ColumnSpec, DataType } from '../src/protocol/data-type';
import { routingToken } from '../src/routing/routing-key';
import { comparable } from './types/comparable';
import { cqlText, userTypeStatements } from './types/cql-text';
import { Own, ofType, storedIn } from './types/own-values';
import { keyNames, list, map, native, nativeNames, set, tuple, userType, vector } from './types/random-types';
import { randomValue } from './types/random-values';
import { SeededRandom } from './types/seeded-random';

const keyspace = useKeyspace();
const everyNative = nativeNames.filter((name) => name !== 'varchar').map(ofType);
const clusters: AsyncCluster[] = [];

async function connect(options: {
  readonly codecs?: readonly ReturnType<typeof codec>[];
}): Promise<AsyncCassandraSession> {
  const cluster = new AsyncCluster({ ...keyspace.clusterOptions(), encoding: { map: Map }, ...options });
  clusters.push(cluster);
  return cluster.connect(keyspace.name);
}

// Also where connecting failed: an open cluster would keep the process.
afterAll(() => Promise.all(clusters.map((cluster) => cluster.shutdown())));

describe('every type, alone and two levels deep', () => {
  const text = native('text');
  const holders: ((type: DataType, name: string) => DataType)[] = [
    list,
    set,
    (type) => map(type, text),
    (type) => map(text, type),
    (type) => tuple(type, text),
    (type, name) => userType(name, { first: type, second: type }),
    (type) => vector(type, 2),
  ];
  // Durations have no order, so they stand in no set and are no keys.
  const nested = holders.flatMap((outer, i) =>
    holders.map((inner, j) => {
      const name = keyNames[(i * holders.length + j) % keyNames.length]!;
      return outer(inner(native(name), `inner_${i}_${j}`), `outer_${i}_${j}`);
    }),
  );
  const columns: DataType[] = [
    ...nativeNames.map(native),
    ...nativeNames.map((name) => list(native(name))),
    ...nativeNames.map((name) => vector(native(name), 2)),
    ...keyNames.map((name) => set(native(name))),
    ...keyNames.map((name) => map(native(name), native(name))),
    tuple(...nativeNames.map(native)),
    userType('every_native', Object.fromEntries(nativeNames.map((field) => [`f_${field}`, native(field)]))),
    ...nested,
  ];
  const names = columns.map((_, index) => `c${index}`);
  const insert = `INSERT INTO everything (k, ${names.join()}) VALUES (?, ${names.map(() => '?').join()})`;
  const select = `SELECT ${names.join()} FROM everything WHERE k = ?`;

  it('is stored as the default value, and read as a value of its codec', async () => {
    const plain = await connect({});
    for (const statement of new Set(columns.flatMap(userTypeStatements))) await plain.execute(statement);
    const definitions = columns.map((type, index) => `c${index} ${cqlText(type)}`);
    await plain.execute(`CREATE TABLE everything (k text PRIMARY KEY, ${definitions.join()})`);
    const random = new SeededRandom(20);
    await plain.execute(insert, [
      'plain',
      ...columns.map((type) => randomValue(random, type, { asClasses: true, nulls: 0.1 })),
    ]);

    const own = await connect({ codecs: everyNative });
    const read = (await own.execute(select, [new Own('plain')])).one()!.values();
    await own.execute(insert, [new Own('own'), ...read]);

    const { contactPoints, port, localDatacenter } = keyspace.clusterOptions();
    const driver = new Client({
      contactPoints: [...contactPoints],
      protocolOptions: { port },
      localDataCenter: localDatacenter,
      keyspace: keyspace.name,
      encoding: { map: Map },
    });
    const [before, after] = await Promise.all(
      ['plain', 'own'].map(async (key) => (await driver.execute(select, [key], { prepare: true })).first().values()),
    ).finally(() => driver.shutdown());
    for (const [index, type] of columns.entries()) {
      const described = (value: unknown) => ({ type: cqlText(type), value: comparable(value) });
      expect(described(storedIn(read[index]))).toStrictEqual(described(before![index]));
      expect(described(after![index])).toStrictEqual(described(before![index]));
    }
  });
});

describe('in statements as applications write them', () => {
  class Instant {
    constructor(readonly ms: number) {}
  }
  class Money {
    constructor(readonly cents: bigint) {}
  }
  const instants = {
    decode: (at: Date) => new Instant(at.getTime()),
    encode: ({ ms }: Instant) => new Date(ms),
  };
  const money = {
    decode: (cents: types.Integer) => new Money(BigInt(cents.toString())),
    encode: ({ cents }: Money) => cents,
  };
  const secret = (value: string): string => Buffer.from(value).reverse().toString();
  let session: AsyncCassandraSession;
  let plain: AsyncCassandraSession;
  const at = (ms: number): Instant => new Instant(ms);

  beforeAll(async () => {
    session = await connect({
      codecs: [
        codec({ type: 'timestamp', ...instants }),
        codec({ type: 'varint', ...money }),
        codec({ type: 'int', decode: (it: number) => `#${it}`, encode: (it: string) => Number(it.slice(1)) }),
        codec({ column: `${keyspace.name}.bills.note`, decode: secret, encode: secret }),
        codec({
          column: `${keyspace.name}.bills.tags`,
          decode: (it: string[]) => it.join(),
          encode: (it: string) => it.split(','),
        }),
      ],
    });
    plain = await connect({});
    await plain.execute(
      `CREATE TABLE bills (day timestamp, shop varint, n int, note text, tags list<text>, counts map<int, int>, numbers list<int>,
        PRIMARY KEY ((day, shop), n))`,
    );
  });

  const day = at(86_400_000);
  const shop = new Money(12_345_678_901_234_567_890n);
  const stored = async (columns: string): Promise<unknown> =>
    (await plain.execute(`SELECT JSON ${columns} FROM bills WHERE n = 7 ALLOW FILTERING`)).one()?.get(0);

  it('writes and reads them', async () => {
    const tags = 'b,a';
    await session.execute('INSERT INTO bills (day, shop, n, note, tags) VALUES (?, ?, ?, ?, ?)', [day, shop, '#7', 'abc', tags]); // oxfmt-ignore
    expect(JSON.parse(String(await stored('note, tags')))).toEqual({ note: 'cba', tags: ['b', 'a'] });
    const select = 'SELECT day, shop, n, note, tags FROM bills WHERE day = ? AND shop = ?';
    expect((await session.execute(select, [day, shop])).rows).toEqual([{ day, shop, n: '#7', note: 'abc', tags }]);
  });

  it('knows the column of a parameter by whatever name it has in the text', async () => {
    const insert =
      'INSERT INTO bills (day, shop, n, note) VALUES (:tags, :shop, :"No", :text) USING TTL :seconds AND TIMESTAMP :micros';
    const values = { tags: day, shop, No: '#7', text: 'xyz', seconds: 1000, micros: BigInt(Date.now()) * 1000n + 999n };
    await session.execute(insert, values);
    await session.executeBatch(new BatchStatement().add(insert, values));
    expect(await stored('note')).toBe('{"note": "zyx"}');
    const found = await session.execute(
      'SELECT note FROM bills WHERE day = :d AND shop = :s AND n IN :numbers PER PARTITION LIMIT :per LIMIT :most',
      { d: day, s: shop, numbers: ['#7', '#8'], per: 1, most: 10 },
    );
    expect(found.rows).toEqual([{ note: 'xyz' }]);
  });

  it('takes plain numbers for what is no value of a column', async () => {
    const key = [day, shop, '#7'];
    const where = 'WHERE day = ? AND shop = ? AND n = ?';
    await session.execute(`UPDATE bills USING TTL ? SET counts[?] = ?, numbers = ? ${where}`, [500, '#1', '#2', ['#3', '#4'], ...key]); // oxfmt-ignore
    await session.execute(`UPDATE bills SET numbers[?] = ? ${where}`, [1, '#5', ...key]);
    expect(JSON.parse(String(await stored('counts, numbers')))).toEqual({ counts: { 1: 2 }, numbers: [3, 5] });
    const row = (await session.execute(`SELECT counts, numbers FROM bills ${where}`, key)).one()!;
    expect({ ...row }).toEqual({ counts: new Map([['#1', '#2']]), numbers: ['#3', '#5'] });
    await session.execute('INSERT INTO bills JSON ?', [
      JSON.stringify({ day: '1970-01-02 00:00:00.000Z', shop: 1, n: 9, note: 'abc' }),
    ]);
    expect((await session.execute('SELECT JSON n FROM bills WHERE day = ? AND shop = ?', [day, new Money(1n)])).one()).toEqual({ '[json]': '{"n": 9}' }); // oxfmt-ignore
  });

  it('meets conditions with them', async () => {
    const update = 'UPDATE bills SET note = ? WHERE day = ? AND shop = ? AND n = ? IF note = ?';
    const refused = await session.execute(update, ['new', day, shop, '#7', 'another']);
    expect({ ...refused.one() }).toEqual({ '[applied]': false, note: 'xyz' });
    expect((await session.execute(update, ['new', day, shop, '#7', 'xyz'])).wasApplied).toBe(true);
    expect(await stored('note')).toBe('{"note": "wen"}');
  });

  it('goes to the replica of its key: its token is that of the server', async () => {
    const select = 'SELECT token(day, shop), day, shop FROM bills WHERE day = ? AND shop = ?';
    const row = (await session.execute(select, [day, shop])).one()!;
    const prepared = await session.prepare(select);
    const codecs = [codec({ type: 'timestamp', ...instants }), codec({ type: 'varint', ...money })];
    const encoder = new Codecs({ codecs }).parametersEncoder(prepared.variables as readonly ColumnSpec[], [0, 1]);
    const { high, low } = routingToken(encoder, [day, shop], [0, 1])!;
    expect(String(new types.Long(low, high))).toBe(String(row.get(0)));
  });

  it('fails one request where a stored value is refused', async () => {
    const strict = await connect({
      codecs: [
        codec({
          column: `${keyspace.name}.bills.note`,
          decode: (it: string) => {
            if (it === 'wen') throw new Error('no such word');
            return it;
          },
          encode: (it: string) => it,
        }),
      ],
    });
    const [bad, good] = await Promise.allSettled([
      strict.execute('SELECT n, note FROM bills'),
      strict.execute('SELECT n FROM bills'),
    ]);
    expect(bad).toMatchObject({
      reason: {
        message: expect.stringContaining('Column "note" (text) cannot be read') as unknown,
        cause: { message: 'no such word' },
      },
    });
    expect(good.status).toBe('fulfilled');
  });
});

describe('with a codec for each type that the client itself reads', () => {
  let mine: AsyncCassandraSession;

  beforeAll(async () => {
    mine = await connect({
      codecs: ['bigint', 'boolean', 'text', 'int', 'uuid', 'timestamp', 'inet', 'map<text, text>'].map((type) =>
        codec({ type, decode: () => `a ${type}`, encode: (): string => `no ${type}` }),
      ),
    });
    await mine.execute('CREATE TABLE days (day date PRIMARY KEY, n int)');
    await mine.execute("INSERT INTO days (day, n) VALUES ('2026-01-01', 1)");
  });

  it('scans and counts by the tokens of the server', async () => {
    expect(await mine.countTable('days')).toBe(1);
    const seen: unknown[] = [];
    for await (const row of mine.scanTable('days')) seen.push(row['n']);
    expect(seen).toEqual(['a int']);
  });

  it('knows whether a condition held', async () => {
    const applied = await mine.execute('INSERT INTO days (day) VALUES (?) IF NOT EXISTS', ['2026-01-02']);
    expect(applied.wasApplied).toBe(true);
  });

  it('reads traces', async () => {
    const traced = await mine.execute('SELECT day FROM days', [], { trace: true });
    expect(Number((await traced.getQueryTrace({ timeoutMs: 60_000 }))?.startedAt)).toBeGreaterThan(0);
  });
});
