// The checksum of a segment's payload: the CRC32 of zip and Ethernet, but of the bytes FA 2D 55 CA followed by the payload.
// The spec does not say so: it is `Crc.crc32()` in apache/cassandra. A zero-filled payload would otherwise pass with a zero checksum.
import { crc32 } from 'node:zlib';

/** The state after FA 2D 55 CA. */
export const crc32Seed = 0x44777ed3;

/** Of a payload, or of its next piece if `previous` is the checksum so far. Unsigned. */
export function payloadCrc32(payload: Buffer, previous: number = crc32Seed): number {
  return crc32(payload, previous);
}
