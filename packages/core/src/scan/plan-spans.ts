// Splits the ring into the ranges of a scan. Each lies between two tokens of the ring, so that the same nodes hold all of it; a
// vnode that holds more than its share is split into more ranges.
import type { SizeEstimates } from './size-estimates';
import { shareOf, splitSpan, type TokenSpan } from '../routing/token-span';

export interface SpanPlanOptions {
  /** The approximate number of ranges. Each vnode has at least one. */
  readonly splits: number | undefined;
  readonly concurrency: number;
}

/** Small enough to read again after a failure, large enough that the request costs little compared with the rows. */
const bytesPerRange = 16 * 1024 * 1024;
/** More than one, so that the slowest range does not hold up the end of the scan. */
const rangesPerLane = 8;
const maxRanges = 10_000;

export function planSpans(
  vnodes: readonly TokenSpan[],
  estimates: SizeEstimates | undefined,
  { splits, concurrency }: SpanPlanOptions,
): TokenSpan[] {
  const fewest = concurrency * rangesPerLane;
  const share = Math.min(
    1,
    vnodes.reduce((sum, span) => sum + shareOf(span), 0),
  );
  const bySize = estimates === undefined ? 0 : Math.ceil((estimates.bytes * share) / bytesPerRange);
  const wanted = splits ?? Math.min(maxRanges, Math.max(fewest, bySize));
  const weigh = (span: TokenSpan): number => estimates?.bytesOf(span) ?? shareOf(span);
  const weights = vnodes.map(weigh);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = vnodes.map((span, i) => splitSpan(span, total === 0 ? 1 : Math.round((weights[i]! / total) * wanted)));
  return interleave(parts);
}

/** Orders the first part of each vnode, then the second, and so on: ranges that are read at the same time lie on different nodes. */
function interleave(parts: readonly (readonly TokenSpan[])[]): TokenSpan[] {
  const spans: TokenSpan[] = [];
  const most = Math.max(0, ...parts.map((part) => part.length));
  for (let i = 0; i < most; i++) {
    for (const part of parts) {
      if (i < part.length) spans.push(part[i]!);
    }
  }
  return spans;
}
