// Bytes captured from Apache Cassandra 5.0.8: `INSERT` of the CQL literal in the first column, then the value as it came
// back in a ROWS result. The second opinion for random values is in codecs.differential.spec.ts.
import { types } from 'cassandra-driver';
import { comparable } from '../../test/types/comparable';
import { custom, list, map, native, set, tuple, userType, vector } from '../../test/types/random-types';
import type { DataType } from '../protocol/data-type';
import { Codecs } from './codecs';

const { BigDecimal, Duration, InetAddress, Integer, LocalDate, LocalTime, Long, TimeUuid, Tuple, Uuid, Vector } = types;
const address = userType('addr', { street: native('text'), zip: native('int') });
const uuid = '123e4567-e89b-12d3-a456-426614174000';
const timeuuid = '50554d6e-29bb-11e5-b345-feff819cdc9f';
const int = native('int');
const text = native('text');

const captured: [literal: string, type: DataType, hex: string, value: unknown][] = [
  [`'AZ~'`, native('ascii'), '415a7e', 'AZ~'],
  ['-2', native('bigint'), 'fffffffffffffffe', Long.fromInt(-2)],
  ['-2', native('counter'), 'fffffffffffffffe', Long.fromInt(-2)],
  ['0x00ff10', native('blob'), '00ff10', Buffer.from([0, 0xff, 0x10])],
  ['true', native('boolean'), '01', true],
  [`'1969-12-31'`, native('date'), '7fffffff', new LocalDate(1969, 12, 31)],
  ['-12.345', native('decimal'), '00000003 cfc7', BigDecimal.fromString('-12.345')],
  ['-0.1', native('double'), 'bfb999999999999a', -0.1],
  ['-1mo2d', native('duration'), '01 03 00', new Duration(-1, -2, 0)],
  ['89h4m48s', native('duration'), '00 00 fe024753fca5c000', new Duration(0, 0, Long.fromNumber(320_688_000_000_000))],
  ['1.5', native('float'), '3fc00000', 1.5],
  [`'127.0.0.1'`, native('inet'), '7f000001', InetAddress.fromString('127.0.0.1')],
  [
    `'2001:db8::ff00:42:8329'`,
    native('inet'),
    '20010db8000000000000ff0000428329',
    InetAddress.fromString('2001:db8::ff00:42:8329'),
  ],
  ['-559038737', int, 'deadbeef', -559_038_737],
  ['-2', native('smallint'), 'fffe', -2],
  [`'aé中😀'`, text, '61 c3a9 e4b8ad f09f9880', 'aé中😀'],
  [`'aé中😀'`, native('varchar'), '61 c3a9 e4b8ad f09f9880', 'aé中😀'],
  [`'13:30:54.234'`, native('time'), '00002c4032559a80', LocalTime.fromString('13:30:54.234')],
  [`'2011-02-03T04:05:06.789Z'`, native('timestamp'), '0000012de9b1e865', new Date('2011-02-03T04:05:06.789Z')],
  [timeuuid, native('timeuuid'), '50554d6e29bb11e5b345feff819cdc9f', TimeUuid.fromString(timeuuid)],
  ['-128', native('tinyint'), '80', -128],
  [uuid, native('uuid'), '123e4567e89b12d3a456426614174000', Uuid.fromString(uuid)],
  ['-129', native('varint'), 'ff7f', Integer.fromInt(-129)],
  ['128', native('varint'), '0080', Integer.fromInt(128)],
  [
    '123456789012345678901234567890',
    native('varint'),
    '018ee90ff6c373e0ee4e3f0ad2',
    Integer.fromString('123456789012345678901234567890'),
  ],
  ['[1,-1]', list(int), '00000002 00000004 00000001 00000004 ffffffff', [1, -1]],
  [`{'b','a'}`, set(text), '00000002 00000001 61 00000001 62', ['a', 'b']],
  [
    `{'a':1,'b':2}`,
    map(text, int),
    '00000002 00000001 61 00000004 00000001 00000001 62 00000004 00000002',
    { a: 1, b: 2 },
  ],
  [
    '(1,null,true)',
    tuple(int, text, native('boolean')),
    '00000004 00000001 ffffffff 00000001 01',
    new Tuple(1, null, true),
  ],
  [`{street:'Main',zip:7}`, address, '00000004 4d61696e 00000004 00000007', { street: 'Main', zip: 7 }],
  ['[1.5,-2,0]', vector(native('float'), 3), '3fc00000 c0000000 00000000', new Vector([1.5, -2, 0], 'float')],
  [`['a','']`, vector(text, 2), '01 61 00', new Vector(['a', ''], 'text')],
  ['[1,-1]', vector(native('smallint'), 2), '02 0001 02 ffff', new Vector([1, -1], 'smallint')],
  ['[1,-1]', vector(native('tinyint'), 2), '01 01 01 ff', new Vector([1, -1], 'tinyint')],
  [`['1970-01-01']`, vector(native('date'), 1), '04 80000000', new Vector([new LocalDate(1970, 1, 1)], 'date')],
  ['[true,false]', vector(native('boolean'), 2), '01 00', new Vector([true, false], 'boolean')],
  ['[0.5]', vector(native('double'), 1), '3fe0000000000000', new Vector([0.5], 'double')],
  ['[5]', vector(native('bigint'), 1), '0000000000000005', new Vector([Long.fromInt(5)], 'bigint')],
  ['[[1]]', vector(list(int), 1), '0c 00000001 00000004 00000001', new Vector([[1]], 'list<int>')],
  [
    '[[1,2],[3,4]]',
    vector(vector(int, 2), 2),
    '00000001 00000002 00000003 00000004',
    new Vector([new Vector([1, 2], 'int'), new Vector([3, 4], 'int')], 'vector<int, 2>'),
  ],
  [
    '[(1,2)]',
    vector(tuple(int, int), 1),
    '10 00000004 00000001 00000004 00000002',
    new Vector([new Tuple(1, 2)], 'tuple<int, int>'),
  ],
  [
    `[{street:'x',zip:1}]`,
    vector(address, 1),
    '0d 00000001 78 00000004 00000001',
    new Vector([{ street: 'x', zip: 1 }], 'addr'),
  ],
  ['[] of a frozen list', list(int), '00000000', []],
  ['{} of a frozen map', map(int, int), '00000000', {}],
  ['0x00ff of a class nobody knows', custom('org.example.Type'), '00ff', Buffer.from([0, 0xff])],
];

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('Codecs', () => {
  const codecs = new Codecs();

  it.each(captured)('reads %s', (_literal, type, hex, value) => {
    expect(comparable(codecs.decodeValue(type, bytesOf(hex)))).toStrictEqual(comparable(value));
  });

  it.each(captured)('writes %s', (_literal, type, hex, value) => {
    expect(codecs.encodeValue(type, value).toString('hex')).toBe(hex.replaceAll(' ', ''));
  });

  it('refuses to write what has no bytes', () => {
    expect(() => codecs.encodeValue(int, null)).toThrow(new TypeError('Value (int): expected a value, got null'));
    expect(() => codecs.encodeValue(int, types.unset)).toThrow(TypeError);
  });
});

