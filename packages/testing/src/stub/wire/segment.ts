// A segment: the checksummed outer unit of protocol v5 (v5 spec, section 2.2; its text says "frame").
//
//   uncompressed   | length 17 | self-contained 1 | padding 6  | CRC24 | payload | CRC32 |
//   LZ4            | length 17 | uncompressed 17  | self-contained 1 | padding 5 | CRC24 | payload | CRC32 |
//
// All little-endian. With LZ4 negotiated, an uncompressed length of 0 marks an uncompressed payload.

import { crc24, payloadCrc32 } from './checksum';
import { compressLz4Block, decompressLz4Block } from './lz4-block';
import { WireViolation } from './wire-violation';

export const maxSegmentPayload = 131_071;
const checksum24 = 3;
const checksum32 = 4;

export interface Segment {
  readonly payload: Buffer;
  readonly isSelfContained: boolean;
}

export function segmentHeaderLength(compressed: boolean): number {
  return (compressed ? 5 : 3) + checksum24;
}

/** Returns the header with its CRC24. Give `uncompressedLength` only if LZ4 was negotiated. */
export function encodeSegmentHeader(length: number, isSelfContained: boolean, uncompressedLength?: number): Buffer {
  const compressed = uncompressedLength !== undefined;
  const size = compressed ? 5 : 3;
  let bits = BigInt(length);
  if (compressed) {
    bits |= BigInt(uncompressedLength) << 17n;
  }
  if (isSelfContained) {
    bits |= 1n << (compressed ? 34n : 17n);
  }
  const header = Buffer.alloc(size + checksum24);
  header.writeUIntLE(Number(bits), 0, size);
  header.writeUIntLE(crc24(header.subarray(0, size)), size, checksum24);
  return header;
}

export function encodeSegment(segment: Segment, compressed = false): Buffer {
  let payload = segment.payload;
  if (payload.length > maxSegmentPayload) {
    throw new RangeError(`A segment holds at most ${maxSegmentPayload} bytes, not ${payload.length}`);
  }
  let uncompressedLength = compressed ? 0 : undefined;
  if (compressed) {
    const block = compressLz4Block(payload);
    if (block.length < payload.length) {
      uncompressedLength = payload.length;
      payload = block;
    }
  }
  const header = encodeSegmentHeader(payload.length, segment.isSelfContained, uncompressedLength);
  const trailer = Buffer.alloc(checksum32);
  trailer.writeUInt32LE(payloadCrc32(payload));
  return Buffer.concat([header, payload, trailer]);
}

/** Returns the total length of the segment that starts with `header`. Throws when the header's checksum is wrong. */
export function segmentLength(header: Buffer, compressed: boolean): number {
  const size = compressed ? 5 : 3;
  const expected = header.readUIntLE(size, checksum24);
  const actual = crc24(header.subarray(0, size));
  if (expected !== actual) {
    throw new WireViolation(`Segment header ${header.toString('hex')} has a wrong CRC24`);
  }
  return size + checksum24 + (header.readUIntLE(0, 3) & 0x1ffff) + checksum32;
}

/** Decodes `bytes`, which is one whole segment whose header `segmentLength` has checked. */
export function decodeSegment(bytes: Buffer, compressed: boolean): Segment {
  const headerLength = segmentHeaderLength(compressed);
  const payload = bytes.subarray(headerLength, bytes.length - checksum32);
  if (bytes.readUInt32LE(bytes.length - checksum32) !== payloadCrc32(payload)) {
    throw new WireViolation(`Segment payload of ${payload.length} bytes has a wrong CRC32`);
  }
  const bits = BigInt(bytes.readUIntLE(0, headerLength - checksum24));
  if (!compressed) {
    return { payload, isSelfContained: (bits & (1n << 17n)) !== 0n };
  }
  const uncompressedLength = Number((bits >> 17n) & 0x1ffffn);
  return {
    payload: uncompressedLength === 0 ? payload : decompressLz4Block(payload, uncompressedLength),
    isSelfContained: (bits & (1n << 34n)) !== 0n,
  };
}
