import type { QueryPerformance } from './metrics-collector';

export type DurationSummary = Pick<
  QueryPerformance,
  'avgDurationMs' | 'minDurationMs' | 'maxDurationMs' | 'p50DurationMs' | 'p95DurationMs' | 'p99DurationMs'
>;

/** Computes percentiles by nearest rank: each is a duration that occurred. All 0 when there are none. */
export function summarizeDurations(durations: ArrayLike<number>): DurationSummary {
  const sorted = Float64Array.from(durations).sort();
  const rank = (percent: number): number => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  return {
    avgDurationMs: sorted.length === 0 ? 0 : sorted.reduce((sum, each) => sum + each, 0) / sorted.length,
    minDurationMs: sorted[0] ?? 0,
    maxDurationMs: sorted.at(-1) ?? 0,
    p50DurationMs: rank(50),
    p95DurationMs: rank(95),
    p99DurationMs: rank(99),
  };
}
