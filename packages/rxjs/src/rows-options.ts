import type { ExecuteOptions, StreamConfig } from '@async-cassandra/core';

/** Goes on from the last complete page after an error, instead of beginning again as `retry` does: no row comes twice. */
export interface ResumeOnError {
  /** How often in a row; a page that arrives begins the count anew. */
  readonly count: number;
  /** Milliseconds before each time, or a function of the attempt (from 1). Default: 0. */
  readonly delayMs?: number | ((attempt: number) => number);
}

export interface RowsOptions extends ExecuteOptions {
  /** As for `executeStream`, but `prefetch` is 0 by default: no page is asked for that nobody wants yet. */
  readonly streamConfig?: StreamConfig;
  readonly resumeOnError?: ResumeOnError;
}
