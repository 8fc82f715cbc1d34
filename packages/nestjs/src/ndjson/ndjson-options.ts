export interface NdjsonStreamOptions {
  /** Of an Observable, which cannot be paused: so many values may wait for the client. One more ends the stream. Default: 10,000. */
  readonly maxWaiting?: number;
}

export const ndjsonOptionsKey = Symbol.for('@async-cassandra/nestjs:ndjson');
