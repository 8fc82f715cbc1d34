import { MetricsCollector, type QueryMetrics } from '@async-cassandra/core';

export interface RequestFigures {
  readonly requests: number;
  readonly failed: number;
  /** The requests that were also sent to a second node, because the first did not answer in time. */
  readonly hedged: number;
  /** Milliseconds; null without requests. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** Measures the requests to Cassandra since the last call of `take`. */
export class RequestWindow extends MetricsCollector {
  #durationsMs: number[] = [];
  #failed = 0;
  #hedged = 0;

  override recordQuery({ durationMs, success, request }: QueryMetrics): void {
    this.#durationsMs.push(durationMs);
    if (!success) this.#failed++;
    if (request !== undefined && request.speculativeExecutions > 0) this.#hedged++;
  }

  /** Returns the figures, and starts a new window. */
  take(): RequestFigures {
    const sorted = Float64Array.from(this.#durationsMs).sort();
    const figures: RequestFigures = {
      requests: sorted.length,
      failed: this.#failed,
      hedged: this.#hedged,
      p50Ms: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      p99Ms: percentile(sorted, 0.99),
    };
    this.#durationsMs = [];
    this.#failed = 0;
    this.#hedged = 0;
    return figures;
  }
}

/** Returns the smallest value that is at least as large as this part of all values. */
function percentile(sorted: Float64Array, part: number): number | null {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? null;
}
