// What is accepted beside the values that reading gives: what cassandra-driver accepts for a known type, and a little more.
import { types } from 'cassandra-driver';
import { list, map, native, set, tuple, userType, vector } from '../../test/types/random-types';
import { ByteWriter } from '../protocol/byte-writer';
import type { DataType } from '../protocol/data-type';
import { Codecs } from './codecs';

const int = native('int');
const text = native('text');
const floats = vector(native('float'), 2);
const date = new types.LocalDate(2024, 2, 29);
const uuid = '123e4567-e89b-12d3-a456-426614174000';
const point = userType('point', { x: int, y: int });

/** Its fields are named like what every object inherits. */
const inherited = userType('inherited', { constructor: text, ['__proto__']: text });

/** As another copy of the package `long` makes them. */
const foreignLong: unknown = Object.assign(Object.create({ __isLong__: true }) as object, {
  high: 0,
  low: 5,
  unsigned: false,
  toNumber: () => 5,
});

class Point {
  readonly #x = 1;
  readonly y = 2;
  get x(): number {
    return this.#x;
  }
}

const same: [type: string, dataType: DataType, value: unknown, as: unknown][] = [
  ['int', int, '-12', -12],
  ['int', int, 12n, 12],
  ['int', int, types.Long.fromInt(12), 12],
  ['int', int, -0, 0],
  ['smallint', native('smallint'), '+7', 7],
  ['tinyint', native('tinyint'), 7n, 7],
  ['bigint', native('bigint'), 5, types.Long.fromInt(5)],
  ['bigint', native('bigint'), -5n, types.Long.fromInt(-5)],
  ['bigint', native('bigint'), '-9223372036854775808', types.Long.MIN_VALUE],
  ['bigint', native('bigint'), 2 ** 62, types.Long.fromString('4611686018427387904')],
  ['bigint', native('bigint'), foreignLong, types.Long.fromInt(5)],
  ['timestamp', native('timestamp'), foreignLong, new Date(5)],
  ['int', int, foreignLong, 5],
  ['counter', native('counter'), '5', types.Long.fromInt(5)],
  ['varint', native('varint'), 128, types.Integer.fromInt(128)],
  ['varint', native('varint'), -(2 ** 40), types.Integer.fromString('-1099511627776')],
  ['varint', native('varint'), '-129', types.Integer.fromInt(-129)],
  ['varint', native('varint'), 2n ** 64n, types.Integer.fromString('18446744073709551616')],
  ['decimal', native('decimal'), -1.25, types.BigDecimal.fromString('-1.25')],
  ['decimal', native('decimal'), ' 7 ', types.BigDecimal.fromString('7')],
  ['decimal', native('decimal'), 1e-30, new types.BigDecimal(1, 30)],
  ['decimal', native('decimal'), '12e3', new types.BigDecimal(12, -3)],
  ['decimal', native('decimal'), 7n, types.BigDecimal.fromString('7')],
  ['float', native('float'), '1.5', 1.5],
  ['double', native('double'), '-1e300', -1e300],
  ['boolean', native('boolean'), 1, true],
  ['boolean', native('boolean'), 'false', false],
  ['blob', native('blob'), new Uint8Array([1, 2]), Buffer.from([1, 2])],
  ['blob', native('blob'), new Uint8Array(100).fill(7), Buffer.alloc(100, 7)],
  ['date', native('date'), '2024-02-29', date],
  ['date', native('date'), '2147483647', types.LocalDate.fromString('2147483647')],
  ['date', native('date'), '+5881580-07-11', types.LocalDate.fromString('2147483647')],
  ['date', native('date'), '-5877641-06-23', types.LocalDate.fromString('-2147483648')],
  ['date', native('date'), '275760-09-13', types.LocalDate.fromString('100000000')],
  ['date', native('date'), '-0001-02-28', new types.LocalDate(-1, 2, 28)],
  ['date', native('date'), '0000-02-29', new types.LocalDate(0, 2, 29)],
  ['date', native('date'), new Date(2024, 1, 29, 23, 59), date],
  ['time', native('time'), '13:30', types.LocalTime.fromString('13:30:00')],
  ['time', native('time'), '23:59:59.999999999', types.LocalTime.fromMilliseconds(86_399_999, 999_999)],
  ['timestamp', native('timestamp'), 1_700_000_000_000, new Date(1_700_000_000_000)],
  ['timestamp', native('timestamp'), '2024-02-29T12:00:00Z', new Date('2024-02-29T12:00:00Z')],
  ['timestamp', native('timestamp'), types.Long.fromInt(-1), new Date(-1)],
  ['timestamp', native('timestamp'), -1n, new Date(-1)],
  ['uuid', native('uuid'), uuid.toUpperCase(), types.Uuid.fromString(uuid)],
  ['timeuuid', native('timeuuid'), uuid, types.Uuid.fromString(uuid)],
  ['inet', native('inet'), '192.168.1.20', types.InetAddress.fromString('192.168.1.20')],
  ['inet', native('inet'), '::1', types.InetAddress.fromString('::1')],
  ['inet', native('inet'), '1::', types.InetAddress.fromString('1::')],
  ['inet', native('inet'), '::ffff:1.2.3.4', types.InetAddress.fromString('::ffff:1.2.3.4')],
  ['double', native('double'), 'NaN', NaN],
  ['double', native('double'), '-Infinity', -Infinity],
  ['list', list(int), new Set([1, 2]), [1, 2]],
  ['list', list(int), Int32Array.of(1, 2), [1, 2]],
  ['list', list(int), new Set<number>(), []],
  ['set', set(int), new Set([1, 2]), [1, 2]],
  ['set', set(int), Int32Array.of(1, 2), [1, 2]],
  ['map', map(int, text), new Map([[1, 'a']]), { 1: 'a' }],
  ['map', map(text, int), Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ['tuple', tuple(int, text), [1], new types.Tuple(1)],
  ['tuple', tuple(int, text), [undefined, types.unset], new types.Tuple(null, null)],
  ['user type', point, new Point(), { x: 1, y: 2 }],
  ['user type', point, { y: 2, other: 3 }, { x: null, y: 2 }],
  ['user type', inherited, {}, { constructor: null, ['__proto__']: null }],
  ['user type', inherited, { constructor: 'a', ['__proto__']: 'b' }, { ['__proto__']: 'b', constructor: 'a' }],
  ['vector', floats, [1, 2], new types.Vector([1, 2])],
  ['vector', floats, new Float32Array([1, 2]), new types.Vector([1, 2])],
  ['vector', floats, new types.Vector(new Float32Array([1, 2])), new types.Vector([1, 2])],
  ['vector', vector(int, 2), Int32Array.of(1, 2), new types.Vector([1, 2])],
];

describe.each([{ compile: true }, { compile: false }])('parameters, $compile', ({ compile }) => {
  const codecs = new Codecs({ compile });

  it.each(same)('takes for %s what means the same (%#)', (_name, type, value, as) => {
    expect(parameterBytes(codecs, type, value)).toBe(parameterBytes(codecs, type, as));
  });

  it.each([int, text, native('varint'), list(int), floats])('takes bytes as they are (%#)', (type) => {
    const bytes = type === floats ? Buffer.alloc(8, 1) : Buffer.alloc(4, 1);
    expect(parameterBytes(codecs, type, bytes)).toBe(
      `${type === floats ? '00000008' : '00000004'}${bytes.toString('hex')}`,
    );
  });

  it('writes null as a length of -1, unset and undefined as -2', () => {
    expect(parameterBytes(codecs, int, null)).toBe('ffffffff');
    expect(parameterBytes(codecs, list(int), null)).toBe('ffffffff');
    expect(parameterBytes(codecs, int, types.unset)).toBe('fffffffe');
    expect(parameterBytes(codecs, int, undefined)).toBe('fffffffe');
  });

  it('writes undefined as null where the options say so, but unset as unset', () => {
    const strict = new Codecs({ compile, encoding: { useUndefinedAsUnset: false } });
    expect(parameterBytes(strict, int, undefined)).toBe('ffffffff');
    expect(parameterBytes(strict, int, types.unset)).toBe('fffffffe');
  });

  it('keeps an empty collection empty', () => {
    expect(parameterBytes(codecs, list(int), [])).toBe('0000000400000000');
    expect(parameterBytes(codecs, set(int), new Set())).toBe('0000000400000000');
    expect(parameterBytes(codecs, map(int, int), {})).toBe('0000000400000000');
  });

  it('grows the writer for long values', () => {
    const long = 'é'.repeat(100_000);
    expect(parameterBytes(codecs, text, long)).toBe(`00030d40${Buffer.from(long).toString('hex')}`);
    expect(parameterBytes(codecs, list(text), [long, long]).length).toBe(2 * (4 + 4 + 2 * (4 + 200_000)));
  });
});

function parameterBytes(codecs: Codecs, type: DataType, value: unknown): string {
  const writer = new ByteWriter();
  codecs.parametersEncoder([{ keyspace: 'ks', table: 't', name: 'c', type }]).encode(writer, [value]);
  return writer.buffer.toString('hex', 0, writer.position);
}
