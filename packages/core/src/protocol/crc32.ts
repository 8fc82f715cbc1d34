// The checksum of a segment's payload: the CRC32 of zip and Ethernet over the bytes FA 2D 55 CA followed by the payload.
// The prefix is not in the spec, but in `Crc.crc32()` of apache/cassandra. Without it, a zero-filled payload would match a zero checksum.
import { crc32 } from 'node:zlib';

/** The state after FA 2D 55 CA. */
export const crc32Seed = 0x44777ed3;

/** Returns the checksum of a payload, or of its next piece if `previous` is the checksum so far. Unsigned. */
export function payloadCrc32(payload: Buffer, previous: number = crc32Seed): number {
  return crc32(payload, previous);
}
