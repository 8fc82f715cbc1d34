// Integers of any size in the protocol: two's complement, big-endian, and as short as possible. For the server a longer form
// would be another partition key.
import type { ByteWriter } from '../../protocol/byte-writer';
import { readInt32 } from '../bytes';
import { bigintFromWords } from '../words';

const twoTo32 = 0x1_0000_0000;

/** Words of 32 bits with their sign, the least significant first; an empty array for zero bytes. */
export function readWords(buffer: Buffer, start: number, end: number): number[] {
  const words: number[] = [];
  if (start === end) return words;
  let position = end;
  for (; position - start > 4; position -= 4) words.push(readInt32(buffer, position - 4));
  words.push(readWord(buffer, start, position));
  return words;
}

export function readBigint(buffer: Buffer, start: number, end: number): bigint {
  const length = end - start;
  if (length > 8) return BigInt.asIntN(length * 8, BigInt(`0x${buffer.toString('hex', start, end)}`));
  const middle = Math.max(start, end - 4);
  const low = readWord(buffer, middle, end);
  return bigintFromWords(middle === start ? low >> 31 : readWord(buffer, start, middle), low);
}

/** Reads one to four bytes, with their sign. */
function readWord(buffer: Buffer, start: number, end: number): number {
  let word = (buffer[start]! << 24) >> 24;
  for (let position = start + 1; position < end; position++) word = (word << 8) | buffer[position]!;
  return word;
}

/** Writes a safe integer. */
export function writeVarintNumber(writer: ByteWriter, value: number): void {
  const high = Math.floor(value / twoTo32);
  const low = (value - high * twoTo32) | 0;
  let length = 8;
  while (length > 1 && isSignOnly(high, low, length)) length--;
  for (let byte = length - 1; byte >= 0; byte--) writer.uint8(byteOf(high, low, byte));
}

/** Whether the first of `length` bytes only repeats the sign of the second. */
function isSignOnly(high: number, low: number, length: number): boolean {
  const first = byteOf(high, low, length - 1);
  const second = byteOf(high, low, length - 2);
  return first === (second & 0x80 ? 0xff : 0);
}

/** The byte at `index`, counted from the least significant. */
function byteOf(high: number, low: number, index: number): number {
  return (index < 4 ? low >> (index * 8) : high >> ((index - 4) * 8)) & 0xff;
}

export function writeVarintBigint(writer: ByteWriter, value: bigint): void {
  // The digits of the magnitude (of the magnitude minus one when negative), with room for a sign bit before them.
  const digits = (value < 0n ? ~value : value).toString(16);
  const length = digits.length % 2 === 1 || digits < '8' ? (digits.length + 1) >> 1 : (digits.length >> 1) + 1;
  writer.raw(
    Buffer.from(
      BigInt.asUintN(length * 8, value)
        .toString(16)
        .padStart(length * 2, '0'),
      'hex',
    ),
  );
}
