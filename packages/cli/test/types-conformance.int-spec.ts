// What a server gives and takes is what the generated types say: every CQL type, alone and nested, and every rule of null.
import {
  AsyncCluster,
  codec,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  types,
} from '@async-cassandra/core';
import { temporalCodecs } from '@async-cassandra/core/temporal';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Temporal } from '@js-temporal/polyfill';
import { generatedFile } from '../src/types/mapping/generated-file';
import { noOwnTypes, type OwnTypes } from '../src/types/mapping/own-types';
import { describeStatements } from '../src/types/schema/describe-statements';
import { columns, userTypes } from './every-type';
import { GeneratedTypes, Money, Street } from './generated-types';
import { ownTypesIn } from './own-types';

const keyspace = useKeyspace();
const patient = { requestTimeoutMs: 10 * 60_000, maxSchemaAgreementWaitMs: 10 * 60_000 };
/** `vector` needs Cassandra 5.0. */
const release = Number.parseFloat(process.env.CASSANDRA_RELEASE ?? '5.0');
const known = columns.filter(([type]) => release >= 5 || !type.startsWith('vector'));

let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster({ ...keyspace.clusterOptions(), ...patient });
  session = await cluster.connect(keyspace.name);
  for (const statement of userTypes) await session.execute(statement);
  await session.execute(
    `CREATE TABLE every_type (id int PRIMARY KEY, ${known.map(([type], i) => `c${i} ${type}`).join(', ')})`,
  );
  await session.execute(
    `CREATE TABLE rules (a int, b int, c int, s int static, v text, l list<int>, m map<text, int>, PRIMARY KEY (a, b, c))`,
  );
  await session.execute('CREATE TABLE counters (a int PRIMARY KEY, n counter)');
});
afterAll(() => cluster.shutdown());

const texts = (names: readonly string[]) => ({
  insert: `INSERT INTO every_type (id, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`,
  select: 'SELECT * FROM every_type',
});

async function typesOf(statements: readonly string[], options: AsyncClusterOptions = {}, own: OwnTypes = noOwnTypes) {
  const asked = { texts: statements, tables: [] };
  const { facts, refused } = await describeStatements(cluster, session, asked, new AbortController().signal);
  expect(refused).toEqual([]);
  const { encoding = {} } = options;
  return new GeneratedTypes(generatedFile({ facts, texts: statements, tables: [], encoding, own, isStrict: false }));
}

const money = codec({
  type: 'decimal',
  decode: (stored: types.BigDecimal) => new Money(stored.toString()),
  encode: ({ amount }: Money) => amount,
});

describe('every CQL type', () => {
  const cases: [name: string, options: AsyncClusterOptions, own: OwnTypes][] = [
    ['with default options', {}, noOwnTypes],
    [
      'with bigint, Map and Set',
      { encoding: { useBigIntAsLong: true, useBigIntAsVarint: true, map: Map, set: Set } },
      noOwnTypes,
    ],
    [
      'with a codec',
      { codecs: [money] },
      { ...noOwnTypes, ofTypes: new Map([['decimal', { read: 'Money', write: 'Money' }]]) },
    ],
  ];

  it.each(cases)('is read and written as its type says, %s', async (_, options, own) => {
    const isMoney = own !== noOwnTypes;
    await using another = new AsyncCluster({ ...keyspace.clusterOptions(), ...patient, ...options });
    const withCodec = await another.connect(keyspace.name);
    await session.execute('TRUNCATE every_type');
    const { insert, select } = texts(known.map((_type, i) => `c${i}`));
    const generated = await typesOf([insert, select], options, own);
    const wrong: unknown[] = [];
    for (let row = 0; row < 2; row++) {
      const values = known.map(
        ([type, each]) => (isMoney && type.includes('decimal') ? inMoney(each[row]) : each[row]) ?? null,
      );
      const given = isMoney ? values.map((value, i) => (/place/.test(known[i]![0]) ? null : value)) : values;
      wrong.push(generated.wrongInParameters(insert, [row, ...given]));
      await withCodec.execute(insert, [row, ...given]);
    }
    for (const row of (await withCodec.execute(select)).rows) wrong.push(generated.wrongInRow(select, row));
    expect(wrong).toEqual([undefined, undefined, undefined, undefined]);
    // The check finds a value of another type.
    expect(generated.wrongInRow(select, { id: 'x' })).toMatch(/^row\.id: \[object String\] is not number/);
  });
});

