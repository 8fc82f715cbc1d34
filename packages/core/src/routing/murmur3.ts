// Cassandra's Murmur3 (x64, 128 bits, the first 64 are the token): `MurmurHash.hash3_x64_128` and `Murmur3Partitioner` of Apache
// Cassandra. It differs from the common Murmur3: the bytes of the tail are signed, and the smallest long is not a token. 64-bit words are
// pairs of halves in local variables, because every request passes here.
import type { Buffer } from 'node:buffer';

export interface TokenHalves {
  /** Signed. */
  readonly high: number;
  /** Unsigned. */
  readonly low: number;
}

const c1High = 0x87c37b91 | 0;
const c1Low = 0x114253d5;
const c2High = 0x4cf5ad43;
const c2Low = 0x2745937f;
const f1High = 0xff51afd7 | 0;
const f1Low = 0xed558ccd | 0;
const f2High = 0xc4ceb9fe | 0;
const f2Low = 0x1a85ec53;
const twoTo32 = 0x1_0000_0000;

/** Returns the token of the partition key in bytes [start, end). */
export function murmur3Token(key: Buffer, start = 0, end: number = key.length): TokenHalves {
  const length = end - start;
  const tail = end - (length & 15);
  let h1High = 0;
  let h1Low = 0;
  let h2High = 0;
  let h2Low = 0;
  let kHigh = 0;
  let kLow = 0;
  let swap = 0;
  let sum = 0;

  for (let position = start; position < tail; position += 16) {
    kLow = wordAt(key, position);
    kHigh = wordAt(key, position + 4);
    // k1 *= C1, rotated by 31, *= C2; h1 ^= k1
    kHigh = (productHigh(kLow, c1Low) + Math.imul(kHigh, c1Low) + Math.imul(kLow, c1High)) | 0;
    kLow = Math.imul(kLow, c1Low);
    swap = kHigh;
    kHigh = (kHigh << 31) | (kLow >>> 1);
    kLow = (kLow << 31) | (swap >>> 1);
    h1High ^= productHigh(kLow, c2Low) + Math.imul(kHigh, c2Low) + Math.imul(kLow, c2High);
    h1Low ^= Math.imul(kLow, c2Low);
    // h1 rotated by 27, += h2, * 5 + 0x52dce729
    swap = h1High;
    h1High = (h1High << 27) | (h1Low >>> 5);
    h1Low = (h1Low << 27) | (swap >>> 5);
    sum = (h1Low >>> 0) + (h2Low >>> 0);
    h1High = (h1High + h2High + (sum >= twoTo32 ? 1 : 0)) | 0;
    sum = (sum >>> 0) * 5 + 0x52dce729;
    h1High = (Math.imul(h1High, 5) + Math.floor(sum / twoTo32)) | 0;
    h1Low = sum | 0;

    kLow = wordAt(key, position + 8);
    kHigh = wordAt(key, position + 12);
    // k2 *= C2, rotated by 33, *= C1; h2 ^= k2
    kHigh = (productHigh(kLow, c2Low) + Math.imul(kHigh, c2Low) + Math.imul(kLow, c2High)) | 0;
    kLow = Math.imul(kLow, c2Low);
    swap = kHigh;
    kHigh = (kLow << 1) | (kHigh >>> 31);
    kLow = (swap << 1) | (kLow >>> 31);
    h2High ^= productHigh(kLow, c1Low) + Math.imul(kHigh, c1Low) + Math.imul(kLow, c1High);
    h2Low ^= Math.imul(kLow, c1Low);
    // h2 rotated by 31, += h1, * 5 + 0x38495ab5
    swap = h2High;
    h2High = (h2High << 31) | (h2Low >>> 1);
    h2Low = (h2Low << 31) | (swap >>> 1);
    sum = (h2Low >>> 0) + (h1Low >>> 0);
    h2High = (h2High + h1High + (sum >= twoTo32 ? 1 : 0)) | 0;
    sum = (sum >>> 0) * 5 + 0x38495ab5;
    h2High = (Math.imul(h2High, 5) + Math.floor(sum / twoTo32)) | 0;
    h2Low = sum | 0;
  }

  if (end - tail > 8) {
    kLow = signedWordAt(key, tail + 8, end);
    kHigh = signedHighWordAt(key, tail + 8, end);
    kHigh = (productHigh(kLow, c2Low) + Math.imul(kHigh, c2Low) + Math.imul(kLow, c2High)) | 0;
    kLow = Math.imul(kLow, c2Low);
    swap = kHigh;
    kHigh = (kLow << 1) | (kHigh >>> 31);
    kLow = (swap << 1) | (kLow >>> 31);
    h2High ^= productHigh(kLow, c1Low) + Math.imul(kHigh, c1Low) + Math.imul(kLow, c1High);
    h2Low ^= Math.imul(kLow, c1Low);
  }
  if (end > tail) {
    const middle = Math.min(end, tail + 8);
    kLow = signedWordAt(key, tail, middle);
    kHigh = signedHighWordAt(key, tail, middle);
    kHigh = (productHigh(kLow, c1Low) + Math.imul(kHigh, c1Low) + Math.imul(kLow, c1High)) | 0;
    kLow = Math.imul(kLow, c1Low);
    swap = kHigh;
    kHigh = (kHigh << 31) | (kLow >>> 1);
    kLow = (kLow << 31) | (swap >>> 1);
    h1High ^= productHigh(kLow, c2Low) + Math.imul(kHigh, c2Low) + Math.imul(kLow, c2High);
    h1Low ^= Math.imul(kLow, c2Low);
  }

  h1Low ^= length;
  h2Low ^= length;
  // h1 += h2, h2 += h1, both mixed, and their sum
  sum = (h1Low >>> 0) + (h2Low >>> 0);
  h1High = (h1High + h2High + (sum >= twoTo32 ? 1 : 0)) | 0;
  h1Low = sum | 0;
  sum = (h2Low >>> 0) + (h1Low >>> 0);
  h2High = (h2High + h1High + (sum >= twoTo32 ? 1 : 0)) | 0;
  h2Low = sum | 0;

  h1Low ^= h1High >>> 1;
  h1High = (productHigh(h1Low, f1Low) + Math.imul(h1High, f1Low) + Math.imul(h1Low, f1High)) | 0;
  h1Low = Math.imul(h1Low, f1Low);
  h1Low ^= h1High >>> 1;
  h1High = (productHigh(h1Low, f2Low) + Math.imul(h1High, f2Low) + Math.imul(h1Low, f2High)) | 0;
  h1Low = Math.imul(h1Low, f2Low);
  h1Low ^= h1High >>> 1;

  h2Low ^= h2High >>> 1;
  h2High = (productHigh(h2Low, f1Low) + Math.imul(h2High, f1Low) + Math.imul(h2Low, f1High)) | 0;
  h2Low = Math.imul(h2Low, f1Low);
  h2Low ^= h2High >>> 1;
  h2High = (productHigh(h2Low, f2Low) + Math.imul(h2High, f2Low) + Math.imul(h2Low, f2High)) | 0;
  h2Low = Math.imul(h2Low, f2Low);
  h2Low ^= h2High >>> 1;

  sum = (h1Low >>> 0) + (h2Low >>> 0);
  const high = (h1High + h2High + (sum >= twoTo32 ? 1 : 0)) | 0;
  const low = sum >>> 0;
  return high === -0x8000_0000 && low === 0 ? { high: 0x7fff_ffff, low: 0xffff_ffff } : { high, low };
}

/** Returns the upper half of the product of two unsigned words, computed from 16-bit halves whose products are exact. */
function productHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16);
  return (aHigh * bHigh + (middle >>> 16) + (((middle & 0xffff) + aLow * bHigh) >>> 16)) | 0;
}

/** Reads a little-endian word. */
function wordAt(bytes: Buffer, position: number): number {
  return bytes[position]! | (bytes[position + 1]! << 8) | (bytes[position + 2]! << 16) | (bytes[position + 3]! << 24);
}

/** Returns the lower half of up to eight bytes: each byte's sign is extended over the bytes above it. */
function signedWordAt(bytes: Buffer, start: number, end: number): number {
  let word = 0;
  for (let position = start; position < end && position < start + 4; position++) {
    word ^= ((bytes[position]! << 24) >> 24) << ((position - start) * 8);
  }
  return word;
}

function signedHighWordAt(bytes: Buffer, start: number, end: number): number {
  let word = 0;
  for (let position = start; position < end; position++) {
    const byte = (bytes[position]! << 24) >> 24;
    word ^= position < start + 4 ? byte >> 31 : byte << ((position - start - 4) * 8);
  }
  return word;
}
