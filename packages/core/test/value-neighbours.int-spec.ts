// Values at the edges of each type: what is written is what a literal of the server writes, or an error that names the column.
import { inspect } from 'node:util';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { AsyncCluster, types, type AsyncCassandraSession } from '../src/index';

const keyspace = useKeyspace();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

beforeAll(async () => {
  cluster = new AsyncCluster(keyspace.clusterOptions());
  session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TYPE place (name text, tags frozen<list<text>>)');
});

afterAll(() => cluster.shutdown());

const { Duration, Long, Tuple, Vector } = types;
const refused = Symbol('refused');

/** Type, value, and the literal that means the same to the server. */
type Case = readonly [type: string, value: unknown, literal: string | typeof refused];

const huge = 2n ** 63n;

const cases: readonly Case[] = [
  ['bigint', huge - 1n, '9223372036854775807'],
  ['bigint', -huge, '-9223372036854775808'],
  ['bigint', huge, refused],
  ['bigint', -huge - 1n, refused],
  ['bigint', 2 ** 53, '9007199254740992'],
  ['bigint', 2 ** 53 - 1, '9007199254740991'],
  ['bigint', Long.MIN_VALUE, '-9223372036854775808'],
  ['bigint', Number.NaN, refused],
  ['bigint', Infinity, refused],
  ['bigint', -0, '0'],
  ['int', 2n ** 31n, refused],
  ['int', 7n, '7'],
  ['int', -0, '0'],
  ['smallint', 32768n, refused],
  ['tinyint', -129, refused],
  ['varint', 2n ** 200n, String(2n ** 200n)],
  ['varint', -(2n ** 200n), String(-(2n ** 200n))],
  ['varint', -128n, '-128'],
  ['varint', -129n, '-129'],
  ['varint', '-0', '0'],
  ['varint', '12345678901234567890123', '12345678901234567890123'],
  ['varint', 1.5, refused],
  ['float', Number.NaN, 'NaN'],
  ['float', Infinity, 'Infinity'],
  ['float', -Infinity, '-Infinity'],
  ['float', -0, '-0.0'],
  ['float', 1e39, refused],
  ['float', 0.1, '0.1'],
  ['double', Number.NaN, 'NaN'],
  ['double', -0, '-0.0'],
  ['double', Number.MIN_VALUE, '5e-324'],
  ['double', '', refused],
  ['decimal', Number.NaN, refused],
  ['decimal', Infinity, refused],
  ['ascii', 'plain', `'plain'`],
  ['ascii', '', `''`],
  ['ascii', 'naïve', refused],
  ['ascii', '\u007f', `'\u007f'`],
  ['text', '', `''`],
  ['text', '\u0000', `'\u0000'`],
  ['blob', '', refused],
  ['blob', Buffer.alloc(0), '0x'],
  ...['int', 'bigint', 'varint', 'float', 'decimal', 'boolean', 'uuid', 'timeuuid', 'inet', 'timestamp', 'date'].map(
    (type): Case => [type, '', refused],
  ),
  ['time', '', refused],
  ['duration', '', refused],
  ...['1y2mo3d4h', '-1h', 'P1Y2M3DT4H5M6S', '1x'].map((text): Case => ['duration', text, refused]),
  ['duration', new Duration(1, -1, Long.ZERO), refused],
  ['duration', new Duration(-1, -2, Long.fromNumber(-3)), '-1mo2d3ns'],
  ['duration', new Duration(2 ** 31, 0, Long.ZERO), refused],
  ['duration', new Duration(1.5, 0, Long.ZERO), refused],
  ['list<duration>', [new Duration(0, 1, Long.fromNumber(-1))], refused],
  ['uuid', '123e4567-e89b-12d3-a456-42661417400', refused],
  ['uuid', '123E4567-E89B-12D3-A456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
  ['inet', '::ffff:1.2.3.4', `'::ffff:1.2.3.4'`],
  ['inet', '1.2.3.4.5', refused],
  ['inet', 'localhost', refused],
  ['inet', '01.2.3.4', `'01.2.3.4'`],
  ['date', '2024-02-30', refused],
  ['time', '23:59:59.999999999', `'23:59:59.999999999'`],
  ['time', '24:00', refused],
  ['list<int>', [1, null], refused],
  ['list<int>', [1, undefined], refused],
  ['list<int>', [], '[]'],
  ['list<text>', [''], `['']`],
  ['list<int>', [''], refused],
  ['set<text>', [null], refused],
  ['set<text>', ['a', 'a'], `{'a'}`],
  ['map<text, int>', { a: null }, refused],
  ['map<text, int>', new Map([[null, 1]]), refused],
  ['map<text, frozen<list<int>>>', { a: [null] }, refused],
  ['list<frozen<list<int>>>', [[1], null], refused],
  ['tuple<int, text>', [null, null], '(null, null)'],
  ['tuple<int, text>', new Tuple(1, null), '(1, null)'],
  ['tuple<int, frozen<list<int>>>', [1, [null]], refused],
  ['frozen<place>', { name: null, tags: null }, '{name: null, tags: null}'],
  ['frozen<place>', { name: '', tags: [] }, `{name: '', tags: []}`],
  ['frozen<place>', { tags: [null] }, refused],
  ['list<frozen<place>>', [{ name: 'a' }], `[{name: 'a'}]`],
  ['vector<text, 2>', ['a', ''], `['a', '']`],
  ['vector<text, 2>', ['a', null], refused],
  ['vector<text, 2>', ['a'], refused],
  ['vector<text, 2>', ['a', 'b', 'c'], refused],
  ['vector<varint, 2>', [1n, -(2n ** 70n)], `[1, ${-(2n ** 70n)}]`],
  ['vector<varint, 2>', [1, ''], refused],
  ['vector<float, 2>', new Vector([1, 2]), '[1.0, 2.0]'],
  ['vector<float, 2>', [1, Number.NaN], '[1.0, NaN]'],
  ['vector<frozen<list<int>>, 2>', [[1], []], '[[1], []]'],
  ['vector<int, 2>', [1, 2 ** 31], refused],
];

const hasVectors = (): Promise<boolean> =>
  session
    .execute('SELECT release_version FROM system.local')
    .then((it) => Number.parseInt(String(it.one()!.get(0)), 10) >= 5);

test('an edge of a type is stored as the server takes it, or is refused by its column', async () => {
  const withVectors = await hasVectors();
  const known = cases.filter(([type]) => withVectors || !type.startsWith('vector'));
  const columns = new Map([...new Set(known.map(([type]) => type))].map((type, index) => [type, `v${index}`]));
  const definitions = [...columns].map(([type, column]) => `${column} ${type}`);
  await session.execute(`CREATE TABLE edges (k int PRIMARY KEY, ${definitions.join(', ')})`);
  const shown = (value: unknown): string => inspect(value, { breakLength: Infinity });
  const stored = [];
  const expected = [];
  for (const [k, [type, value, literal]] of known.entries()) {
    const column = columns.get(type)!;
    const read = async (key: number): Promise<unknown> =>
      (await session.execute(`SELECT toJson(${column}) AS v FROM edges WHERE k = ?`, [key])).one()?.['v'];
    const outcome = await session.execute(`INSERT INTO edges (k, ${column}) VALUES (?, ?)`, [2 * k, value]).then(
      () => read(2 * k),
      (error: Error) => (error.message.includes(`"${column}`) ? refused : error),
    );
    stored.push([type, shown(value), outcome]);
    if (literal !== refused)
      await session.execute(`INSERT INTO edges (k, ${column}) VALUES (${2 * k + 1}, ${literal})`);
    expected.push([type, shown(value), literal === refused ? refused : await read(2 * k + 1)]);
  }
  expect(stored).toEqual(expected);
});