describe('the encoding options', () => {
  it('reads bigint, counter and varint as bigint', () => {
    const codecs = new Codecs({ encoding: { useBigIntAsLong: true, useBigIntAsVarint: true } });
    expect(codecs.decodeValue(native('bigint'), bytesOf('fffffffffffffffe'))).toBe(-2n);
    expect(codecs.decodeValue(native('counter'), bytesOf('0000000100000000'))).toBe(0x1_0000_0000n);
    expect(codecs.decodeValue(native('varint'), bytesOf('ff7f'))).toBe(-129n);
    expect(codecs.decodeValue(native('varint'), bytesOf('0080000000'))).toBe(0x8000_0000n);
    expect(codecs.decodeValue(native('varint'), bytesOf('018ee90ff6c373e0ee4e3f0ad2'))).toBe(
      123456789012345678901234567890n,
    );
  });

  it('reads maps and sets as the classes that are named', () => {
    const codecs = new Codecs({ encoding: { map: Map, set: Set } });
    const bytes = bytesOf('00000001 00000004 00000001 00000001 61');
    expect(codecs.decodeValue(map(int, text), bytes)).toStrictEqual(new Map([[1, 'a']]));
    expect(codecs.decodeValue(set(text), bytesOf('00000001 00000001 61'))).toStrictEqual(new Set(['a']));
  });

  it('copies Buffers unless told not to', () => {
    const bytes = Buffer.alloc(16, 1);
    const copy = new Codecs().decodeValue(native('blob'), bytes) as Buffer;
    const view = new Codecs({ encoding: { copyBuffer: false } }).decodeValue(native('blob'), bytes) as Buffer;
    const uuidOfView = new Codecs({ encoding: { copyBuffer: false } }).decodeValue(native('uuid'), bytes);
    const uuidOfCopy = new Codecs().decodeValue(native('uuid'), bytes);
    bytes.fill(2);
    expect([copy[0], view[0]]).toEqual([1, 2]);
    expect([String(uuidOfCopy).slice(0, 2), String(uuidOfView).slice(0, 2)]).toEqual(['01', '02']);
  });
});
