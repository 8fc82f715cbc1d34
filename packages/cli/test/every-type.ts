// A table with every CQL type, alone and nested, and rows with the values at their limits.
import { types } from '@async-cassandra/core';

const { BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Long, TimeUuid, Tuple, Uuid, Vector } = types;

const uuids = ['7d444840-9dc0-11d1-b245-5ffdce74fad2', '00000000-0000-0000-0000-000000000000'];
const timeUuids = ['50554d6e-29bb-11e5-b345-feff819cdc9f', '13814000-1dd2-11b2-8080-808080808080'];
const days = ['0', '-1', '-719528', '2932896', '2932897', '106751', '2147483647', '-2147483648'];

/** Values of each native type; the first two are keys and elements as well. */
export const natives: Readonly<Record<string, readonly unknown[]>> = {
  ascii: ['plain', '', ' ', '"', "'", ',', '\n', '~'],
  bigint: ['1', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993'].map((text) =>
    Long.fromString(text),
  ),
  blob: ['00ff', '', '0a0d22', 'efbbbf'].map((hex) => Buffer.from(hex, 'hex')),
  boolean: [true, false],
  date: days.map((day) => LocalDate.fromString(day)),
  decimal: [
    ...['1.50', '-0.001', '0', '0.00000', '123456789012345678901234567890.123456789'].map((text) =>
      BigDecimal.fromString(text),
    ),
    new BigDecimal(-15, -400),
    new BigDecimal(15, 2 ** 31 - 1),
  ],
  double: [1.5, -0, 0, 0.1, NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53],
  duration: [
    new Duration(1, 2, Long.fromNumber(3)),
    new Duration(-1, -2, Long.fromNumber(-3)),
    new Duration(0, 0, Long.ZERO),
    new Duration(2 ** 31 - 1, 2 ** 31 - 1, Long.MAX_VALUE),
  ],
  float: [1.5, -0, 0, 0.1, NaN, Infinity, -Infinity, 3.4028234663852886e38, 1.401298464324817e-45].map(Math.fround),
  inet: ['127.0.0.1', '::1', '2001:db8::ff', '255.255.255.255'].map((text) => InetAddress.fromString(text)),
  int: [1, 0, -1, 2 ** 31 - 1, -(2 ** 31)],
  smallint: [1, 0, 2 ** 15 - 1, -(2 ** 15)],
  text: ['plain', '', 'ünï 😀', 'null', '\u0000\u2028\r\n\t', '"quoted", and\nlines', '[1]', ' '],
  time: ['00:00:00', '23:59:59.999999999', '12:30:00.000000001'].map((text) => LocalTime.fromString(text)),
  timestamp: [
    0, -1, 1_700_000_000_123, -12_219_292_800_001, -62_135_596_800_001, 253_402_300_800_000, 8.64e15, -8.64e15,
  ].map((ms) => new Date(ms)),
  timeuuid: timeUuids.map((text) => TimeUuid.fromString(text)),
  tinyint: [1, 0, 127, -128],
  uuid: uuids.map((text) => Uuid.fromString(text)),
  varchar: ['plain', ''],
  varint: ['1', '-1', '0', `-${'9'.repeat(60)}`].map((text) => Integer.fromString(text)),
};

export const userTypes = [
  'CREATE TYPE street (name text, number int)',
  'CREATE TYPE place ("Street" frozen<street>, "a ""b""" frozen<set<int>>, at timestamp, price decimal, bytes blob)',
];

const street = { name: 'Main', number: 7 };
const place = {
  Street: street,
  'a "b"': new Set([1, 2]),
  at: new Date(0),
  price: BigDecimal.fromString('1.10'),
  bytes: Buffer.from('ff', 'hex'),
};
const nothing = { Street: null, 'a "b"': null, at: null, price: null, bytes: null };

/** Types that hold others. */
export const nested: Readonly<Record<string, readonly unknown[]>> = {
  'list<frozen<list<int>>>': [[[1, 1], []], [[]]],
  'set<frozen<tuple<int, text>>>': [new Set([new Tuple(1, 'a'), new Tuple(2, null)])],
  'map<text, frozen<map<int, text>>>': [
    new Map([
      [
        '__proto__',
        new Map([
          [1, 'one'],
          [2, 'two'],
        ]),
      ],
      ['', new Map()],
    ]),
  ],
  'map<frozen<tuple<int, text>>, int>': [new Map([[new Tuple(1, 'a'), 1]])],
  'map<frozen<list<int>>, frozen<set<text>>>': [new Map([[[1, 2], new Set(['x'])]])],
  'map<frozen<street>, int>': [new Map([[street, 1]])],
  'frozen<list<int>>': [[], [1]],
  'frozen<map<int, int>>': [new Map(), new Map([[1, 2]])],
  'tuple<int, text, double>': [new Tuple(1, '', -0), new Tuple(null, null, null), new Tuple(null, 'a', NaN)],
  street: [street, { name: null, number: 1 }],
  place: [place, { ...nothing, at: new Date(1) }],
  'frozen<place>': [place, nothing],
  'list<frozen<place>>': [[place, nothing]],
  'vector<float, 3>': [new Vector([1.5, -0, 3], 'float')],
  'vector<text, 2>': [new Vector(['', 'a'], 'text')],
};

// Cassandra has no order for durations: they are no elements of a set and no keys of a map.
const ordered = Object.entries(natives).filter(([type]) => type !== 'duration');

/** A column for each type, alone and within each collection, with the values of its rows. */
export const columns: [type: string, values: readonly unknown[]][] = [
  ...Object.entries(natives),
  ...Object.entries(natives).map(([type, values]): [string, unknown[]] => [`list<${type}>`, [values]]),
  ...ordered.map(([type, values]): [string, unknown[]] => [`set<${type}>`, [new Set(values)]]),
  ...ordered.map(([type, values]): [string, unknown[]] => [
    `map<${type}, ${type}>`,
    [new Map(values.map((value) => [value, value]))],
  ]),
  ...Object.entries(nested),
];
