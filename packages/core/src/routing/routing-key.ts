// The partition key as the server hashes it: the bytes of a single column; or for several columns, each one's length as a [short], its
// bytes and a zero byte.
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../protocol/byte-writer';
import { readInt32 } from '../codec/bytes';
import { murmur3Token, type TokenHalves } from './murmur3';
import type { ParametersEncoder } from '../codec/parameters-encoder';

/**
 * Encoding is synchronous and its result is read at once, so one writer serves every call. The exception is a nested call: a getter or an
 * iterator of the user's that executes a statement while its value is encoded.
 */
const shared = new ByteWriter(Buffer.allocUnsafeSlow(1024));
let isSharedTaken = false;
const largestKept = 65_536;

/** Returns the routing key. Undefined when the parameters do not contain the partition key, or a part of it is null or unset. */
export function encodeRoutingKey(
  encoder: ParametersEncoder,
  values: readonly unknown[],
  partitionKeyIndexes: readonly number[],
): Buffer | undefined {
  const scratch = isSharedTaken ? new ByteWriter() : shared;
  const start = writeRoutingKey(scratch, encoder, values, partitionKeyIndexes);
  return start < 0 ? undefined : Buffer.from(scratch.buffer.subarray(start, scratch.position));
}

/** Returns the token of the partition key, without a Buffer for the key. */
export function routingToken(
  encoder: ParametersEncoder,
  values: readonly unknown[],
  partitionKeyIndexes: readonly number[],
): TokenHalves | undefined {
  const scratch = isSharedTaken ? new ByteWriter() : shared;
  const start = writeRoutingKey(scratch, encoder, values, partitionKeyIndexes);
  return start < 0 ? undefined : murmur3Token(scratch.buffer, start, scratch.position);
}

/** Writes the key. Returns the position in `scratch` where it starts, or -1 when there is no key. */
function writeRoutingKey(
  scratch: ByteWriter,
  encoder: ParametersEncoder,
  values: readonly unknown[],
  indexes: readonly number[],
): number {
  scratch.position = 0;
  if (scratch.buffer.length > largestKept) scratch.buffer = Buffer.allocUnsafeSlow(1024);
  const isComposite = indexes.length > 1;
  const isNested = scratch !== shared;
  for (const index of indexes) {
    const start = scratch.position;
    isSharedTaken = true;
    try {
      encoder.encodeOne(scratch, index, values[index]);
    } finally {
      isSharedTaken = isNested;
    }
    const length = readInt32(scratch.buffer, start);
    if (length < 0 || length > 0xffff) return -1;
    if (!isComposite) return 4;
    closePart(scratch, start, length);
  }
  return isComposite ? 0 : -1;
}

/** Turns an [int] length and bytes into a [short] length, bytes and a zero. */
function closePart(scratch: ByteWriter, start: number, length: number): void {
  const { buffer } = scratch;
  buffer[start] = length >> 8;
  buffer[start + 1] = length;
  buffer.copyWithin(start + 2, start + 4, start + 4 + length);
  buffer[start + 2 + length] = 0;
  scratch.position = start + 3 + length;
}
