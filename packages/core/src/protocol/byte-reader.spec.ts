import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { ByteReader } from './byte-reader';
import {
  byte,
  bytes,
  hex,
  int,
  longString,
  short,
  shortBytes,
  string,
  stringList,
  stringMap,
  wire,
} from './wire-bytes.spec-support';

/** Reads from the middle of a larger buffer, as everything does. */
function readerOf(...parts: Buffer[]): ByteReader {
  const content = wire(...parts);
  return new ByteReader(wire(hex('ee ee'), content, hex('ee ee ee ee ee ee ee ee')), 2, 2 + content.length);
}

const notations: { what: string; image: Buffer; read: (reader: ByteReader) => unknown; value: unknown }[] = [
  { what: '[byte]', image: hex('ff'), read: (reader) => reader.uint8(), value: 255 },
  { what: '[short]', image: hex('ff fe'), read: (reader) => reader.uint16(), value: 0xfffe },
  { what: 'signed [short]', image: hex('ff fe'), read: (reader) => reader.int16(), value: -2 },
  { what: '[int]', image: hex('80 00 00 01'), read: (reader) => reader.int32(), value: -0x7fff_ffff },
  { what: '[string]', image: hex('00 03 61 c3 a9'), read: (reader) => reader.string(), value: 'aé' },
  { what: 'empty [string]', image: hex('00 00'), read: (reader) => reader.string(), value: '' },
  { what: '[long string]', image: hex('00 00 00 03 61 c3 a9'), read: (reader) => reader.longString(), value: 'aé' },
  { what: '[bytes]', image: hex('00 00 00 02 01 02'), read: (reader) => reader.bytes(), value: hex('01 02') },
  { what: 'empty [bytes]', image: hex('00 00 00 00'), read: (reader) => reader.bytes(), value: hex('') },
  { what: 'null [bytes]', image: hex('ff ff ff ff'), read: (reader) => reader.bytes(), value: null },
  { what: '[short bytes]', image: hex('00 02 01 02'), read: (reader) => reader.shortBytes(), value: hex('01 02') },
  {
    what: '[uuid]',
    image: hex('00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff'),
    read: (reader) => reader.uuidBytes(),
    value: hex('00112233445566778899aabbccddeeff'),
  },
  {
    what: '[inetaddr]',
    image: hex('04 7f 00 00 01'),
    read: (reader) => reader.inetAddress(),
    value: hex('7f 00 00 01'),
  },
  {
    what: '[inet]',
    image: hex('04 7f 00 00 01 00 00 23 52'),
    read: (reader) => reader.inet(),
    value: { address: hex('7f 00 00 01'), port: 9042 },
  },
  { what: '[string list]', image: stringList('a', 'bc'), read: (reader) => reader.stringList(), value: ['a', 'bc'] },
  {
    what: '[string map]',
    image: stringMap(['a', 'b'], ['__proto__', 'c']),
    read: (reader) => Object.entries(reader.stringMap()),
    value: [
      ['a', 'b'],
      ['__proto__', 'c'],
    ],
  },
  {
    what: '[string multimap]',
    image: wire(short(1), string('a'), stringList('b', 'c')),
    read: (reader) => reader.stringMultimap(),
    value: { a: ['b', 'c'] },
  },
  {
    what: '[bytes map]',
    image: wire(short(2), string('a'), bytes(hex('01')), string('b'), bytes(null)),
    read: (reader) => reader.bytesMap(),
    value: { a: hex('01'), b: null },
  },
];

describe('ByteReader', () => {
  it.each(notations)('reads a $what', ({ image, read, value }) => {
    const reader = readerOf(image);
    expect(read(reader)).toEqual(value);
    expect(reader.remaining).toBe(0);
  });

  it.each(notations)('refuses a $what that is cut anywhere', ({ image, read }) => {
    for (let length = 0; length < image.length; length++) {
      expect(() => read(readerOf(image.subarray(0, length)))).toThrow(UnreadableAnswerError);
    }
  });

  it('names what was cut', () => {
    expect(() => readerOf(short(5), hex('61 62')).string('the error message')).toThrow(
      'The message ends inside the error message: it takes 5 bytes where 2 are left',
    );
  });

  it('refuses a [long string] of negative length', () => {
    expect(() => readerOf(int(-1)).longString()).toThrow('The length of a [long string] cannot be -1');
  });

  it('refuses an address that has neither 4 nor 16 bytes', () => {
    expect(() => readerOf(byte(5), hex('01 02 03 04 05')).inetAddress()).toThrow(
      'The length of an [inetaddr] cannot be 5: an address has 4 or 16 bytes',
    );
  });

  it.each([-1, 3, 0x7fff_ffff])('refuses a count of %d where 2 could be there', (count) => {
    expect(() => readerOf(int(count), hex('00 00 00 00 00')).count('the number of columns', 2)).toThrow(
      `${count} cannot be the number of columns: 5 bytes are left in the message`,
    );
  });

  it('copies what outlives the receive buffer', () => {
    const image = wire(short(1), string('a'), bytes(hex('01')));
    const reader = new ByteReader(image, 0, image.length);
    const map = reader.bytesMap();
    image.fill(0xff);
    expect(map).toEqual({ a: hex('01') });
  });

  it('reads one notation after the other', () => {
    const reader = readerOf(longString('SELECT'), shortBytes(hex('01')), byte(7));
    expect([reader.longString(), reader.shortBytes(), reader.uint8()]).toEqual(['SELECT', hex('01'), 7]);
  });
});
