import { ConfigurationError, type StreamConfig, type StreamOptions } from '@async-cassandra/core';

/** After an error, continues with the first row that was not emitted, instead of starting again as `retry` does: no row is emitted twice. */
export interface ResumeOnError {
  /** The most consecutive attempts without a row; a row resets the count. */
  readonly count: number;
  /** Milliseconds before each attempt, or a function of the attempt (from 1). Default: 0. */
  readonly delayMs?: number | ((attempt: number) => number);
}

export interface RowsOptions extends StreamOptions {
  /**
   * As for `executeStream`, but `prefetch` is 0 by default: no page is requested before it is needed. `timeoutMs`, `maxPages` and
   * `maxRows` apply to the whole Observable, across resumptions.
   */
  readonly streamConfig?: StreamConfig;
  /** Resumes after an error. Default: errors end the Observable. */
  readonly resumeOnError?: ResumeOnError;
}

/** @throws ConfigurationError that names the invalid option. */
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
    throw new ConfigurationError(
      'resumeOnError.delayMs must be a number of milliseconds, or a function that returns it',
    );
  }
}

/** Returns the delay. @throws ConfigurationError when the function does not return a number of milliseconds. */
export function delayOf({ delayMs = 0 }: ResumeOnError, attempt: number): number {
  const given: unknown = typeof delayMs === 'function' ? delayMs(attempt) : delayMs;
  if (isMilliseconds(given)) return given;
  // The rejection of a returned promise is ignored: this error is thrown anyway.
  Promise.resolve(given).catch(() => {});
  throw new ConfigurationError('The function resumeOnError.delayMs must return a number of milliseconds');
}

/** The longest delay of a timer: Node fires a longer timer at once. */
const maxMilliseconds = 2 ** 31 - 1;

const isMilliseconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= maxMilliseconds;
