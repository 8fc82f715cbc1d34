import { bytes, hex, image, int, nullBytes, text } from '../../../test/wire-image';
import { parseType, type TypeName, userType } from './cql-type';
import { encodeValue } from './cql-value';

const address = userType('app', 'address', { street: 'text', zip: 'int' });

// Origin: v5 spec, section 6. The vectors and durations were compared with Apache Cassandra 5.0.8.
const cases: [TypeName, unknown, Buffer][] = [
  ['text', 'é', hex('c3a9')],
  ['text', '', hex('')],
  ['ascii', 'a', hex('61')],
  ['blob', new Uint8Array([1, 2]), hex('0102')],
  ['blob', '0xcafe', hex('cafe')],
  ['boolean', true, hex('01')],
  ['boolean', false, hex('00')],
  ['tinyint', -1, hex('ff')],
  ['smallint', -2, hex('fffe')],
  ['int', 2147483647, hex('7fffffff')],
  ['bigint', '-9223372036854775808', hex('8000000000000000')],
  ['counter', 1n, hex('0000000000000001')],
  ['float', 1.5, hex('3fc00000')],
  ['double', -2, hex('c000000000000000')],
  ['varint', 0, hex('00')],
  ['varint', 128, hex('0080')],
  ['varint', -128n, hex('80')],
  ['varint', -129n, hex('ff7f')],
  ['decimal', '-12.34', hex('00000002 fb2e')],
  ['decimal', '1e3', hex('fffffffd 01')],
  ['uuid', '01234567-89ab-cdef-0123-456789abcdef', hex('0123456789abcdef0123456789abcdef')],
  ['inet', '127.0.0.1', hex('7f000001')],
  ['inet', '2001:db8::ff', hex('20010db8 00000000 00000000 000000ff')],
  ['inet', '::', hex('00000000 00000000 00000000 00000000')],
  ['timestamp', new Date(-1), hex('ffffffffffffffff')],
  ['timestamp', '1970-01-01T00:00:01Z', hex('00000000000003e8')],
  ['date', '1970-01-01', hex('80000000')],
  ['date', '1969-12-31', hex('7fffffff')],
  ['time', '00:00:01.5', hex('0000000059682f00')],
  ['time', 1, hex('0000000000000001')],
  ['duration', { months: 1, days: -1, nanoseconds: 128n }, hex('02 01 8100')],
  ['list<int>', [1, 2], image(int(2), bytes(int(1)), bytes(int(2)))],
  ['set<text>', new Set(['a']), image(int(1), bytes(text('a')))],
  ['list<int>', [], int(0)],
  ['map<text, int>', { a: 1 }, image(int(1), bytes(text('a')), bytes(int(1)))],
  ['map<int, int>', new Map([[1, 2]]), image(int(1), bytes(int(1)), bytes(int(2)))],
  ['tuple<int, text>', [1], image(bytes(int(1)), nullBytes)],
  [address, { street: 'x' }, image(bytes(text('x')), nullBytes)],
  ['frozen<list<frozen<list<int>>>>', [[1]], image(int(1), bytes(image(int(1), bytes(int(1)))))],
  ['vector<float, 2>', [1.5, 1.5], hex('3fc00000 3fc00000')],
  ['vector<text, 2>', ['a', 'bc'], hex('01 61 02 6263')],
  ['vector<smallint, 1>', [1], hex('02 0001')],
  ['int', hex('ff'), hex('ff')],
];

describe('encodeValue', () => {
  it.each(cases)('%p of %p', (type, value, expected) => {
    expect(encodeValue(parseType(type), value)).toEqual(expected);
  });

  it('takes null and undefined as null', () => {
    expect(encodeValue(parseType('list<int>'), null)).toBeNull();
    expect(encodeValue(parseType('int'), undefined)).toBeNull();
  });

  it.each([
    ['tinyint', 128],
    ['int', 1.5],
    ['bigint', 2n ** 63n],
    ['uuid', 'x'],
    ['inet', '1.2.3'],
    ['decimal', 'x'],
    ['blob', 'x'],
    ['vector<int, 2>', [1]],
    ['list<int>', 1],
  ])('refuses %s of %p', (type, value) => {
    expect(() => encodeValue(parseType(type), value)).toThrow();
  });
});
