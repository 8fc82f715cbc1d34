// A range of the token ring, for scans: plain numbers, so that a checkpoint can store it and another process can read it.
import type { TokenHalves } from './murmur3';

/** The tokens above `start`, up to and including `end`. Never wraps around the end of the ring. */
export interface TokenSpan {
  readonly start: bigint;
  readonly end: bigint;
}

/** The whole ring. No row has the smallest token: the partitioner replaces it by the largest one. */
export const wholeRing: TokenSpan = { start: -(2n ** 63n), end: 2n ** 63n - 1n };

export function widthOf({ start, end }: TokenSpan): bigint {
  return end - start;
}

/** Returns the share of the ring, from 0 to 1. Tokens are hashes, so it is about the share of the rows too. */
export function shareOf(span: TokenSpan): number {
  return Number(widthOf(span)) / 2 ** 64;
}

/** Returns part `index`, from 0, of the ring split into `of` equal parts. The parts do not depend on the nodes. */
export function partOfRing({ index, of }: { readonly index: number; readonly of: number }): TokenSpan {
  const width = widthOf(wholeRing);
  const borderAt = (number: number): bigint => wholeRing.start + (width * BigInt(number)) / BigInt(of);
  return { start: borderAt(index), end: borderAt(index + 1) };
}

/** Returns the overlap of two spans; undefined when they do not overlap. */
export function overlapOf(a: TokenSpan, b: TokenSpan): TokenSpan | undefined {
  const start = a.start > b.start ? a.start : b.start;
  const end = a.end < b.end ? a.end : b.end;
  return start < end ? { start, end } : undefined;
}

/** Splits the span into `count` parts of about the same number of tokens; fewer when there are fewer tokens. */
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