const temporal = temporalCodecs(Temporal);
const application = () => `
import { temporalCodecs } from '@async-cassandra/core/temporal';
import type { AsyncCluster } from '@async-cassandra/core';
import { Temporal } from '@js-temporal/polyfill';
export class Street { declare readonly name: string | null; declare readonly number: number | null; }
export const codecs = temporalCodecs(Temporal);
export const register = (cluster: AsyncCluster) => cluster.registerUserType('${keyspace.name}', 'street', Street);
`;

it('values of Temporal and of a registered class are read as their types say, and what is read can be written', async () => {
  await using another = new AsyncCluster({ ...keyspace.clusterOptions(), ...patient, codecs: temporal });
  another.registerUserType(keyspace.name, 'street', Street);
  const withOwn = await another.connect(keyspace.name);
  await session.execute('TRUNCATE every_type');
  const { insert, select } = texts(known.map((_type, i) => `c${i}`));
  const generated = await typesOf([insert, select], {}, ownTypesIn(application(), temporal));
  const wrong: unknown[] = [];
  const write = async (given: readonly unknown[]) => {
    wrong.push(generated.wrongInParameters(insert, given));
    await withOwn.execute(insert, given);
  };
  for (let row = 0; row < 2; row++) await write([row, ...known.map(([, values]) => inTemporal(values[row]) ?? null)]);
  const { rows, columns: read } = await withOwn.execute(select);
  for (const row of rows) {
    wrong.push(generated.wrongInRow(select, row));
    await write(['id', ...known.map((_type, i) => `c${i}`)].map((name) => row.get(name)));
  }
  expect(wrong).toEqual(Array.from({ length: 6 }));
  const seen = new Set(read.flatMap(({ name }) => rows.map((row) => classOf(row.get(name)))));
  expect([...seen]).toEqual(expect.arrayContaining(['Instant', 'PlainDate', 'PlainTime', 'Duration', 'Street']));
});

const classOf = (value: unknown) => (value as object | null)?.constructor.name;

/** The values without dates that Temporal cannot have; it ends some 270,000 years from now. */
function inTemporal(value: unknown): unknown {
  const isKept = (each: unknown) =>
    !(each instanceof types.LocalDate) || Math.abs(each.toBuffer().readUInt32BE() - 2 ** 31) < 1e8;
  if (Array.isArray(value)) return value.filter(isKept).map(inTemporal);
  if (value instanceof Set) return new Set([...value].filter(isKept).map(inTemporal));
  if (value instanceof Map) return new Map([...value].filter(([key]) => isKept(key)));
  return value;
}

let amounts = 0;

/** The values of a column of decimals, with Money in their place. */
function inMoney(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inMoney);
  if (value instanceof Set) return new Set([...value].map(inMoney));
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [inMoney(key), inMoney(each)]));
  // Not the text of the value: a decimal with the largest scale has one that does not fit into memory.
  return value === undefined ? undefined : new Money(`${++amounts}.5`);
}

