// A session of a test's own, written as a user would: no server, no cast.
import {
  AsyncResultSet,
  AsyncStreamingResultSet,
  PreparedStatement,
  type ConcurrentOutcome,
  type ObservedSession,
  type Session,
  type StatementParameters,
  type TableScan,
} from '@async-cassandra/core';

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

  async executeStream<R>(...args: unknown[]): Promise<AsyncStreamingResultSet<R>> {
    this.calls.push(['executeStream', ...args]);
    return AsyncStreamingResultSet.of(this.rows);
  }

  async *executeConcurrent<R>(...args: unknown[]): AsyncGenerator<ConcurrentOutcome<R>, undefined> {
    this.calls.push(['executeConcurrent', ...args]);
    yield { index: 0, result: AsyncResultSet.of(this.rows) };
  }

  scanTable<R>(...args: unknown[]): TableScan<R> {
    this.calls.push(['scanTable', ...args]);
    return Object.assign(AsyncStreamingResultSet.of<R>(this.rows), {
      progress: undefined,
      checkpoint: () => undefined,
    });
  }

  async countTable(...args: unknown[]): Promise<number> {
    this.calls.push(['countTable', ...args]);
    return this.rows.length;
  }

  async prepare<R, P extends StatementParameters>(query: string, ...args: unknown[]): Promise<PreparedStatement<R, P>> {
    this.calls.push(['prepare', query, ...args]);
    return PreparedStatement.of(query);
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
