import { consistency, wholeNumber, type Consistency } from '../options/option-checks';
import { completeOptions, option, optionBag, type TableOf } from '../options/option-table';
import { driverNamesOfCalls } from '../options/driver-names';
import type { Row } from '../codec/row';
import { SimpleStatement } from './simple-statement';
import type { KeptText, TypedText } from './typed-text';

/** The options of a `StreamingStatement`. */
export interface StreamingStatementOptions {
  /** Rows of a page. Default: 1,000. */
  readonly fetchSize?: number | undefined;
  /** A level by name or by its number in `types.consistencies`. Default: the execution profile's. */
  readonly consistency?: Consistency | undefined;
}

const streamingStatementTable = {
  fetchSize: option(wholeNumber(1, 0x7fff_ffff), 1000),
  consistency: option(consistency),
} satisfies TableOf<StreamingStatementOptions>;

export const streamingStatementBag = optionBag('a streaming statement', streamingStatementTable, driverNamesOfCalls);

/**
 * Creates a statement for `session.executeStream`, with the page size of streams.
 *
 * @throws ConfigurationError when the text is empty or an option is invalid.
 * @example
 * const readings = createStreamingStatement('SELECT * FROM readings', { fetchSize: 5000 });
 * for await (const row of await session.executeStream(readings)) console.log(row);
 */
export function createStreamingStatement<R = Row, Q extends string = string>(
  query: TypedText<Q>,
  options?: StreamingStatementOptions,
): SimpleStatement<R, KeptText<Q>>;
export function createStreamingStatement<R>(
  query: string,
  options: StreamingStatementOptions = {},
): SimpleStatement<R> {
  return new SimpleStatement<R>(query, completeOptions(streamingStatementBag, options));
}
