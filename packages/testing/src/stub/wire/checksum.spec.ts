import { crc24, payloadCrc32 } from './checksum';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

// Origin: the tests of DataStax's native-protocol and of the C++ driver. The checksum is the last three bytes.
const headers = [
  ['5 bytes, self-contained', '05 00 02', '19 99 9a'],
  ['50 bytes, self-contained', '32 00 02', 'a5 ff ee'],
  ['131071 bytes, not self-contained', 'ff ff 01', '38 91 fe'],
  ['compressed, 5 of 12 bytes, self-contained', '05 00 18 00 04', '9e 08 38'],
  ['compressed, 5 of 131071 bytes, self-contained', '05 00 fe ff 07', 'ae 6c dc'],
] as const;

describe('crc24', () => {
  it.each(headers)('of the header of %s', (_, header, checksum) => {
    expect(crc24(bytes(header))).toBe(bytes(checksum).readUIntLE(0, 3));
  });
});

describe('payloadCrc32', () => {
  it('starts with the bytes that the protocol puts before every payload', () => {
    // Origin: the trailer of "hello" in DataStax's native-protocol.
    expect(payloadCrc32(Buffer.from('hello'))).toBe(bytes('74 80 0e b6').readUInt32LE());
  });

  it('of nothing is that of the prefix alone', () => {
    // Origin: the start value that the protocol's implementations use with zlib.
    expect(payloadCrc32(Buffer.alloc(0))).toBe(0x44777ed3);
  });
});