/** A statement with parameters that a server takes. */
const rules: [text: string, parameters: readonly unknown[]][] = [
  ['INSERT INTO rules (a, b, c, v) VALUES (?, ?, ?, ?)', [1, 1, 1, 'x']],
  ['INSERT INTO rules (a, b, c, v) VALUES (:a, :b, :c, :v) USING TTL :ttl AND TIMESTAMP :ts', [1, 1, 1, 'x', 100, 1]],
  ['INSERT INTO rules (a, b, c, v) VALUES (1, 1, 1, ?) IF NOT EXISTS', ['x']],
  ['INSERT INTO rules JSON ?', ['{"a": 1, "b": 1, "c": 1}']],
  ['UPDATE rules SET v = ?, m[?] = ? WHERE a = ? AND b = ? AND c = ?', ['x', 'k', 1, 1, 1, 1]],
  ['UPDATE rules SET l = l + ? WHERE a = 1 AND b = 1 AND c = 1', [[1]]],
  ['UPDATE rules SET l[?] = ? WHERE a = 1 AND b = 1 AND c = 1', [0, 5]],
  ['UPDATE rules SET m = m + ? WHERE a = 1 AND b = 1 AND c = 1', [{ q: 1 }]],
  ['UPDATE counters SET n = n + ? WHERE a = ?', [1, 1]],
  ['DELETE m[?] FROM rules USING TIMESTAMP ? WHERE a = 1 AND b = 1 AND c = 1', ['k', 1]],
  ["UPDATE rules SET v = 'y' WHERE a = 1 AND b = 1 AND c = 1 IF v = ?", ['x']],
  ["UPDATE rules SET v = 'y' WHERE a = 1 AND b = 1 AND c = 1 IF v > ?", ['x']],
  ["UPDATE rules SET v = 'y' WHERE a = 1 AND b = 1 AND c = 1 IF v IN ?", [['x']]],
  ['SELECT a FROM rules WHERE a = ? AND b IN ? LIMIT ?', [1, [1], 5]],
  ['SELECT * FROM rules WHERE a = ? PER PARTITION LIMIT ?', [1, 5]],
  ['SELECT * FROM rules WHERE v = ? ALLOW FILTERING', ['x']],
  ['SELECT * FROM rules WHERE l CONTAINS ? ALLOW FILTERING', [1]],
  ['SELECT * FROM rules WHERE token(a) > ?', [1]],
  ['SELECT * FROM rules WHERE a = 1 AND (b, c) > (?, ?)', [1, 1]],
];

describe('parameters', () => {
  it('may be null or unset where the server takes it, and nowhere else', async () => {
    const generated = await typesOf(rules.map(([text]) => text));
    const differ: string[] = [];
    for (const [text, parameters] of rules) {
      const variants = parameters.flatMap((_, index) =>
        [null, undefined].map((absent) => parameters.with(index, absent)),
      );
      for (const given of [parameters, ...variants]) {
        await session.execute("UPDATE rules SET l = [1], v = 'x', m = {'k': 1} WHERE a = 1 AND b = 1 AND c = 1");
        const isTaken = await session.execute(text, given).then(
          () => true,
          () => false,
        );
        const isTyped = generated.wrongInParameters(text, given) === undefined;
        if (isTaken !== isTyped)
          differ.push(`${text} ${JSON.stringify(given)}: ${isTaken ? 'taken' : 'refused'} by the server`);
      }
    }
    expect(differ).toEqual([]);
  });
});

describe('rows', () => {
  it('are null where the server gives null', async () => {
    await session.execute('INSERT INTO rules (a, s) VALUES (7, 1)');
    await session.execute('INSERT INTO rules (a, b, c) VALUES (8, 1, 1)');
    const queries = [
      'SELECT * FROM rules WHERE a = 7',
      'SELECT a AS b, b AS a, c, l, m, v, s FROM rules WHERE a IN (7, 8)',
      'SELECT a, b, c FROM rules WHERE a = 8 AND b = 1',
      'SELECT a, b, count(*), count(v), max(c), token(a), ttl(v), writetime(v) FROM rules WHERE a = 99',
      'SELECT a, count(*) FROM rules GROUP BY a',
      'SELECT DISTINCT a, s FROM rules',
      'SELECT JSON * FROM rules',
      'SELECT toJson(m), cast(c AS text), v FROM rules WHERE a = 8',
      "UPDATE rules SET v = 'x' WHERE a = 8 AND b = 1 AND c = 1 IF v = 'no' AND s = 3",
      "UPDATE rules SET v = 'x' WHERE a = 5 AND b = 1 AND c = 1 IF v = 'no'",
      "UPDATE rules SET v = 'x' WHERE a = 5 AND b = 1 AND c = 1 IF EXISTS",
      'INSERT INTO rules (a, b, c) VALUES (8, 1, 1) IF NOT EXISTS',
      'INSERT INTO rules (a, b, c) VALUES (6, 1, 1) IF NOT EXISTS',
      'BEGIN BATCH INSERT INTO rules (a, b, c) VALUES (8, 1, 1) IF NOT EXISTS; INSERT INTO rules (a, b, c) VALUES (8, 2, 1); APPLY BATCH',
      'SELECT key, cluster_name FROM system.local',
    ];
    const generated = await typesOf(queries);
    const wrong: string[] = [];
    for (const query of queries) {
      const { rows } = await session.execute(query);
      for (const row of rows)
        wrong.push(...[generated.wrongInRow(query, row) ?? []].flat().map((each) => `${query}: ${each}`));
      expect(rows.length).toBeGreaterThan(0);
    }
    expect(wrong).toEqual([]);
  });
});

