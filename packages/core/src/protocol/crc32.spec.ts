import { payloadCrc32 } from './crc32';
import { hex, utf8 } from './wire-bytes.spec-support';

describe('payloadCrc32', () => {
  it('is seeded with FA 2D 55 CA', () => {
    // Origin: the trailer of a segment that holds "hello", as Apache Cassandra 5.0.8 sends it: little-endian.
    expect(payloadCrc32(utf8('hello'))).toBe(hex('74 80 0e b6').readUInt32LE());
  });

  it('goes on over the pieces of a payload', () => {
    expect(payloadCrc32(utf8('llo'), payloadCrc32(utf8('he')))).toBe(payloadCrc32(utf8('hello')));
  });

  it('is unsigned', () => {
    expect(payloadCrc32(utf8('hello'))).toBeGreaterThan(0x7fff_ffff);
  });
});
