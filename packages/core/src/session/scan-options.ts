import { driverNamesOfCalls } from '../options/driver-names';
import * as check from '../options/option-checks';
import { checkOptions, option, optionBag, type TableOf } from '../options/option-table';
import { executeTable, type ExecuteOptions } from '../statement/execute-options';
import type { ScanCheckpoint, ScanPart, ScanProgress } from '../result/table-scan';
import { snapshotOfEach } from '../statement/snapshot';

/** The options of a scan's requests; `timeoutMs` limits one page. */
export type ScanRequestOptions = Pick<
  ExecuteOptions,
  'consistency' | 'executionProfile' | 'fetchSize' | 'retryPolicy' | 'signal' | 'timeoutMs'
>;

/** The options of a count: which rows, and how many ranges at once. */
export interface CountOptions extends ScanRequestOptions {
  /** A condition by which the server filters rows, as after WHERE: `"kind = 'book' AND price > ?"`. Default: all rows. */
  readonly where?: string | undefined;
  /** The values of the condition's markers, by position. */
  readonly parameters?: readonly unknown[] | undefined;
  /** The ranges that are read at the same time; each holds at most one page that waits for the consumer. Default: 8. */
  readonly concurrency?: number | undefined;
  /** The approximate number of ranges into which the table is split, at least one for each vnode. Default: by the size of the table. */
  readonly splits?: number | undefined;
  /**
   * Selects one of `of` equal parts of the token ring, by its number from 0: for processes, or machines, that share a table. The parts together
   * contain each row of the table once, even when nodes join or leave meanwhile. Default: the whole table.
   */
  readonly part?: ScanPart | undefined;
  /** The retries of a page that cannot be read, in addition to the retry policy's. Default: 5. */
  readonly maxRetries?: number | undefined;
  /** Called after each page and each range. An error that it throws is reported as a process warning. */
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
}

/** The options of `scanTable`. */
export interface ScanOptions extends CountOptions {
  /** The exact names of the columns to read. Default: all. */
  readonly columns?: readonly string[] | undefined;
  /** The checkpoint of an earlier scan of the same table, with the same columns and condition. */
  readonly checkpoint?: ScanCheckpoint | undefined;
}

export const defaultConcurrency = 8;
export const defaultMaxRetries = 5;

const count = check.wholeNumber(1, 0x7fff_ffff);
/** With more parts, a part could be smaller than a token. */
const mostParts = 0x7fff_ffff;

function isPart(value: unknown): boolean {
  if (!check.isObject(value)) return false;
  const { index, of, ...more } = value as Partial<ScanPart>;
  if (Object.keys(more).length > 0 || !Number.isSafeInteger(index) || !Number.isSafeInteger(of)) return false;
  return index! >= 0 && index! < of! && of! <= mostParts;
}

const countTable = {
  where: option<string>((value) =>
    typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a condition in CQL',
  ),
  parameters: option<readonly unknown[]>((value) => (Array.isArray(value) ? undefined : 'must be an array of values')),
  concurrency: option(count, defaultConcurrency),
  splits: option(count),
  part: option<ScanPart>((value) =>
    isPart(value) ? undefined : 'must be { index, of }: two whole numbers, index from 0 to of - 1',
  ),
  maxRetries: option(check.wholeNumber(0, 0x7fff_ffff), defaultMaxRetries),
  onProgress: option(check.callback<NonNullable<CountOptions['onProgress']>>()),
  consistency: executeTable.consistency,
  executionProfile: executeTable.executionProfile,
  fetchSize: executeTable.fetchSize,
  retryPolicy: executeTable.retryPolicy,
  signal: executeTable.signal,
  timeoutMs: executeTable.timeoutMs,
} satisfies TableOf<CountOptions>;

export const countBag = optionBag('a count', countTable, {
  ...driverNamesOfCalls,
  columns: 'a count reads no columns',
  checkpoint: 'a count has no checkpoints, use scanTable()',
});

const areNames = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');

export const scanBag = optionBag(
  'a scan',
  {
    ...countTable,
    columns: option<readonly string[]>((value) =>
      areNames(value) ? undefined : 'must be an array of at least one name',
    ),
    checkpoint: option<ScanCheckpoint>((value) =>
      check.isObject(value) ? undefined : 'must be what scan.checkpoint() returned, unchanged',
    ),
  } satisfies TableOf<ScanOptions>,
  driverNamesOfCalls,
);

/** @throws ConfigurationError that names the first option that is unknown or invalid. */
export function checkScanOptions(options: ScanOptions): void {
  checkOptions(scanBag, options);
}

/** @throws ConfigurationError that names the first option that is unknown or invalid. */
export function checkCountOptions(options: CountOptions): void {
  checkOptions(countBag, options);
}

/** Copies the parameters: a scan creates its statement when the first row is requested, and binds it for each range. */
export function withOwnParameters<O extends CountOptions>(options: O): O {
  const { parameters } = options;
  return parameters === undefined ? options : { ...options, parameters: snapshotOfEach(parameters) };
}

/** Returns the options that apply to every request. */
export function requestOptionsOf(options: ScanRequestOptions): ExecuteOptions {
  const { consistency, executionProfile, fetchSize, retryPolicy, timeoutMs } = options;
  return { consistency, executionProfile, fetchSize, retryPolicy, timeoutMs };
}
