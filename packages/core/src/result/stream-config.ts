import { driverNamesOfCalls } from '../options/driver-names';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';

/** The options of a stream. */
export interface StreamConfig {
  /** Rows of a page. Default: `fetchSize` of the statement, else 1,000. */
  readonly fetchSize?: number | undefined;
  /** The stream ends after this number of pages; `pagingState` then continues it. Default: no limit. */
  readonly maxPages?: number | undefined;
  /**
   * Called with each page before its first row is delivered: its number, from 1, and its rows (0 for an empty page).
   * An error that it throws is reported as a process warning and does not end the stream.
   */
  readonly pageCallback?: ((pageNumber: number, rowCount: number) => void) | undefined;
  /** Milliseconds for the whole stream, the consumer's own time included; then it fails with `TimeoutError`. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** 1: the next page is requested when the consumer begins the current one. 0: when the consumer has finished it. Default: 1. */
  readonly prefetch?: 0 | 1 | undefined;
  /** Continues there: `pagingState` of an earlier page or stream of the same statement with the same parameters. */
  readonly pagingState?: string | null | undefined;
}

const streamConfigTable = {
  fetchSize: option(check.wholeNumber(1, 0x7fff_ffff)),
  maxPages: option(check.wholeNumber(1, 0x7fff_ffff)),
  pageCallback: option(check.callback<NonNullable<StreamConfig['pageCallback']>>()),
  timeoutMs: option<number>((value) =>
    typeof value === 'number' && value > 0 ? undefined : 'must be a number of milliseconds above 0',
  ),
  prefetch: option<0 | 1>((value) => (value === 0 || value === 1 ? undefined : 'must be 0 or 1')),
  pagingState: option(check.orNull(check.text)),
} satisfies TableOf<StreamConfig>;

export const streamConfigBag = optionBag('streamConfig', streamConfigTable, driverNamesOfCalls);

/** @throws ConfigurationError that names the first field that is unknown or invalid. */
export function checkStreamConfig(config: StreamConfig): void {
  checkOptions(streamConfigBag, config, 'streamConfig');
}
