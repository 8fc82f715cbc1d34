import { SimpleStatement } from './simple-statement';

export interface StreamingStatementOptions {
  /** Rows of a page. Default: 1,000. */
  readonly fetchSize?: number;
  /** One of `types.consistencies`. Default: the execution profile's. */
  readonly consistency?: number;
}

/** A statement for `session.executeStream`, with the page size of streams. */
export function createStreamingStatement(query: string, options: StreamingStatementOptions = {}): SimpleStatement {
  const { fetchSize = 1000, consistency } = options;
  return new SimpleStatement(query, consistency === undefined ? { fetchSize } : { fetchSize, consistency });
}
