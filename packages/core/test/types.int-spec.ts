// The type matrix: what we write cassandra-driver reads back, and the other way round, for every type and random nestings.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client } from 'cassandra-driver';
import { Codecs } from '../src/codec/codecs';
import type { EncodingOptions } from '../src/codec/encoding-options';
import { routingToken } from '../src/routing/routing-key';
import { AsyncCluster, types, type AsyncCassandraSession } from '../src/index';
import type { DataType } from '../src/protocol/data-type';
import { comparable } from './types/comparable';
import { cqlText, hasNoOrder, userTypeStatements } from './types/cql-text';
import { createDriverEncoder } from './types/driver-encoder';
import { expectSame } from './types/expect-same';
import {
  keyNames,
  list,
  map,
  native,
  nativeNames,
  propertyNames,
  randomType,
  set,
  tuple,
  userType,
  vector,
} from './types/random-types';
import { randomValue, type ValueOptions } from './types/random-values';
import { SeededRandom } from './types/seeded-random';

const keyspace = useKeyspace();

const settings: { name: string; encoding: EncodingOptions; values: ValueOptions }[] = [
  { name: 'defaults', encoding: {}, values: { nulls: 0.2 } },
  { name: 'classes', encoding: { map: Map, set: Set }, values: { asClasses: true, nulls: 0.2 } },
  {
    name: 'bigints',
    encoding: { map: Map, set: Set, useBigIntAsLong: true, useBigIntAsVarint: true, copyBuffer: false },
    values: { asClasses: true, asBigint: true },
  },
];

describe.each(settings)('the type matrix with $name', ({ name, encoding, values }) => {
  const random = new SeededRandom(name.length);
  const driverEncoder = createDriverEncoder(encoding);
  const mapKeys = encoding.map === undefined ? propertyNames : keyNames;
  const columns: DataType[] = [
    ...nativeNames.map(native),
    ...nativeNames.map((inner) => list(native(inner))),
    ...mapKeys.map((key) => map(native(key), native('int'))),
    ...keyNames.map((inner) => set(native(inner))),
    ...nativeNames.map((inner) => vector(native(inner), 3)),
    tuple(...nativeNames.map(native)),
    userType('every_native', Object.fromEntries(nativeNames.map((field) => [`f_${field}`, native(field)]))),
    ...random.times(20, () => randomType(random, 3, mapKeys)),
  ];
  const names = columns.map((_, index) => `c${index}`);
  const insert = (table: string) =>
    `INSERT INTO ${table} (k, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`;

  let cluster: AsyncCluster;
  let session: AsyncCassandraSession;
  let driver: Client;

  beforeAll(async () => {
    cluster = new AsyncCluster({ ...keyspace.clusterOptions(), encoding });
    session = await cluster.connect(keyspace.name);
    const { contactPoints, port, localDatacenter } = keyspace.clusterOptions();
    driver = new Client({
      contactPoints: [...contactPoints],
      protocolOptions: { port },
      localDataCenter: localDatacenter,
      keyspace: keyspace.name,
      encoding,
    });
    for (const statement of columns.flatMap(userTypeStatements)) {
      await session.execute(statement.replace('CREATE TYPE', 'CREATE TYPE IF NOT EXISTS'));
    }
    const definitions = columns.map((type, index) => `c${index} ${cqlText(type, index % 2 === 0)}`);
    await session.execute(`CREATE TABLE ${name} (k int PRIMARY KEY, ${definitions.join(', ')})`);
  });

  afterAll(async () => {
    await driver.shutdown();
    await cluster.shutdown();
  });

  const randomRow = (): unknown[] =>
    columns.map((type) => (random.chance(0.1) ? null : randomValue(random, type, values)));

  async function readBoth(key: number): Promise<{ ours: unknown[]; theirs: unknown[] }> {
    const query = `SELECT ${names.join(', ')} FROM ${name} WHERE k = ?`;
    const ours = (await session.execute(query, [key])).one()!;
    const theirs = (await driver.execute(query, [key], { prepare: true })).first();
    return { ours: ours.values(), theirs: theirs.values() };
  }

  it.each([1, 2, 3, 4, 5, 6])(
    'gives the same values whoever wrote them and whoever reads them (row %i)',
    async (round) => {
      const written = randomRow();
      const [byUs, byThem] = [2 * round, 2 * round + 1];
      await session.execute(insert(name), [byUs, ...written]);
      await driver.execute(insert(name), [byThem, ...written], { prepare: true });
      const ourRow = await readBoth(byUs);
      const theirRow = await readBoth(byThem);
      for (const [index, type] of columns.entries()) {
        const described = (value: unknown) => ({ type: cqlText(type), value: comparable(value) });
        const expected = described(theirRow.theirs[index]);
        expectSame(described(ourRow.theirs[index]), expected);
        expectSame(described(theirRow.ours[index]), expected);
        expectSame(described(ourRow.ours[index]), expected);
        if (written[index] === null || hasNoOrder(type)) continue;
        expectSame(driverEncoder.encode(ourRow.ours[index], type), driverEncoder.encode(written[index], type));
      }
    },
  );

  it('leaves what is unset as it was, and keeps an empty frozen collection empty', async () => {
    const table = `${name}_empty`;
    await session.execute(
      `CREATE TABLE ${table} (k int PRIMARY KEY, a int, f frozen<list<int>>, l list<int>, m frozen<map<int, int>>)`,
    );
    const into = `INSERT INTO ${table} (k, a, f, l, m) VALUES (?, ?, ?, ?, ?)`;
    await session.execute(into, [1, 5, [], [], new Map()]);
    await session.execute(into, [1, undefined, types.unset, types.unset, types.unset]);
    const row = (await session.execute(`SELECT a, f, l, m FROM ${table} WHERE k = 1`)).one()!;
    expect(row.values()).toEqual([5, [], null, encoding.map === undefined ? {} : new Map()]);
  });
});

