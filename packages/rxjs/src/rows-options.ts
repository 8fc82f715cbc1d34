import { ConfigurationError, type StreamConfig, type StreamOptions } from '@async-cassandra/core';
import {
  checkOptions,
  milliseconds,
  option,
  optionBag,
  wholeNumber,
  type TableOf,
} from '@async-cassandra/core/options';

/** After an error, continues with the first row that was not emitted, instead of starting again as `retry` does: no row is emitted twice. */
export interface ResumeOnError {
  /** The most consecutive attempts without a row; a row resets the count. */
  readonly count: number;
  /** Milliseconds before each attempt, or a function of the attempt (from 1). Default: 0. */
  readonly delayMs?: number | ((attempt: number) => number);
}

/** The options of every operator that reads rows. */
export interface RowsOptions extends StreamOptions {
  /**
   * As for `executeStream`, but `prefetch` is 0 by default: no page is requested before it is needed. `timeoutMs`, `maxPages` and
   * `maxRows` apply to the whole Observable, across resumptions.
   */
  readonly streamConfig?: StreamConfig;
  /** Resumes after an error. Default: errors end the Observable. */
  readonly resumeOnError?: ResumeOnError;
}

const isTime = milliseconds(0);
const isMilliseconds = (value: unknown): value is number => isTime(value) === undefined;

export const resumeOnErrorBag = optionBag(
  'resumeOnError',
  {
    count: option(wholeNumber(0, 0x7fff_ffff)),
    delayMs: option<number | ((attempt: number) => number)>((value) =>
      typeof value === 'function' || isMilliseconds(value)
        ? undefined
        : 'must be a number of milliseconds, or a function that returns it',
    ),
  } satisfies TableOf<ResumeOnError>,
  { delay: "give 'delayMs'", maxRetries: "give 'count'", resetOnSuccess: 'leave it out, a row resets the count' },
);

/** @throws ConfigurationError that names the invalid option. The options of the stream are checked when it is opened. */
export function checkRowsOptions({ resumeOnError }: RowsOptions): void {
  if (resumeOnError === undefined) return;
  checkOptions(resumeOnErrorBag, resumeOnError, 'resumeOnError');
  if ((resumeOnError.count as unknown) === undefined) {
    throw new ConfigurationError("Option 'resumeOnError.count' is missing");
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
