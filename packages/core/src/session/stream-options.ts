import { ConfigurationError } from '../errors/async-cassandra-error';
import { checkStreamConfig, type StreamConfig } from '../result/stream-config';
import type { StreamPosition } from '../result/stream-position';
import type { StatementOptions } from '../statement/statement-options';
import { driverNamesOfCalls } from '../options/driver-names';
import { isObject } from '../options/option-checks';
import { checkOptions, option, optionBag, ownOptions, type TableOf } from '../options/option-table';
import { executeTable, type ExecuteOptions } from '../statement/execute-options';

/** `timeoutMs` here limits one page; `timeoutMs` of `streamConfig` limits the whole stream. */
export interface StreamOptions extends ExecuteOptions {
  /** The options of the whole stream: paging, prefetch, timeout. */
  readonly streamConfig?: StreamConfig | undefined;
  /**
   * Continues an earlier stream of the same statement with the same parameters: give its `StreamError` or its `position`. The
   * new stream returns exactly the rows that were not delivered. Excludes `pagingState`.
   */
  readonly resume?: StreamPosition | undefined;
}

/** The options of `executeStream`, split into the options of each request and the options of the stream. */
export interface SplitStreamOptions {
  readonly execute: ExecuteOptions;
  readonly config: StreamConfig;
  /** The position of the first row. */
  readonly from: StreamPosition;
}

export const streamBag = optionBag(
  'a stream',
  {
    ...executeTable,
    streamConfig: option<StreamConfig>((value) => (isObject(value) ? undefined : 'must be an object')),
    resume: option<StreamPosition>((value) =>
      isPosition(value as Partial<StreamPosition> | null)
        ? undefined
        : 'must be the StreamError of a stream, or { pagingState, rowsOfPage }. A stream that could not be opened starts ' +
          'again without it; a scan continues from its checkpoint()',
    ),
  } satisfies TableOf<StreamOptions>,
  driverNamesOfCalls,
);

const defaultFetchSize = 1000;

/**
 * Where `streamConfig` and the call both set a field, `streamConfig` wins.
 *
 * @throws ConfigurationError when a field of `streamConfig`, or `resume`, is invalid.
 */
export function splitStreamOptions(statement: StatementOptions, options: StreamOptions): SplitStreamOptions {
  checkOptions(streamBag, options);
  const { streamConfig = {}, resume, ...execute } = ownOptions(streamBag, options);
  checkStreamConfig(streamConfig);
  const fetchSize = streamConfig.fetchSize ?? execute.fetchSize ?? statement.fetchSize ?? defaultFetchSize;
  const pagingState = streamConfig.pagingState ?? execute.pagingState ?? null;
  if (resume !== undefined && pagingState !== null) {
    throw new ConfigurationError("Options 'resume' and 'pagingState' exclude each other");
  }
  return { execute: { ...execute, fetchSize }, config: streamConfig, from: resume ?? { pagingState, rowsOfPage: 0 } };
}

function isPosition(resume: Partial<StreamPosition> | null): boolean {
  if (typeof resume !== 'object' || resume === null) return false;
  const { pagingState, rowsOfPage, fingerprint } = resume;
  // The StreamError of a scan has no page number: its position is a checkpoint.
  const isOfScan = 'pageNumber' in resume && resume.pageNumber === undefined;
  return (
    !isOfScan &&
    (pagingState === null || typeof pagingState === 'string') &&
    Number.isSafeInteger(rowsOfPage) &&
    rowsOfPage! >= 0 &&
    (fingerprint === undefined || typeof fingerprint === 'string')
  );
}
