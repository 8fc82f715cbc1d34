// The two checksums of a segment (v5 spec, section 2.2). Written from the text and its vectors, deliberately without
// `zlib.crc32`: a test against the stub needs an independent implementation, not the same library twice.

const crc24Initial = 0x875060;
const crc24Polynomial = 0x1974f0b;

/** Returns the CRC24 of a segment header: `header` has its bytes as sent, least significant byte first. */
export function crc24(header: Buffer): number {
  let crc = crc24Initial;
  for (const byte of header) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) {
        crc ^= crc24Polynomial;
      }
    }
  }
  return crc;
}

const crc32ReversedPolynomial = 0xedb88320;
// Not in the spec: every implementation adds these bytes to the checksum before the payload.
const crc32Prefix = Buffer.from([0xfa, 0x2d, 0x55, 0xca]);

const crc32Table = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = (value & 1) === 1 ? (value >>> 1) ^ crc32ReversedPolynomial : value >>> 1;
  }
  return value;
});

function updateCrc32(state: number, bytes: Buffer): number {
  let crc = state;
  for (let index = 0; index < bytes.length; index++) {
    crc = (crc >>> 8) ^ crc32Table[(crc ^ bytes[index]!) & 0xff]!;
  }
  return crc;
}

const crc32StateAfterPrefix = updateCrc32(-1, crc32Prefix);

/** Returns the CRC32 of a segment's payload as sent, with the protocol's seed. */
export function payloadCrc32(payload: Buffer): number {
  return ~updateCrc32(crc32StateAfterPrefix, payload) >>> 0;
}
