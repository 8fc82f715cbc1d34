import { ConfigurationError } from '../errors/async-cassandra-error';

/** How a stream gets its pages. */
export interface StreamConfig {
  /** Rows of a page. Default: the statement's own, else 1,000. */
  readonly fetchSize?: number;
  /** The stream ends after so many pages; `pagingState` then says where to go on. Default: no limit. */
  readonly maxPages?: number;
  /**
   * Called with each page before its first row is handed over: its number, from 1, and its rows (0 for an empty page).
   * What it throws is reported as a process warning and does not end the stream.
   */
  readonly pageCallback?: (pageNumber: number, rowCount: number) => void;
  /** Milliseconds for the whole stream, the consumer's own time included; then it fails with `TimeoutError`. Default: no limit. */
  readonly timeoutMs?: number;
  /** 1: the next page is asked for when the consumer begins the present one. 0: when the consumer is through with it. Default: 1. */
  readonly prefetch?: 0 | 1;
  /** Where to go on: `pagingState` of an earlier page or stream of the same statement with the same parameters. */
  readonly pagingState?: string | null;
}

const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

const checks: { readonly [Name in keyof Required<StreamConfig>]: readonly [(value: unknown) => boolean, string] } = {
  fetchSize: [isWhole, 'a whole number of rows above 0'],
  maxPages: [isWhole, 'a whole number of pages above 0'],
  pageCallback: [(value) => typeof value === 'function', 'a function'],
  timeoutMs: [(value) => typeof value === 'number' && value > 0, 'a number of milliseconds above 0'],
  prefetch: [(value) => value === 0 || value === 1, '0 or 1'],
  pagingState: [(value) => value === null || typeof value === 'string', 'a text that a page or stream returned'],
};

/** @throws ConfigurationError that names the first field that is unknown or cannot be right. */
export function checkStreamConfig(config: StreamConfig): void {
  if (typeof config !== 'object' || config === null) throw new ConfigurationError('streamConfig must be an object');
  for (const [name, value] of Object.entries(config)) {
    if (!Object.hasOwn(checks, name)) throw new ConfigurationError(`Unknown field '${name}' of streamConfig`);
    const [isRight, expected] = checks[name as keyof StreamConfig];
    if (value !== undefined && !isRight(value))
      throw new ConfigurationError(`streamConfig.${name} must be ${expected}`);
  }
}
