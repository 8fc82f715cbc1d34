// A session that connects with its first request. It replaces the real session from boot on, and delegates to it.
import {
  ConnectionError,
  errorCode,
  OperationTimedOutError,
  SessionWrapper,
  type AsyncCassandraSession,
  type CallLimits,
  type Row,
  type ScanOptions,
  type Session,
  type TableScan,
} from '@async-cassandra/core';
import { clearTimeout, nowMs, setTimeout } from '../timers';
import { LazyScan } from './lazy-scan';

/** Requests wait for `connect`, each within its own time limit and until its signal aborts; waiting requests share one attempt. */
export function createLazySession(
  keyspace: string | undefined,
  connect: () => Promise<Session>,
): AsyncCassandraSession {
  // Injected as AsyncCassandraSession, but only used as a Session.
  return new LazySession(keyspace, connect) as Session as AsyncCassandraSession;
}

class LazySession extends SessionWrapper {
  readonly #keyspace: string | undefined;
  readonly #connect: () => Promise<Session>;
  #session: Session | undefined;
  #connecting: Promise<Session> | undefined;
  #isClosed = false;

  constructor(keyspace: string | undefined, connect: () => Promise<Session>) {
    // There is no session yet: `session` below is used instead.
    super(undefined as unknown as Session);
    this.#keyspace = keyspace;
    this.#connect = connect;
  }

  override get session(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new ConnectionError('A lazy session cannot be observed before its first request');
  }

  override get keyspace(): string | undefined {
    return this.#session === undefined ? this.#keyspace : this.#session.keyspace;
  }

  override get isClosed(): boolean {
    return this.#session?.isClosed ?? this.#isClosed;
  }

  override get metrics(): Session['metrics'] {
    return this.#session?.metrics;
  }

  get requests(): AsyncCassandraSession['requests'] {
    return this.#session?.observed.requests ?? { inFlight: 0, queued: 0 };
  }

  override scanTable<R = Row>(table: string, options?: ScanOptions): TableScan<R> {
    if (this.#session !== undefined) return this.#session.scanTable<R>(table, options);
    return new LazyScan(async () => (await this.#connected()).scanTable<R>(table, options), options?.checkpoint);
  }

  override async close(): Promise<void> {
    this.#isClosed = true;
    const session = this.#session ?? (await this.#connecting?.catch(() => undefined));
    await session?.close();
  }

  /** For the first requests, the time of connecting counts towards the time limit of the request. */
  protected override async call<T, O extends CallLimits>(
    options: O | undefined,
    run: (session: Session, options: O | undefined) => Promise<T>,
  ): Promise<T> {
    if (this.#session !== undefined) return run(this.#session, options);
    const askedAt = nowMs();
    const session = await withinLimits(this.#connected(), options);
    if (options?.timeoutMs === undefined) return run(session, options);
    return run(session, { ...options, timeoutMs: Math.max(1, options.timeoutMs - (nowMs() - askedAt)) });
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

/** @throws the errors of a request: OperationTimedOutError after its time, the reason of its signal. */
async function withinLimits<T>(work: Promise<T>, { timeoutMs, signal }: CallLimits = {}): Promise<T> {
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
