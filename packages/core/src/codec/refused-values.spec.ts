// What is refused: the wrong kind of value, and every value that would be stored as something else. The error names the
// column and its type, never the value.
import { types } from 'cassandra-driver';
import { list, map, native, set, tuple, userType, vector } from '../../test/types/random-types';
import { ByteWriter } from '../protocol/byte-writer';
import type { DataType } from '../protocol/data-type';
import { Codecs } from './codecs';

const int = native('int');
const text = native('text');
const secret = 'hunter2';
const byte = native('tinyint');
const long = native('bigint');
const point = userType('point', { x: int });

const wrongKind: [type: DataType, value: unknown, message: string][] = [
  [int, secret, 'Column "age" (int): expected an integer, got a string'],
  [int, '', 'Column "age" (int): expected an integer, got a string'],
  [int, 1.5, 'Column "age" (int): expected an integer, got a fraction'],
  [int, NaN, 'Column "age" (int): expected an integer, got NaN'],
  [int, Infinity, 'Column "age" (int): expected an integer, got an infinite number'],
  [int, true, 'Column "age" (int): expected an integer, got a boolean'],
  [int, [1], 'Column "age" (int): expected an integer, got an array'],
  [int, new Date(), 'Column "age" (int): expected an integer, got a Date'],
  [int, { secret }, 'Column "age" (int): expected an integer, got an object'],
  [long, '12abc', 'Column "age" (bigint): expected an integer, got a string'],
  [long, 0.1, 'Column "age" (bigint): expected an integer, got a fraction'],
  [native('varint'), 0.1, 'Column "age" (varint): expected an integer, got a fraction'],
  [native('decimal'), NaN, 'Column "age" (decimal): expected a BigDecimal, a number, or its string, got NaN'],
  [native('decimal'), '1.2.3', 'Column "age" (decimal): expected a BigDecimal, a number, or its string, got a string'],
  [native('double'), 'x', 'Column "age" (double): expected a number, got a string'],
  [native('double'), 1n, 'Column "age" (double): expected a number, got a bigint'],
  [native('boolean'), 'no', 'Column "age" (boolean): expected a boolean, got a string'],
  [native('boolean'), 2, 'Column "age" (boolean): expected a boolean, got a number'],
  [text, 1, 'Column "age" (text): expected a string, got a number'],
  [text, {}, 'Column "age" (text): expected a string, got an object'],
  [native('blob'), secret, 'Column "age" (blob): expected a Buffer or a Uint8Array, got a string'],
  [native('uuid'), secret, 'Column "age" (uuid): expected a Uuid or its string, got a string'],
  [
    native('uuid'),
    '123e4567-e89b-12d3-a456-42661417400g',
    'Column "age" (uuid): expected a Uuid or its string, got a string',
  ],
  [native('inet'), '300.1.1.1', 'Column "age" (inet): expected an InetAddress or its string, got a string'],
  [native('inet'), '', 'Column "age" (inet): expected an InetAddress or its string, got a string'],
  [native('inet'), '1:2:3', 'Column "age" (inet): expected an InetAddress or its string, got a string'],
  [native('inet'), '1::2::3', 'Column "age" (inet): expected an InetAddress or its string, got a string'],
  [
    native('date'),
    '2023-02-29',
    'Column "age" (date): expected a LocalDate, a Date, or a string like 2024-02-29, got a string',
  ],
  [
    native('date'),
    new Date(NaN),
    'Column "age" (date): expected a LocalDate, a Date, or a string like 2024-02-29, got an invalid Date',
  ],
  [
    native('date'),
    '19782',
    'Column "age" (date): expected a LocalDate, a Date, or a string like 2024-02-29, got a string',
  ],
  [native('time'), '25:00', 'Column "age" (time): expected a LocalTime or a string like 13:30:54.234, got a string'],
  [native('time'), secret, 'Column "age" (time): expected a LocalTime or a string like 13:30:54.234, got a string'],
  [
    native('timestamp'),
    secret,
    'Column "age" (timestamp): expected a Date, milliseconds, or an ISO 8601 string like 2024-02-29T13:30:00Z, got a string',
  ],
  [
    native('timestamp'),
    new Date(NaN),
    'Column "age" (timestamp): expected a Date, milliseconds, or an ISO 8601 string like 2024-02-29T13:30:00Z, got an invalid Date',
  ],
  [native('timestamp'), 1.5, 'Column "age" (timestamp): expected an integer, got a fraction'],
  [native('duration'), '1mo', 'Column "age" (duration): expected a Duration, got a string'],
  [list(int), 5, 'Column "age" (list<int>): expected an array or a Set, got a number'],
  [list(int), [1, null], 'Column "age" (list<int>): expected elements that are not null, got null'],
  [list(int), [1, secret], 'Column "age" (list<int>): expected an integer, got a string'],
  [list(int), new Map(), 'Column "age" (list<int>): expected an array or a Set, got a Map'],
  [list(int), [1].values(), 'Column "age" (list<int>): expected an array or a Set, not an iterator, got an object'],
  [set(text), secret, 'Column "age" (set<text>): expected an array or a Set, got a string'],
  [map(text, int), [1], 'Column "age" (map<text, int>): expected an object or a Map, got an array'],
  [map(text, int), new Set([1]), 'Column "age" (map<text, int>): expected an object or a Map, got a Set'],
  [map(text, int), { a: null }, 'Column "age" (map<text, int>): expected values that are not null, got null'],
  [map(text, int), new Map([[null, 1]]), 'Column "age" (map<text, int>): expected keys that are not null, got null'],
  [tuple(int), 5, 'Column "age" (tuple<int>): expected a Tuple or an array, got a number'],
  [point, 5, 'Column "age" (point): expected an object with the fields of the type, got a number'],
  [point, { x: secret }, 'Column "age" (point): expected an integer, got a string'],
  [vector(int, 1), 5, 'Column "age" (vector<int, 1>): expected a Vector, an array or a typed array, got a number'],
  [vector(int, 1), [null], 'Column "age" (vector<int, 1>): expected elements that are not null, got null'],
];

