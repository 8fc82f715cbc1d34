/** The options of an NDJSON response. */
export interface NdjsonStreamOptions {
  /** The most values of an Observable, which cannot be paused, that may wait for the client. Another one ends the stream. Default: 10,000. */
  readonly maxWaiting?: number;
}

export const ndjsonOptionsKey = Symbol.for('@async-cassandra/nestjs:ndjson');
