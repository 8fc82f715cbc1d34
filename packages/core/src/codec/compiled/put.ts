// Writes the values that generated code writes most: an [int] length and the bytes. The buffer has room. Each returns the position after.
import type { Buffer } from 'node:buffer';
import type { Uuid } from '../../driver/values';
import { writeInt32 } from '../bytes';
import { writeUtf8 } from '../utf8';
import { floatWord, highWord, lowWord, splitBigint, splitDouble } from '../words';
import { putUuidBytes } from './uuid-bytes';

const twoTo32 = 0x1_0000_0000;
/** Shorter strings get the room that their characters may need at most; longer ones are measured. */
const measuredFrom = 512;
const shortBytes = 32;

export function putUint64(buffer: Buffer, position: number, high: number, low: number): number {
  writeInt32(buffer, position, 8);
  writeInt32(buffer, position + 4, high);
  writeInt32(buffer, position + 8, low);
  return position + 12;
}

/** Writes a safe integer as 64 bits. */
export function putInteger(buffer: Buffer, position: number, value: number): number {
  const high = Math.floor(value / twoTo32);
  return putUint64(buffer, position, high, value - high * twoTo32);
}

export function putBigint(buffer: Buffer, position: number, value: bigint): number {
  splitBigint(value);
  return putUint64(buffer, position, highWord(), lowWord());
}

export function putDouble(buffer: Buffer, position: number, value: number): number {
  splitDouble(value);
  return putUint64(buffer, position, highWord(), lowWord());
}

export function putFloat(buffer: Buffer, position: number, value: number): number {
  writeInt32(buffer, position, 4);
  writeInt32(buffer, position + 4, floatWord(value));
  return position + 8;
}

export function putUuid(buffer: Buffer, position: number, value: Uuid): number {
  writeInt32(buffer, position, 16);
  putUuidBytes(buffer, position + 4, value.getBuffer(), 0);
  return position + 20;
}

export function putText(buffer: Buffer, position: number, value: string): number {
  const end = writeUtf8(buffer, position + 4, value);
  writeInt32(buffer, position, end - position - 4);
  return end;
}

export function putBytes(buffer: Buffer, position: number, value: Uint8Array): number {
  const { length } = value;
  writeInt32(buffer, position, length);
  if (length > shortBytes) buffer.set(value, position + 4);
  else for (let index = 0; index < length; index++) buffer[position + 4 + index] = value[index]!;
  return position + 4 + length;
}

/** How many bytes `putText` needs, for any value: it does not write a value that is not a string. */
export function roomForText(value: unknown): number {
  if (typeof value !== 'string') return 4;
  return value.length < measuredFrom ? 4 + value.length * 3 : 4 + globalThis.Buffer.byteLength(value);
}

export function roomForBytes(value: unknown): number {
  return value instanceof Uint8Array ? 4 + value.length : 4;
}
