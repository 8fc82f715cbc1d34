// Splits segments of protocol v5 and assembles them with correct checksums (v5 spec, section 2). Not core's code: it must not test itself.
import { crc32 } from 'node:zlib';

const maxPayloadLength = 0x1ffff;
const crc32Seed = crc32(Buffer.from([0xfa, 0x2d, 0x55, 0xca]));

function crc24(bytes) {
  let crc = 0x875060;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1974f0b;
    }
  }
  return crc;
}

/** Splits a stream of whole segments: `{ payload, uncompressedLength, isSelfContained }`, the payload as it was sent. */
export function takeApart(stream, isCompressed) {
  const checkedLength = isCompressed ? 5 : 3;
  const segments = [];
  for (let at = 0; at < stream.length;) {
    const bits = BigInt(
      `0x${Buffer.from(stream.subarray(at, at + checkedLength))
        .reverse()
        .toString('hex')}`,
    );
    const length = Number(bits & 0x1ffffn);
    const start = at + checkedLength + 3;
    segments.push({
      payload: stream.subarray(start, start + length),
      uncompressedLength: isCompressed ? Number((bits >> 17n) & 0x1ffffn) : 0,
      isSelfContained: ((bits >> (isCompressed ? 34n : 17n)) & 1n) === 1n,
    });
    at = start + length + 4;
  }
  return segments;
}

/** Assembles segments with correct checksums, whatever they contain. A payload that is too long is cut off. */
export function putTogether(segments, isCompressed) {
  return Buffer.concat(segments.flatMap((segment) => seal(segment, isCompressed)));
}

function seal({ payload, uncompressedLength, isSelfContained }, isCompressed) {
  const sent = payload.subarray(0, maxPayloadLength);
  let bits = BigInt(sent.length) | (BigInt(isSelfContained) << (isCompressed ? 34n : 17n));
  if (isCompressed) bits |= BigInt(uncompressedLength & maxPayloadLength) << 17n;
  const header = Buffer.alloc(isCompressed ? 8 : 6);
  const checkedLength = header.length - 3;
  header.writeUIntLE(Number(bits), 0, checkedLength);
  header.writeUIntLE(crc24(header.subarray(0, checkedLength)), checkedLength, 3);
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(crc32(sent, crc32Seed));
  return [header, sent, trailer];
}
