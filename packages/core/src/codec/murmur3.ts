// Cassandra's Murmur3 (x64, 128 bits, of which the first 64 are the token): `MurmurHash.hash3_x64_128` and
// `Murmur3Partitioner` of Apache Cassandra. It differs from everybody else's: the bytes of the tail are signed, and the
// smallest long is no token. 64-bit words are pairs of 32-bit halves, because every request passes here and a bigint costs.
import type { Buffer } from 'node:buffer';

export interface TokenHalves {
  /** Signed. */
  readonly high: number;
  /** Unsigned. */
  readonly low: number;
}

const C1_HIGH = 0x87c37b91;
const C1_LOW = 0x114253d5;
const C2_HIGH = 0x4cf5ad43;
const C2_LOW = 0x2745937f;

/** The halves of the word that the functions below computed last. */
let high = 0;
let low = 0;

/** The token of the partition key whose bytes are [start, end). */
export function murmur3Token(key: Buffer, start = 0, end: number = key.length): TokenHalves {
  const length = end - start;
  const tail = end - (length & 15);
  let h1High = 0;
  let h1Low = 0;
  let h2High = 0;
  let h2Low = 0;
  for (let position = start; position < tail; position += 16) {
    mixFirst(wordAt(key, position + 4), wordAt(key, position));
    xor(h1High, h1Low);
    rotate(27);
    add(h2High, h2Low);
    multiply(0, 5);
    add(0, 0x52dce729);
    h1High = high;
    h1Low = low;
    mixSecond(wordAt(key, position + 12), wordAt(key, position + 8));
    xor(h2High, h2Low);
    rotate(31);
    add(h1High, h1Low);
    multiply(0, 5);
    add(0, 0x38495ab5);
    h2High = high;
    h2Low = low;
  }

  if (end - tail > 8) {
    tailWord(key, tail + 8, end);
    mixSecond(high, low);
    xor(h2High, h2Low);
    h2High = high;
    h2Low = low;
  }
  if (end > tail) {
    tailWord(key, tail, Math.min(end, tail + 8));
    mixFirst(high, low);
    xor(h1High, h1Low);
    h1High = high;
    h1Low = low;
  }

  set(h1High, h1Low ^ length);
  add(h2High, h2Low ^ length);
  h1High = high;
  h1Low = low;
  add(h2High, h2Low ^ length);
  finish();
  h2High = high;
  h2Low = low;
  set(h1High, h1Low);
  finish();
  add(h2High, h2Low);
  return high === -0x8000_0000 && low === 0 ? { high: 0x7fff_ffff, low: 0xffff_ffff } : { high, low: low >>> 0 };
}

/** Little-endian. */
function wordAt(bytes: Buffer, position: number): number {
  return bytes[position]! | (bytes[position + 1]! << 8) | (bytes[position + 2]! << 16) | (bytes[position + 3]! << 24);
}

/** Up to eight bytes, each with its sign running through the bytes above it. */
function tailWord(bytes: Buffer, start: number, end: number): void {
  set(0, 0);
  for (let position = start; position < end; position++) {
    const byte = (bytes[position]! << 24) >> 24;
    const shift = (position - start) * 8;
    if (shift < 32) xor(byte >> 31, byte << shift);
    else high ^= byte << (shift - 32);
  }
}

function mixFirst(kHigh: number, kLow: number): void {
  set(kHigh, kLow);
  multiply(C1_HIGH, C1_LOW);
  rotate(31);
  multiply(C2_HIGH, C2_LOW);
}

function mixSecond(kHigh: number, kLow: number): void {
  set(kHigh, kLow);
  multiply(C2_HIGH, C2_LOW);
  rotate(33);
  multiply(C1_HIGH, C1_LOW);
}

function finish(): void {
  low ^= high >>> 1;
  multiply(0xff51afd7, 0xed558ccd);
  low ^= high >>> 1;
  multiply(0xc4ceb9fe, 0x1a85ec53);
  low ^= high >>> 1;
}

function set(wordHigh: number, wordLow: number): void {
  high = wordHigh | 0;
  low = wordLow | 0;
}

function xor(otherHigh: number, otherLow: number): void {
  high ^= otherHigh;
  low ^= otherLow;
}

function add(otherHigh: number, otherLow: number): void {
  const sum = (low >>> 0) + (otherLow >>> 0);
  high = (high + otherHigh + (sum > 0xffff_ffff ? 1 : 0)) | 0;
  low = sum | 0;
}

/** To the left. */
function rotate(bits: number): void {
  const isWide = bits >= 32;
  const upper = isWide ? low : high;
  const lower = isWide ? high : low;
  const shift = bits & 31;
  high = (upper << shift) | (lower >>> (32 - shift));
  low = (lower << shift) | (upper >>> (32 - shift));
}

/** Modulo 2^64, by 16-bit halves of the lower words, whose products are exact. */
function multiply(otherHigh: number, otherLow: number): void {
  const a0 = low & 0xffff;
  const a1 = low >>> 16;
  const b0 = otherLow & 0xffff;
  const b1 = otherLow >>> 16;
  const p00 = Math.imul(a0, b0);
  const p01 = Math.imul(a0, b1);
  const p10 = Math.imul(a1, b0);
  const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
  const carried = Math.imul(a1, b1) + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16);
  high = (carried + Math.imul(low, otherHigh) + Math.imul(high, otherLow)) | 0;
  low = (middle << 16) | (p00 & 0xffff);
}
