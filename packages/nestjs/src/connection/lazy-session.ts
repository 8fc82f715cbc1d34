// A session that connects with its first request. It stands in for the real one from the boot on, and passes everything to it.
import {
  AsyncCassandraSession,
  ConnectionError,
  errorCode,
  OperationTimedOutError,
  type AsyncResultSet,
  type AsyncStreamingResultSet,
  type BatchStatement,
  type ConcurrentOutcome,
  type ExecutableStatement,
  type ExecuteOptions,
  type Page,
  type PreparedStatement,
  type PrepareOptions,
  type Row,
  type ScanOptions,
  type StatementParameters,
  type StreamOptions,
  type TableScan,
} from '@async-cassandra/core';
import { createLazyScan } from './lazy-scan';

type Session = AsyncCassandraSession;
type Limits = Pick<ExecuteOptions, 'timeoutMs' | 'signal'>;
type ConcurrentArguments = Parameters<Session['executeConcurrent']>;

/** Requests wait for `connect`, each within its own time limit and until its signal aborts; those that wait share one attempt. */
export function createLazySession(keyspace: string | undefined, connect: () => Promise<Session>): Session {
  return new LazySession(keyspace, connect) as unknown as Session;
}

/** Not a subclass: the constructor of AsyncCassandraSession takes a cluster that is connected. */
class LazySession {
  readonly #keyspace: string | undefined;
  readonly #connect: () => Promise<Session>;
  #session: Session | undefined;
  #connecting: Promise<Session> | undefined;
  #isClosed = false;

  constructor(keyspace: string | undefined, connect: () => Promise<Session>) {
    this.#keyspace = keyspace;
    this.#connect = connect;
  }

  get keyspace(): string | undefined {
    return this.#session === undefined ? this.#keyspace : this.#session.keyspace;
  }

  get isClosed(): boolean {
    return this.#session?.isClosed ?? this.#isClosed;
  }

  get metrics(): Session['metrics'] {
    return this.#session?.metrics;
  }

  get requests(): Session['requests'] {
    return this.#session?.requests ?? { inFlight: 0, queued: 0 };
  }

  /** What monitors read. */
  get observed(): Session['observed'] {
    if (this.#session !== undefined) return this.#session.observed;
    throw new ConnectionError('A lazy session cannot be observed before its first request');
  }

  execute<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    if (this.#session !== undefined) return this.#session.execute(statement, parameters, options);
    return this.#first(options, (session, left) => session.execute(statement, parameters, left));
  }

  executeBatch(batch: BatchStatement, options?: ExecuteOptions): Promise<AsyncResultSet> {
    return this.#first(options, (session, left) => session.executeBatch(batch, left));
  }

  executePage<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<Page<R>> {
    return this.#first(options, (session, left) => session.executePage(statement, parameters, left));
  }

  executeStream<R = Row>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: StreamOptions,
  ): Promise<AsyncStreamingResultSet<R>> {
    return this.#first(options, (session, left) => session.executeStream(statement, parameters, left));
  }

  prepare<R = Row>(query: string, options?: PrepareOptions): Promise<PreparedStatement<R>> {
    return this.#first(options, (session, left) => session.prepare<R>(query, left));
  }

  async *executeConcurrent(...args: ConcurrentArguments): AsyncGenerator<ConcurrentOutcome<unknown>, undefined> {
    const session = await this.#connected();
    yield* session.executeConcurrent(...args);
  }

  scanTable<R = Row>(table: string, options?: ScanOptions): TableScan<R> {
    if (this.#session !== undefined) return this.#session.scanTable<R>(table, options);
    return createLazyScan(async () => (await this.#connected()).scanTable<R>(table, options), options?.checkpoint);
  }

  countTable(...args: Parameters<Session['countTable']>): Promise<number> {
    return this.#connected().then((session) => session.countTable(...args));
  }

  setKeyspace(keyspace: string): Promise<void> {
    return this.#connected().then((session) => session.setKeyspace(keyspace));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const session = this.#session ?? (await this.#connecting?.catch(() => undefined));
    await session?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The first requests: what is left of the time limit once connected is the limit of the request itself. */
  async #first<T, O extends Limits>(
    options: O | undefined,
    run: (session: Session, left: O | undefined) => Promise<T>,
  ): Promise<T> {
    if (this.#session !== undefined) return run(this.#session, options);
    const askedAt = performance.now();
    const session = await withinLimits(this.#connected(), options);
    if (options?.timeoutMs === undefined) return run(session, options);
    return run(session, { ...options, timeoutMs: Math.max(1, options.timeoutMs - (performance.now() - askedAt)) });
  }

  async #connected(): Promise<Session> {
    if (this.#session !== undefined) return this.#session;
    if (this.#isClosed) throw new ConnectionError('The session is closed', { code: errorCode.closed });
    this.#connecting ??= this.#connect();
    try {
      this.#session = await this.#connecting;
      return this.#session;
    } finally {
      this.#connecting = undefined;
    }
  }
}

Object.setPrototypeOf(LazySession.prototype, AsyncCassandraSession.prototype);

/** @throws as a request does: OperationTimedOutError after its time, the reason of its signal. */
async function withinLimits<T>(work: Promise<T>, { timeoutMs, signal }: Limits = {}): Promise<T> {
  if (!timeoutMs && signal === undefined) return work;
  work.catch(() => {});
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = (): void => reject(new OperationTimedOutError(`Not connected within ${timeoutMs} ms`));
    if (timeoutMs) timer = setTimeout(late, timeoutMs);
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
