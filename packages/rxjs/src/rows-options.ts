import { ConfigurationError, type StreamConfig, type StreamOptions } from '@async-cassandra/core';

/** Goes on with the first row that was not handed over, after an error, instead of beginning again as `retry` does: no row comes twice. */
export interface ResumeOnError {
  /** How often in a row; a row that arrives begins the count anew. */
  readonly count: number;
  /** Milliseconds before each time, or a function of the attempt (from 1). Default: 0. */
  readonly delayMs?: number | ((attempt: number) => number);
}

export interface RowsOptions extends StreamOptions {
  /**
   * As for `executeStream`, but `prefetch` is 0 by default: no page is asked for that nobody wants yet. `timeoutMs`, `maxPages` and
   * `maxRows` are for all of it, however often it is resumed.
   */
  readonly streamConfig?: StreamConfig;
  readonly resumeOnError?: ResumeOnError;
}

/** @throws ConfigurationError that names what cannot be right. */
export function checkRowsOptions({ resumeOnError }: RowsOptions): void {
  if (resumeOnError === undefined) return;
  if (typeof resumeOnError !== 'object' || resumeOnError === null) {
    throw new ConfigurationError('resumeOnError must be an object with count');
  }
  const { count, delayMs, ...others } = resumeOnError as unknown as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new ConfigurationError(`Unknown option resumeOnError.${unknown}: there are count and delayMs`);
  }
  if (!Number.isInteger(count) || (count as number) < 0) {
    throw new ConfigurationError('resumeOnError.count must be a whole number from 0');
  }
  if (delayMs !== undefined && typeof delayMs !== 'function' && !isMilliseconds(delayMs)) {
    throw new ConfigurationError('resumeOnError.delayMs must be a number of milliseconds, or a function that gives it');
  }
}

/** @throws ConfigurationError when a function gives what is no time. */
export function delayOf({ delayMs = 0 }: ResumeOnError, attempt: number): number {
  const given: unknown = typeof delayMs === 'function' ? delayMs(attempt) : delayMs;
  if (isMilliseconds(given)) return given;
  // A promise: nobody waits for it, and its rejection is not told beside this error.
  Promise.resolve(given).catch(() => {});
  throw new ConfigurationError('The function resumeOnError.delayMs must give a number of milliseconds');
}

/** The longest that a timer of Node waits: it takes a longer time for none. */
const maxMilliseconds = 2 ** 31 - 1;

const isMilliseconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= maxMilliseconds;
