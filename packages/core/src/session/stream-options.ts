import { checkStreamConfig, type StreamConfig } from '../result/stream-config';
import type { StatementOptions } from '../statement/statement-options';
import type { ExecuteOptions } from './execute-options';

/** `timeoutMs` here is for one page; that of `streamConfig` is for the whole stream. */
export interface StreamOptions extends ExecuteOptions {
  readonly streamConfig?: StreamConfig;
}

const defaultFetchSize = 1000;

/** What is for every request of the stream, and what is for the stream. A field that may be in both counts where `streamConfig` has it. */
export function splitStreamOptions(
  statement: StatementOptions,
  { streamConfig = {}, ...execute }: StreamOptions,
): { readonly execute: ExecuteOptions; readonly config: StreamConfig } {
  checkStreamConfig(streamConfig);
  const fetchSize = streamConfig.fetchSize ?? execute.fetchSize ?? statement.fetchSize ?? defaultFetchSize;
  const pagingState = streamConfig.pagingState ?? execute.pagingState;
  return { execute: { ...execute, fetchSize }, config: { ...streamConfig, pagingState } };
}
