import { ConfigurationError } from '../errors/async-cassandra-error';
import type { ExecuteOptions } from './execute-options';
import type { ScanCheckpoint, ScanProgress } from './table-scan';

/** What may be set for the requests of a scan; `timeoutMs` is for one page. */
export type ScanRequestOptions = Pick<
  ExecuteOptions,
  'consistency' | 'executionProfile' | 'fetchSize' | 'retryPolicy' | 'signal' | 'timeoutMs'
>;

/** Which rows of a table, and how many ranges of it at once. */
export interface CountOptions extends ScanRequestOptions {
  /** A condition that the server filters rows by, as after WHERE: `"kind = 'book' AND price > ?"`. */
  readonly where?: string;
  /** The values of its markers, by position. */
  readonly parameters?: readonly unknown[];
  /** Ranges read at the same time; each holds at most one page that waits for its turn. Default: 8. */
  readonly concurrency?: number;
  /** About how many ranges the table is cut into, at least one for each vnode. Default: by the size of the table. */
  readonly splits?: number;
  /** How often a page that cannot be read is asked for again, besides what the retry policy does. Default: 5. */
  readonly maxRetries?: number;
  /** Called with each page and each range that is done. What it throws is reported as a process warning. */
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanOptions extends CountOptions {
  /** The exact names of the columns to read. Default: all. */
  readonly columns?: readonly string[];
  /** Where an earlier scan of the same table, with the same columns and condition, had come to. */
  readonly checkpoint?: ScanCheckpoint;
}

export const defaultConcurrency = 8;
export const defaultMaxRetries = 5;

const ownNames = ['where', 'parameters', 'concurrency', 'splits', 'maxRetries', 'onProgress', 'columns', 'checkpoint'];
const requestNames = ['consistency', 'executionProfile', 'fetchSize', 'retryPolicy', 'signal', 'timeoutMs'];

const isWhole = (value: unknown, min: number): boolean => Number.isInteger(value) && (value as number) >= min;

/** @throws ConfigurationError that names the first option that is unknown or cannot be right. */
export function checkScanOptions(options: ScanOptions): void {
  const unknown = Object.keys(options).find((name) => !ownNames.includes(name) && !requestNames.includes(name));
  if (unknown !== undefined) throw new ConfigurationError(`Unknown scan option '${unknown}'`);
  const { where, parameters, concurrency, splits, maxRetries, onProgress, columns } = options;
  check(where === undefined || (typeof where === 'string' && where.trim() !== ''), 'where', 'a condition in CQL');
  check(parameters === undefined || Array.isArray(parameters), 'parameters', 'an array of values');
  check(concurrency === undefined || isWhole(concurrency, 1), 'concurrency', 'a whole number of ranges above 0');
  check(splits === undefined || isWhole(splits, 1), 'splits', 'a whole number of ranges above 0');
  check(maxRetries === undefined || isWhole(maxRetries, 0), 'maxRetries', 'a whole number of at least 0');
  check(onProgress === undefined || typeof onProgress === 'function', 'onProgress', 'a function');
  const areNames = Array.isArray(columns) && columns.length > 0 && columns.every((name) => typeof name === 'string');
  check(columns === undefined || areNames, 'columns', 'an array of at least one name');
}

/** The part that is for every request. */
export function requestOptionsOf(options: ScanRequestOptions): ExecuteOptions {
  const { consistency, executionProfile, fetchSize, retryPolicy, timeoutMs } = options;
  return { consistency, executionProfile, fetchSize, retryPolicy, timeoutMs };
}

function check(isRight: boolean, name: string, expected: string): void {
  if (!isRight) throw new ConfigurationError(`Scan option '${name}' must be ${expected}`);
}