describe('what takes no INSERT of a literal', () => {
  const composite = `'CompositeType(UTF8Type, Int32Type)'`;
  const bytes = Buffer.from('000161' + '00' + '000400000007' + '00', 'hex');

  it('reads counters and custom types as cassandra-driver does', async () => {
    await using cluster = new AsyncCluster(keyspace.clusterOptions());
    const session = await cluster.connect(keyspace.name);
    const { contactPoints, port, localDatacenter } = keyspace.clusterOptions();
    const driver = new Client({
      contactPoints: [...contactPoints],
      protocolOptions: { port },
      localDataCenter: localDatacenter,
      keyspace: keyspace.name,
    });
    await session.execute('CREATE TABLE counters (k int PRIMARY KEY, c counter)');
    await session.execute(`CREATE TABLE customs (k int PRIMARY KEY, c ${composite})`);
    for (const step of [5, 2n ** 40n, types.Long.fromInt(-7)]) {
      await session.execute('UPDATE counters SET c = c + ? WHERE k = 1', [step]);
    }
    await session.execute('INSERT INTO customs (k, c) VALUES (1, ?)', [bytes]);
    for (const [table, value] of [
      ['counters', types.Long.fromString('1099511627774')],
      ['customs', bytes],
    ] as const) {
      const query = `SELECT c FROM ${table} WHERE k = 1`;
      expect((await session.execute(query)).one()?.get('c')).toStrictEqual(value);
      expect((await driver.execute(query)).first().get('c')).toStrictEqual(value);
    }
    await driver.shutdown();
  });
});

describe('tokens', () => {
  const random = new SeededRandom(3);
  const keyTypes: DataType[] = [
    ...keyNames.map(native),
    ...keyNames.map((name) => set(native(name))),
    ...keyNames.map((name) => map(native(name), set(native('int')))),
    set(list(native('varint'))),
    set(tuple(native('int'), native('text'))),
    set(vector(native('text'), 2)),
    set(vector(native('double'), 2)),
    map(set(native('text')), list(set(native('timeuuid')))),
    list(map(native('decimal'), native('int'))),
    tuple(set(native('int')), map(native('text'), native('int'))),
    userType('holds_sets', { a: set(native('uuid')), b: list(set(native('int'))) }),
    vector(set(native('int')), 2),
  ];
  let cluster: AsyncCluster;
  let session: AsyncCassandraSession;

  beforeAll(async () => {
    cluster = new AsyncCluster(keyspace.clusterOptions());
    session = await cluster.connect(keyspace.name);
  });
  afterAll(() => cluster.shutdown());

  it.each(keyTypes.map((type) => ({ type, name: cqlText(type) })))(
    'of $name are those of the server, and equal keys are one',
    async ({ type }) => {
      for (const statement of userTypeStatements(type)) await session.execute(statement);
      const table = `key_${random.word() >>> 0}`;
      await session.execute(
        `CREATE TABLE ${table} (k ${cqlText(type, true)}, part int, v int, PRIMARY KEY ((k, part)))`,
      );
      const insert = await session.prepare(`INSERT INTO ${table} (k, part, v) VALUES (?, ?, ?)`);
      const encoder = new Codecs().parametersEncoder(insert.variables);
      const interpreted = new Codecs({ compile: false }).parametersEncoder(insert.variables);
      for (let round = 0; round < 12; round++) {
        const value = randomValue(random, type, { asClasses: true });
        if (JSON.stringify(value) === '""' || (Buffer.isBuffer(value) && value.length === 0)) continue;
        const [shuffled, twice] = [disordered(random, value, false), disordered(random, value, true)];
        for (const [v, key] of [value, shuffled, twice].entries()) await session.execute(insert, [key, round, v]);
        const { rows } = await session.execute(
          `SELECT token(k, part) AS t, v FROM ${table} WHERE part = ? ALLOW FILTERING`,
          [round],
        );
        expect(rows).toEqual([{ t: expect.anything(), v: 2 }]);
        for (const key of [value, shuffled, twice]) {
          const { high, low } = routingToken(encoder, [key, round], [0, 1])!;
          expect(types.Long.fromBits(low | 0, high)).toEqual(rows[0]!['t']);
          expect(routingToken(interpreted, [key, round], [0, 1])).toEqual({ high, low });
        }
      }
    },
  );
});

/** The same value with its sets and maps in another order, and with elements twice. */
function disordered(random: SeededRandom, value: unknown, twice: boolean): unknown {
  const inner = (item: unknown): unknown => disordered(random, item, twice);
  const shuffle = (items: unknown[]): unknown[] => {
    const all = (twice ? [...items, ...items] : items).map((item) => [random.fraction(), item] as const);
    return all.sort(([one], [other]) => one - other).map(([, item]) => item);
  };
  if (value instanceof Set) return shuffle([...value].map(inner));
  if (value instanceof Map)
    return new Map(shuffle([...value].map(([k, v]) => [inner(k), inner(v)])) as [unknown, unknown][]);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof types.Tuple) return types.Tuple.fromArray(value.elements.map(inner));
  if (value instanceof types.Vector && !(value instanceof Float32Array)) {
    return new types.Vector([...(value as Iterable<unknown>)].map(inner));
  }
  const isPlain = value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inner(item)])) : value;
}
