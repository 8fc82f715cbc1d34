import { ProtocolError } from '../errors/protocol-error';
import { encodeCompressedHeader, encodeUncompressedHeader, SegmentHeader } from './segment-header';
import { hex } from './wire-bytes.spec-support';

// Origin: the header tests of DataStax's native-protocol (Java) and of the C++ driver, which agree.
// Bits from the lowest: 17 length, 1 self-contained, 6 padding.
const uncompressed = [
  { bytes: '05 00 02  19 99 9a', length: 5, selfContained: true },
  { bytes: '32 00 02  a5 ff ee', length: 50, selfContained: true },
  { bytes: 'ff ff 01  38 91 fe', length: 131_071, selfContained: false },
];
// Bits from the lowest: 17 length, 17 uncompressed length, 1 self-contained, 5 padding.
const compressed = [
  { bytes: '05 00 18 00 04  9e 08 38', length: 5, uncompressedLength: 12, selfContained: true },
  { bytes: '05 00 fe ff 07  ae 6c dc', length: 5, uncompressedLength: 131_071, selfContained: true },
];

describe('the uncompressed segment header', () => {
  it.each(uncompressed)('encodes $bytes', ({ bytes, length, selfContained }) => {
    const buffer = Buffer.alloc(8, 0xaa);
    encodeUncompressedHeader(buffer, 1, length, selfContained);
    expect(buffer).toEqual(Buffer.concat([hex('aa'), hex(bytes), hex('aa')]));
  });

  it.each(uncompressed)('decodes $bytes', ({ bytes, length, selfContained }) => {
    const header = new SegmentHeader(false);
    header.decode(Buffer.concat([hex('aa'), hex(bytes)]), 1);
    expect(header).toMatchObject({ headerLength: 6, length, uncompressedLength: 0, selfContained });
  });
});

describe('the compressed segment header', () => {
  it.each(compressed)('encodes $bytes', ({ bytes, length, uncompressedLength, selfContained }) => {
    const buffer = Buffer.alloc(10, 0xaa);
    encodeCompressedHeader(buffer, 1, length, uncompressedLength, selfContained);
    expect(buffer).toEqual(Buffer.concat([hex('aa'), hex(bytes), hex('aa')]));
  });

  it.each(compressed)('decodes $bytes', ({ bytes, length, uncompressedLength, selfContained }) => {
    const header = new SegmentHeader(true);
    header.decode(Buffer.concat([hex('aa'), hex(bytes)]), 1);
    expect(header).toMatchObject({ headerLength: 8, length, uncompressedLength, selfContained });
  });

  it.each([
    [0, 0],
    [1, 0x1ffff],
    [0x1ffff, 1],
    [0x15555, 0x0aaaa],
    [0x0aaaa, 0x15555],
  ])('keeps the lengths %d and %d apart', (length, uncompressedLength) => {
    for (const selfContained of [true, false]) {
      const buffer = Buffer.alloc(8);
      encodeCompressedHeader(buffer, 0, length, uncompressedLength, selfContained);
      const header = new SegmentHeader(true);
      header.decode(buffer, 0);
      expect(header).toMatchObject({ length, uncompressedLength, selfContained });
    }
  });
});

describe('a damaged segment header', () => {
  it.each([
    ...uncompressed.map(({ bytes }) => ({ bytes, isCompressed: false })),
    ...compressed.map(({ bytes }) => ({ bytes, isCompressed: true })),
  ])('is detected whichever bit of $bytes flips', ({ bytes, isCompressed }) => {
    for (let bit = 0; bit < hex(bytes).length * 8; bit++) {
      const damaged = hex(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => new SegmentHeader(isCompressed).decode(damaged, 0)).toThrow(ProtocolError);
    }
  });

  it('is named', () => {
    expect(() => new SegmentHeader(false).decode(hex('05 00 02 19 99 9b'), 0)).toThrow(
      'The checksum of a segment header does not match',
    );
  });
});