/** Transactions of Accord, on a table of theirs. */
const transactions: [text: string, parameters: readonly unknown[]][] = [
  ['BEGIN TRANSACTION SELECT * FROM accounts WHERE id = ?; COMMIT TRANSACTION', [1]],
  ['BEGIN TRANSACTION SELECT owner, tags FROM accounts WHERE id = 2; COMMIT TRANSACTION', []],
  [
    'BEGIN TRANSACTION LET a = (SELECT * FROM accounts WHERE id = ?); SELECT a.id, a.amount, a.owner; IF a.amount > ? THEN UPDATE accounts SET amount -= ? WHERE id = ?; END IF COMMIT TRANSACTION',
    [1, 5, 5, 1],
  ],
  [
    'BEGIN TRANSACTION LET a = (SELECT * FROM accounts WHERE id = 1); LET b = (SELECT * FROM accounts WHERE id = 9); SELECT a.owner, b.amount; INSERT INTO accounts (id, amount) VALUES (?, ?); COMMIT TRANSACTION',
    [3, null],
  ],
  [
    'BEGIN TRANSACTION LET a = (SELECT * FROM accounts WHERE id = 9); IF a IS NULL THEN INSERT INTO accounts (id, owner) VALUES (9, ?); END IF COMMIT TRANSACTION',
    ['x'],
  ],
  [
    'BEGIN TRANSACTION LET a = (SELECT * FROM accounts WHERE id = ?); IF a.owner = ? AND a.amount >= ? THEN UPDATE accounts SET owner = ?, tags = tags + ? WHERE id = 1; DELETE owner FROM accounts WHERE id = ?; END IF COMMIT TRANSACTION',
    [1, 'a', 1, 'b', ['t'], 2],
  ],
];

describe('transactions', () => {
  const title = 'have the parameters and the rows of their types [needs Cassandra 6]';
  (release >= 6 ? it : it.skip)(title, async () => {
    await session.execute(
      "CREATE TABLE accounts (id int PRIMARY KEY, amount int, owner text, tags set<text>) WITH transactional_mode = 'full'",
    );
    const serial = { consistency: 'quorum' } as const;
    await session.execute("INSERT INTO accounts (id, amount, owner) VALUES (1, 10, 'a')", [], serial);
    await session.execute('INSERT INTO accounts (id) VALUES (2)', [], serial);
    const generated = await typesOf(transactions.map(([text]) => text));
    const wrong: unknown[] = [];
    for (const [text, parameters] of transactions) {
      const variants = parameters.flatMap((_, index) =>
        [null, undefined].map((absent) => parameters.with(index, absent)),
      );
      for (const given of [parameters, ...variants]) {
        const result = await session.execute(text, given, serial).catch((error: Error) => error);
        const isTyped = generated.wrongInParameters(text, given) === undefined;
        // Cassandra 6.0-alpha2 takes an unset value in a condition, and compares it with nothing.
        if (result instanceof Error ? isTyped : !isTyped && !given.includes(undefined))
          wrong.push(`${text} ${JSON.stringify(given)}: ${result instanceof Error ? result.message : 'taken'}`);
        if (!(result instanceof Error)) wrong.push(...result.rows.map((row) => generated.wrongInRow(text, row)));
      }
    }
    expect(wrong.filter((each) => each !== undefined)).toEqual([]);
    // Cassandra does not drop a keyspace with such a table.
    await session.execute('DROP TABLE accounts', [], { signal: AbortSignal.timeout(60_000) });
  });
});