/** Their contents are not properties: read by name they would be stored as nothing. */
const withoutNames: [kind: string, value: object][] = [
  ['a Promise', Promise.resolve({ x: 1 })],
  ['an Error', new Error(secret)],
  ['a RegExp', /x/],
  ['a Date', new Date()],
  ['a Number', Object(1) as object],
  ['a String', Object('x') as object],
  ['an ArrayBuffer', new ArrayBuffer(8)],
  ['a DataView', new DataView(new ArrayBuffer(8))],
  ['an Uint16Array', new Uint16Array(1)],
  ['a WeakMap', new WeakMap()],
  ['a Set', new Set(['x'])],
  ['a Headers', new Headers({ x: '1' })],
  ['an URLSearchParams', new URLSearchParams('x=1')],
  ['an object', [1].values()],
  ['an Uuid', types.Uuid.random()],
  ['a Tuple', new types.Tuple(1)],
  ['a Long', types.Long.ONE],
  ['a LocalDate', types.LocalDate.now()],
];

const wrongRange: [type: DataType, value: unknown, message: string][] = [
  [
    native('duration'),
    new types.Duration(1, -1, types.Long.ZERO),
    'Column "age" (duration): expected a Duration whose parts have the same sign, got one out of range',
  ],
  [
    native('duration'),
    new types.Duration(1.5, 0, types.Long.ZERO),
    'Column "age" (duration): expected a Duration whose months and days are integers of 32 bits, got one out of range',
  ],
  [int, 2 ** 31, 'Column "age" (int): expected an integer from -2147483648 to 2147483647, got one out of range'],
  [int, '2147483648', 'Column "age" (int): expected an integer from -2147483648 to 2147483647, got one out of range'],
  [byte, 128, 'Column "age" (tinyint): expected an integer from -128 to 127, got one out of range'],
  [
    native('smallint'),
    -32769,
    'Column "age" (smallint): expected an integer from -32768 to 32767, got one out of range',
  ],
  [long, 2 ** 63, 'Column "age" (bigint): expected an integer of 64 bits, got one out of range'],
  [long, 2n ** 63n, 'Column "age" (bigint): expected an integer of 64 bits, got one out of range'],
  [long, '9223372036854775808', 'Column "age" (bigint): expected an integer of 64 bits, got one out of range'],
  [long, types.Long.MAX_UNSIGNED_VALUE, 'Column "age" (bigint): expected an integer of 64 bits, got one out of range'],
  [native('float'), 1e300, 'Column "age" (float): expected a number of 32 bits, got one out of range'],
  [native('ascii'), 'é', 'Column "age" (ascii): expected a string of ASCII characters, got one out of range'],
  [int, Buffer.alloc(3), 'Column "age" (int): expected 4 bytes, got a Buffer of 3'],
  [tuple(int), [], 'Column "age" (tuple<int>): expected at least 1 element, got none'],
  [text, 'a\ud800', 'Column "age" (text): expected whole characters, got half of a surrogate pair'],
  [text, `${'é'.repeat(600)}\udc00`, 'Column "age" (text): expected whole characters, got half of a surrogate pair'],
  [
    list(text),
    ['\ud83d', '\ude00'],
    'Column "age" (list<text>): expected whole characters, got half of a surrogate pair',
  ],
  [
    map(text, int),
    { '\ud800': 1 },
    'Column "age" (map<text, int>): expected whole characters, got half of a surrogate pair',
  ],
  [native('ascii'), '\ud800', 'Column "age" (ascii): expected a string of ASCII characters, got one out of range'],
  [
    native('varint'),
    '9'.repeat(400_001),
    'Column "age" (varint): expected at most 400000 digits in a string, or a bigint, got one out of range',
  ],
  [long, '9'.repeat(1_000_000), 'Column "age" (bigint): expected an integer of 64 bits, got one out of range'],
  [
    native('decimal'),
    new types.BigDecimal(1, 2 ** 40),
    'Column "age" (decimal): expected a decimal with a scale of 32 bits, got one out of range',
  ],
  [native('double'), '1e400', 'Column "age" (double): expected a number of 64 bits, got one out of range'],
  [tuple(int), [1, 2], 'Column "age" (tuple<int>): expected at most 1 elements, got 2'],
  [vector(int, 2), [1], 'Column "age" (vector<int, 2>): expected 2 elements, got 1'],
  [
    vector(native('float'), 1),
    [1e300],
    'Column "age" (vector<float, 1>): expected a number of 32 bits, got one out of range',
  ],
];

