// Cassandra's variable-length integers: the number of leading ones in the first byte is the number of bytes after it.
import type { ByteWriter } from '../../protocol/byte-writer';
import { ProtocolError } from '../../errors/protocol-error';

/** Reads a 64-bit unsigned integer as two halves, and keeps the position after it. */
export class VintReader {
  high = 0;
  low = 0;
  position = 0;

  read(buffer: Buffer, position: number, end: number): void {
    const first = position < end ? buffer[position]! : 0;
    const extra = Math.clz32(~(first << 24));
    if (position + extra >= end) throw new ProtocolError('A variable-length integer is cut off');
    this.high = 0;
    this.low = extra >= 7 ? 0 : first & (0xff >> extra);
    for (let index = 1; index <= extra; index++) {
      this.high = (this.high << 8) | (this.low >>> 24);
      this.low = (this.low << 8) | buffer[position + index]!;
    }
    this.position = position + extra + 1;
  }
}

/** How many bytes a length needs as an unsigned vint. */
export function vintSize(length: number): number {
  let size = 1;
  for (let limit = 0x80; length >= limit && size < 9; limit *= 0x80) size++;
  return size;
}

/** `value` is below 2^32. */
export function writeUnsignedVint(writer: ByteWriter, value: number): void {
  const size = vintSize(value);
  const ones = size === 1 ? 0 : (0xff << (9 - size)) & 0xff;
  writer.reserve(size);
  const { buffer, position } = writer;
  for (let index = 0; index < size; index++) {
    const shift = (size - 1 - index) * 8;
    buffer[position + index] = shift < 32 ? value >>> shift : 0;
  }
  buffer[position]! |= ones;
  writer.position = position + size;
}
