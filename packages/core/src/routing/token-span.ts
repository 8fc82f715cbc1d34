// A piece of the token ring, for scans: numbers only, so that it can be written down and read by another process.
import type { TokenHalves } from './murmur3';

/** The tokens above `start`, up to and with `end`. Never goes across the end of the ring. */
export interface TokenSpan {
  readonly start: bigint;
  readonly end: bigint;
}

/** No row has the smallest token: the partitioner gives the largest one in its place. */
export const wholeRing: TokenSpan = { start: -(2n ** 63n), end: 2n ** 63n - 1n };

export function widthOf({ start, end }: TokenSpan): bigint {
  return end - start;
}

/** The share of the ring, from 0 to 1. Tokens are hashes, so it is about the share of the rows too. */
export function shareOf(span: TokenSpan): number {
  return Number(widthOf(span)) / 2 ** 64;
}

/** The part with this number, from 0, of a ring that is cut into `of` equal ones. Wherever nodes stand, it is the same. */
export function partOfRing({ index, of }: { readonly index: number; readonly of: number }): TokenSpan {
  const width = widthOf(wholeRing);
  const borderAt = (number: number): bigint => wholeRing.start + (width * BigInt(number)) / BigInt(of);
  return { start: borderAt(index), end: borderAt(index + 1) };
}

/** What the two have in common; undefined where that is nothing. */
export function overlapOf(a: TokenSpan, b: TokenSpan): TokenSpan | undefined {
  const start = a.start > b.start ? a.start : b.start;
  const end = a.end < b.end ? a.end : b.end;
  return start < end ? { start, end } : undefined;
}

/** Parts of about the same number of tokens; fewer when there are fewer tokens. */
export function splitSpan(span: TokenSpan, count: number): TokenSpan[] {
  const width = widthOf(span);
  const parts = BigInt(Math.max(1, count));
  const spans: TokenSpan[] = [];
  let { start } = span;
  for (let part = 1n; part <= parts; part++) {
    const end = span.start + (width * part) / parts;
    if (end > start) spans.push({ start, end });
    start = end;
  }
  return spans;
}

export function tokenOf(value: bigint): TokenHalves {
  return { high: Number(BigInt.asIntN(32, value >> 32n)), low: Number(BigInt.asUintN(32, value)) };
}