describe.each([{ compile: true }, { compile: false }])('parameters, compiled: $compile', ({ compile }) => {
  const codecs = new Codecs({ compile });
  const encode = (type: DataType, value: unknown): void => {
    codecs.parametersEncoder([{ keyspace: 'ks', table: 't', name: 'age', type }]).encode(new ByteWriter(), [value]);
  };

  it.each(wrongKind)('refuse what is of another kind (%#)', (type, value, message) => {
    expect(() => encode(type, value)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'INVALID_PARAMETER', message }),
    );
    expect(message).not.toContain(secret);
  });

  it.each(withoutNames)('refuse %s for a map and for a user type', (kind, value) => {
    const nested = [map(text, point), { a: value }] as const;
    for (const [type, given] of [[map(text, text), value], [point, value], nested] as const) {
      expect(() => encode(type, given)).toThrow(new RegExp(`^Column "age" .*: expected an object .*, got ${kind}$`));
    }
  });

  it('refuse a Map for a user type', () => {
    expect(() => encode(point, new Map([['x', 1]]))).toThrow(
      'Column "age" (point): expected an object with the fields of the type, got a Map',
    );
  });

  it.each(wrongRange)('refuse what is out of range (%#)', (type, value, message) => {
    expect(() => encode(type, value)).toThrow(new RangeError(message));
  });

  it.each([
    [text, '\ud800'],
    [int, 'no number'],
    [map(text, int), { a: 'no number' }],
  ])('name the column that is to blame among others (%#)', (type, wrong) => {
    const columns: [string, DataType, unknown][] = [
      ['before', map(text, int), { a: 1 }],
      ['wrong', type, wrong],
      ['after', list(text), ['a']],
    ];
    const encoder = codecs.parametersEncoder(
      columns.map(([name, each]) => ({ keyspace: 'ks', table: 't', name, type: each })),
    );
    const values = columns.map(([, , value]) => value);
    expect(() => encoder.encode(new ByteWriter(), values)).toThrow(/^Column "wrong" /);
  });

  it('pass on what the user’s own object throws', () => {
    const value = {
      get x(): number {
        throw new Error('of the getter');
      },
    };
    expect(() => encode(point, value)).toThrow(new Error('of the getter'));
  });
});
