// Random bytes that a real server takes for a value, of every type and of nestings: what we read is what cassandra-driver
// reads, or an error of that request alone which names the column.
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client } from 'cassandra-driver';
import { AsyncCluster, types, type AsyncCassandraSession } from '../src/index';
import { comparable } from './types/comparable';
import { cqlText, userTypeStatements } from './types/cql-text';
import { createDriverEncoder } from './types/driver-encoder';
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
const random = new SeededRandom(15);
const encoding = { map: Map, set: Set };
const encoder = createDriverEncoder(encoding);

const columns = [
  ...nativeNames.map(native),
  ...nativeNames.map((name) => list(native(name))),
  ...keyNames.map((name) => map(native(name), tuple(native(name), native('text')))),
  ...keyNames.map((name) => set(native(name))),
  ...nativeNames.map((name) => vector(native(name), 2)),
  tuple(...nativeNames.map(native)),
  userType('every_native', Object.fromEntries(nativeNames.map((name) => [`f_${name}`, native(name)]))),
  ...random.times(30, () => randomType(random, 2)),
];

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
  const definitions = columns.map((type, index) => `c${index} ${cqlText(type, true)}`);
  await session.execute(`CREATE TABLE stored (k int PRIMARY KEY, n int, ${definitions.join(', ')})`);
});

afterAll(async () => {
  await driver.shutdown();
  await cluster.shutdown();
});

/** The bytes of a value, changed here and there; or no value's at all. */
function randomBytes(type: (typeof columns)[number]): Buffer {
  if (random.chance(0.3)) return random.bytes(random.pick([1, 2, 4, 8, 16, random.integer(0, 40)]));
  const bytes = Buffer.from(encoder.encode(randomValue(random, type, { asClasses: true, nulls: 0.2 }), type) ?? []);
  const changes = random.integer(0, 2);
  for (let change = 0; change < changes && bytes.length > 0; change++) {
    bytes[random.integer(0, bytes.length - 1)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.integer(0, 255)]);
  }
  return random.chance(0.2) ? bytes.subarray(0, random.integer(0, bytes.length)) : bytes;
}

/** What cassandra-driver leaves out of a tuple or a user type is null to us, or not there. */
function aligned(value: unknown): unknown {
  if (value instanceof types.Tuple) {
    const elements = value.elements.map(aligned);
    while (elements.length > 0 && (elements.at(-1) ?? null) === null) elements.pop();
    return { tuple: elements };
  }
  if (Array.isArray(value)) return value.map(aligned);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [aligned(key), aligned(item)]));
  if (value instanceof Set) return new Set([...value].map(aligned));
  if (value instanceof types.Vector && !(value instanceof Float32Array)) return { vector: [...value].map(aligned) };
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    return comparable(value) ?? null;
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, aligned(item)])
      .filter(([, it]) => it !== null),
  );
}

it.each(columns.map((type, index) => ({ type, name: cqlText(type), column: `c${index}` })))(
  '$column: $name',
  async ({ type, name, column }) => {
    const insert = await session.prepare(`INSERT INTO stored (k, ${column}) VALUES (1, ?)`);
    const query = `SELECT ${column} FROM stored WHERE k = 1`;
    const { requests } = session;
    let taken = 0;
    for (let round = 0; round < 25; round++) {
      const bytes = randomBytes(type);
      const isTaken = await session.execute(insert, [bytes]).then(
        () => true,
        (error: Error) => {
          expect(`${error.name}: ${error.message}`).toMatch(/InvalidRequestError|ServerError|RangeError/);
          return false;
        },
      );
      if (!isTaken) continue;
      taken++;
      const beside = session.execute('INSERT INTO stored (k, n) VALUES (2, ?)', [round]);
      const ours = session.execute(query).then(
        (result) => ({ value: result.one()!.get(0) }),
        (error: Error) => ({ error }),
      );
      const theirs = await driver.execute(query, [], { prepare: true }).then(
        (result) => ({ value: result.first().get(0) as unknown }),
        (error: Error) => ({ error }),
      );
      await beside;
      const read = await ours;
      const seen = { name, bytes: bytes.toString('hex') };
      if ('error' in read) {
        expect({ ...seen, message: read.error.message }).toEqual({
          ...seen,
          message: expect.stringContaining(`"${column}"`),
        });
        continue;
      }
      // Of what it cannot read the driver throws, or it loses its place at a null element.
      JSON.stringify(read.value, (_key, it: unknown) => (typeof it === 'bigint' ? `${it}` : it));
      if ('value' in theirs && !holdsNulls(read.value)) {
        expectSame({ ...seen, value: aligned(read.value) }, { ...seen, value: aligned(theirs.value) });
      }
    }
    expect(taken).toBeGreaterThan(0);
    expect(session.requests).toEqual(requests);
  },
);

function holdsNulls(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return false;
  const isList = Array.isArray(value) || value instanceof Set;
  const items =
    value instanceof Map
      ? [...value.keys(), ...value.values()]
      : isList || (value instanceof types.Vector && !(value instanceof Float32Array))
        ? [...(value as Iterable<unknown>)]
        : undefined;
  if (items !== undefined) return items.some((item) => item === null || holdsNulls(item));
  if (value instanceof types.Tuple) return value.elements.some(holdsNulls);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(holdsNulls);
}
