// The checksum of a segment's header (v5 spec, section 2.1). The initial value and the polynomial come from `Crc.java` in
// apache/cassandra, after Philip Koopman's "Best CRC Polynomials": 0x974F0B detects any 5 flipped bits in a header of this size.

const initial = 0x875060;
const polynomial = 0x1974f0b;

const table = Int32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 16;
  for (let bit = 0; bit < 8; bit++) {
    crc <<= 1;
    if (crc & 0x1000000) crc ^= polynomial;
  }
  return crc & 0xffffff;
});

/** Returns the checksum of the `length` bytes at `start`. */
export function crc24(buffer: Buffer, start: number, length: number): number {
  let crc = initial;
  for (let index = start; index < start + length; index++) {
    crc = ((crc << 8) ^ table[((crc >> 16) ^ buffer[index]!) & 0xff]!) & 0xffffff;
  }
  return crc;
}
