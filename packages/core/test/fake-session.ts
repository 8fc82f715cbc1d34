// A session of a test's own, written as a user would: no server, no cast.
import { AsyncResultSet, type ObservedSession, type Session } from '@async-cassandra/core';

const observed: ObservedSession = {
  clusterName: undefined,
  protocolVersion: 5,
  nodes: [],
  requests: { inFlight: 0, queued: 0 },
  openStreams: 0,
  preparedCache: { hits: 0, misses: 0, repreparations: 0, size: 0 },
};

/** Answers every statement with `rows`, and keeps what it was asked in `calls`. */
export class FakeSession implements Session {
  readonly calls: (readonly [method: string, ...args: unknown[]])[] = [];
  readonly keyspace = 'shop';
  readonly metrics = undefined;
  readonly observed = observed;
  isClosed = false;

  constructor(readonly rows: readonly object[] = []) {}

  async execute<R>(...args: unknown[]): Promise<AsyncResultSet<R>> {
    this.calls.push(['execute', ...args]);
    return AsyncResultSet.of(this.rows);
  }

  async executeBatch(...args: unknown[]): Promise<AsyncResultSet> {
    this.calls.push(['executeBatch', ...args]);
    return AsyncResultSet.of([]);
  }

  async executePage<R>(...args: unknown[]): Promise<AsyncResultSet<R>> {
    this.calls.push(['executePage', ...args]);
    return AsyncResultSet.of(this.rows);
  }

  async executeStream(...args: unknown[]): Promise<never> {
    this.calls.push(['executeStream', ...args]);
    throw new Error('this fake has no streams');
  }

  executeConcurrent(): never {
    throw new Error('this fake executes one statement after the other');
  }

  scanTable(...args: unknown[]): never {
    this.calls.push(['scanTable', ...args]);
    throw new Error('this fake has no tables');
  }

  async countTable(...args: unknown[]): Promise<number> {
    this.calls.push(['countTable', ...args]);
    return this.rows.length;
  }

  async prepare(...args: unknown[]): Promise<never> {
    this.calls.push(['prepare', ...args]);
    throw new Error('this fake prepares nothing');
  }

  async setKeyspace(...args: unknown[]): Promise<void> {
    this.calls.push(['setKeyspace', ...args]);
  }

  async close(): Promise<void> {
    this.calls.push(['close']);
    this.isClosed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
