// The same statements over protocol v4 and over v5, on one server that speaks both: equal rows, whichever wrote them.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster, BatchStatement, type AsyncCassandraSession, type ExecuteOptions } from '../src/index';
import type { DataType } from '../src/protocol/data-type';
import { hasVirtualTables } from './fixture/server-release';
import { comparable } from './types/comparable';
import { cqlText, userTypeStatements } from './types/cql-text';
import { expectSame } from './types/expect-same';
import {
  keyNames,
  list,
  map,
  native,
  nativeNames,
  randomType,
  set,
  tuple,
  userType,
  vector,
} from './types/random-types';
import { randomValue } from './types/random-values';
import { SeededRandom } from './types/seeded-random';

const keyspace = useKeyspace();
const random = new SeededRandom(19);
const rounds = 110;

const columns: DataType[] = [
  ...nativeNames.map(native),
  ...nativeNames.map((inner) => list(native(inner))),
  ...keyNames.map((inner) => set(native(inner))),
  ...keyNames.map((key) => map(native(key), native('int'))),
  ...nativeNames.map((inner) => vector(native(inner), 2)),
  tuple(...nativeNames.map(native)),
  userType('every_native', Object.fromEntries(nativeNames.map((field) => [`f_${field}`, native(field)]))),
  ...random.times(10, () => randomType(random, 3)),
];
const names = columns.map((_, index) => `c${index}`);
const insert = `INSERT INTO matrix (k, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`;

/** One for each version. */
let clusters: AsyncCluster[];
let sessions: AsyncCassandraSession[];

async function both(query: string, parameters?: unknown[], options?: ExecuteOptions): Promise<unknown[]> {
  return Promise.all(
    sessions.map(async (session) => {
      const result = await session.execute(query, parameters, options);
      return {
        columns: result.columns.map(({ name, type }) => ({ name, type: cqlText(type) })),
        rows: result.rows.map((row) => row.values().map(comparable)),
      };
    }),
  );
}

async function expectEqual(query: string, parameters?: unknown[], options?: ExecuteOptions): Promise<void> {
  const [four, five] = await both(query, parameters, options);
  expectSame({ query, seen: four }, { query, seen: five });
}

(hasVirtualTables ? describe : describe.skip)('statements over v4 and v5 [needs Cassandra 4.0]', () => {
  beforeAll(async () => {
    const { protocolVersion: _, ...options } = keyspace.clusterOptions();
    const encoding = { map: Map, set: Set };
    clusters = [4, 5].map(
      (protocolVersion) => new AsyncCluster({ ...options, encoding, allowProtocolV4: true, protocolVersion }),
    );
    sessions = await Promise.all(clusters.map((cluster) => cluster.connect(keyspace.name)));
    const [session] = sessions as [AsyncCassandraSession];
    for (const statement of columns.flatMap(userTypeStatements)) {
      await session.execute(statement.replace('CREATE TYPE', 'CREATE TYPE IF NOT EXISTS'));
    }
    const definitions = columns.map((type, index) => `c${index} ${cqlText(type, index % 2 === 0)}`);
    await session.execute(`CREATE TABLE matrix (k int PRIMARY KEY, ${definitions.join(', ')})`);
    await session.execute('CREATE TABLE plain (k int, c int, s text STATIC, v text, PRIMARY KEY (k, c))');
    await session.execute('CREATE TABLE counts (k int PRIMARY KEY, n counter)');
  });

  afterAll(() => Promise.all(clusters.map((cluster) => cluster.shutdown())));

  test('speak the versions that they are told to', () => {
    expect(clusters.map(({ protocolVersion }) => protocolVersion)).toEqual([4, 5]);
  });

  test(`give equal rows of every type: ${5 * rounds} of them, prepared and as texts`, async () => {
    for (let k = 0; k < rounds; k++) {
      const values = columns.map((type) =>
        random.chance(0.1) ? null : randomValue(random, type, { asClasses: true, nulls: 0.2 }),
      );
      await sessions[k % 2]!.execute(insert, [k, ...values]);
      await expectEqual(`SELECT * FROM matrix WHERE k = ?`, [k]);
      await expectEqual(`SELECT * FROM matrix WHERE k = ${k}`);
    }
  });

  test('give equal rows page by page, and where each goes on from the page of the other', async () => {
    for (const fetchSize of [1, 7, 50]) await expectEqual('SELECT k, c0, c1 FROM matrix', [], { fetchSize });
    for (const [first, second] of [sessions, sessions.toReversed()]) {
      const page = await first!.executePage('SELECT k FROM matrix', [], { fetchSize: 60 });
      const rest = await second!.executePage('SELECT k FROM matrix', [], { pagingState: page.pagingState });
      const keys = [...page.rows, ...rest.rows].map((row) => row['k'] as number);
      expect(keys.sort((one, other) => one - other)).toEqual(Array.from({ length: rounds }, (_, k) => k));
    }
  });

  test('do the same in batches, conditions, counters and with options', async () => {
    for (const [index, session] of sessions.entries()) {
      const batch = new BatchStatement({ type: 'unlogged' });
      batch.add(`INSERT INTO plain (k, c, v) VALUES (${index}, 0, 'text')`);
      for (let c = 1; c < 20; c++) batch.add('INSERT INTO plain (k, c, v) VALUES (?, ?, ?)', [index, c, `v${c}`]);
      await session.executeBatch(batch, { timestamp: 1000 });
      await session.execute('UPDATE counts SET n = n + 2 WHERE k = ?', [index]);
    }
    await expectEqual('SELECT k, c, v, writetime(v), ttl(v) FROM plain');
    await expectEqual('SELECT n FROM counts');
    await expectEqual("INSERT INTO plain (k, c, v) VALUES (0, 0, 'other') IF NOT EXISTS");
    await expectEqual('UPDATE plain SET v = ? WHERE k = 0 AND c = 0 IF v = ?', ['x', 'not this']);
    await expectEqual('SELECT v FROM plain WHERE k = 0', [], { consistency: 'localSerial' });
  });

  test.each([
    'SELECT count(*) FROM plain',
    'SELECT k, max(c), min(v) FROM plain GROUP BY k',
    'SELECT DISTINCT k, s FROM plain',
    'SELECT JSON * FROM plain',
    'SELECT token(k), v AS "Value", cast(c AS text) FROM plain',
    'SELECT k FROM plain WHERE c IN (1, 2) ALLOW FILTERING',
    'SELECT * FROM plain WHERE k = 0 ORDER BY c DESC LIMIT 5',
    'SELECT * FROM plain PER PARTITION LIMIT 2',
    'SELECT keyspace_name, replication FROM system_schema.keyspaces',
    'SELECT * FROM plain WHERE k = 99',
  ])('are equal: %s', (query) => expectEqual(query));

  test.each([
    'SELECT nothing FROM plain',
    'SELECT FROM',
    'SELECT * FROM plain WHERE v = 1',
    'INSERT INTO plain (k) VALUES (1)',
  ])('are refused alike: %s', async (query) => {
    const errors = await Promise.all(sessions.map((session) => session.execute(query).catch((error: Error) => error)));
    const [four, five] = errors.map((error) => ({ name: (error as Error).name, message: (error as Error).message }));
    expect(four).toEqual(five);
    expect(errors[0]).toBeInstanceOf(Error);
  });
});
