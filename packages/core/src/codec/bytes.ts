// Big-endian integers inside a value whose length has been checked.
import type { Buffer } from 'node:buffer';

export function readInt32(buffer: Buffer, position: number): number {
  return (
    (buffer[position]! << 24) | (buffer[position + 1]! << 16) | (buffer[position + 2]! << 8) | buffer[position + 3]!
  );
}

export function writeInt32(buffer: Buffer, position: number, value: number): void {
  buffer[position] = value >> 24;
  buffer[position + 1] = value >> 16;
  buffer[position + 2] = value >> 8;
  buffer[position + 3] = value;
}

/** A copy of [position, end), or a view of it. */
export function takeBytes(buffer: Buffer, position: number, end: number, copy: boolean): Buffer {
  return copy ? copyBytes(buffer, position, end) : buffer.subarray(position, end);
}

/** `Buffer.copyBytesFrom` makes a view of the source first, and so does `copy`; a short loop costs less than either. */
export function copyBytes(buffer: Buffer, position: number, end: number): Buffer {
  const length = end - position;
  const bytes = globalThis.Buffer.allocUnsafe(length);
  if (length > 32) buffer.copy(bytes, 0, position, end);
  else for (let index = 0; index < length; index++) bytes[index] = buffer[position + index]!;
  return bytes;
}
