import { ByteWriter } from './byte-writer';
import { hex, utf8, wire } from './wire-bytes.spec-support';

function written(write: (writer: ByteWriter) => void, room = 4): Buffer {
  const writer = new ByteWriter(Buffer.alloc(room, 0xee));
  write(writer);
  return Buffer.from(writer.buffer.subarray(0, writer.position));
}

const notations: { what: string; write: (writer: ByteWriter) => void; image: Buffer }[] = [
  { what: '[byte]', write: (writer) => writer.uint8(255), image: hex('ff') },
  { what: '[short]', write: (writer) => writer.int16(0xfffe), image: hex('ff fe') },
  { what: '[int]', write: (writer) => writer.int32(-2), image: hex('ff ff ff fe') },
  { what: '[long]', write: (writer) => writer.int64(1, -2), image: hex('00 00 00 01 ff ff ff fe') },
  {
    what: '[long] from a number',
    write: (writer) => writer.int64FromNumber(Number.MAX_SAFE_INTEGER),
    image: hex('00 1f ff ff ff ff ff ff'),
  },
  {
    what: '[long] from a negative number',
    write: (writer) => writer.int64FromNumber(-2),
    image: hex('ff ff ff ff ff ff ff fe'),
  },
  { what: '[string]', write: (writer) => writer.string('aé'), image: hex('00 03 61 c3 a9') },
  { what: 'empty [string]', write: (writer) => writer.string(''), image: hex('00 00') },
  { what: '[long string]', write: (writer) => writer.longString('aé'), image: hex('00 00 00 03 61 c3 a9') },
  { what: '[string] of a surrogate pair', write: (writer) => writer.string('🜁'), image: hex('00 04 f0 9f 9c 81') },
  {
    what: '[string] of many characters',
    write: (writer) => writer.string('é'.repeat(100)),
    image: wire(hex('00 c8'), utf8('é'.repeat(100))),
  },
  {
    what: '[long string] of very many characters',
    write: (writer) => writer.longString('x'.repeat(0x0102_03)),
    image: wire(hex('00 01 02 03'), utf8('x'.repeat(0x0102_03))),
  },
  { what: '[bytes]', write: (writer) => writer.bytes(hex('01 02')), image: hex('00 00 00 02 01 02') },
  { what: 'null [bytes]', write: (writer) => writer.bytes(null), image: hex('ff ff ff ff') },
  { what: '[short bytes]', write: (writer) => writer.shortBytes(hex('01 02')), image: hex('00 02 01 02') },
  { what: '[string list]', write: (writer) => writer.stringList(['a', 'b']), image: hex('00 02 00 01 61 00 01 62') },
  { what: '[string map]', write: (writer) => writer.stringMap({ a: 'b' }), image: hex('00 01 00 01 61 00 01 62') },
  {
    what: '[bytes map]',
    write: (writer) => writer.bytesMap({ a: hex('01'), b: null }),
    image: hex('00 02  00 01 61  00 00 00 01 01  00 01 62  ff ff ff ff'),
  },
];

describe('ByteWriter', () => {
  it.each(notations)('writes a $what', ({ write, image }) => {
    expect(written(write)).toEqual(image);
  });

  it.each(notations)('grows in the middle of a $what', ({ write, image }) => {
    for (let room = 0; room <= Math.min(image.length, 500); room++)
      expect(written(write, room).equals(image)).toBe(true);
  });

  it('keeps positions when it grows, and leaves behind what it need not keep', () => {
    const writer = new ByteWriter(Buffer.from('old!'), 2);
    writer.keepFrom = 2;
    const lengthAt = writer.position;
    writer.int32(0);
    writer.raw(utf8('value'));
    writer.buffer.writeInt32BE(5, lengthAt);
    expect(writer.buffer.subarray(2, writer.position)).toEqual(wire(hex('00 00 00 05'), utf8('value')));
  });

  it('refuses a [string] of more than 65535 bytes and writes nothing', () => {
    const writer = new ByteWriter();
    expect(() => writer.string('é'.repeat(32_768))).toThrow('A [string] holds at most 65535 bytes, not 65536');
    expect(writer.position).toBe(0);
  });

  it('refuses [short bytes] of more than 65535 bytes', () => {
    expect(() => new ByteWriter().shortBytes(Buffer.alloc(65_536))).toThrow(RangeError);
  });
});
