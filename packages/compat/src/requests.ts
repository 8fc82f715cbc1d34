// The requests of `execute`, `eachRow`, `stream` and `batch` to the session: one page, a `USE`, or a batch. Results and errors as in cassandra-driver.
import type { AsyncCassandraSession, ExecuteOptions, ExecutionInfo, Page } from '@async-cassandra/core';
import type { ArrayOrObject, QueryOptions, types } from 'cassandra-driver';
import { batchOf, type BatchQuery } from './batch';
import type { CallOptionsReader } from './call-options';
import type { ClientLifecycle } from './client-lifecycle';
import { toDriverError } from './errors';
import type { HostMap } from './host-map';
import type { ReportedCall, RequestReport } from './request-report';
import { ResultSet } from './result-set';
import { isUse } from './use-statement';

export interface RequestContext {
  readonly lifecycle: ClientLifecycle;
  readonly callOptions: CallOptionsReader;
  /** The client's `queryOptions`. */
  readonly queryOptions: QueryOptions;
  readonly report: RequestReport;
  readonly hosts: HostMap;
  warn(message: string): void;
}

export class Requests {
  readonly #context: RequestContext;
  /** The keyspace of unqualified names, for later calls. */
  keyspace: string | undefined;

  constructor(context: RequestContext, keyspace: string | undefined) {
    this.#context = context;
    this.keyspace = keyspace;
  }

  /** Executes a statement and returns one page. */
  execute(
    query: string,
    params: ArrayOrObject | null | undefined,
    options: QueryOptions | null | undefined,
  ): Promise<ResultSet> {
    const call: ReportedCall = { query, parameters: params ?? null, options };
    let settings: ExecuteOptions;
    try {
      settings = this.#context.callOptions.read(options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return this.#whenConnected((session) =>
      isUse(query)
        ? this.#use(session, call, settings)
        : this.#page(session, call, this.#inKeyspace(session, settings)),
    );
  }

  async batch(queries: readonly BatchQuery[], options: QueryOptions | null | undefined): Promise<ResultSet> {
    const { callOptions, queryOptions } = this.#context;
    const call: ReportedCall = { query: queries as never, parameters: null, options };
    const batch = batchOf(queries, options, queryOptions);
    const settings = callOptions.read(options);
    return this.#whenConnected(async (session) => {
      try {
        const result = await session.executeBatch(batch, this.#inKeyspace(session, settings));
        this.#succeeded(call, result.executionInfo);
        return new ResultSet(result as never);
      } catch (error) {
        throw this.#failed(call, error);
      }
    });
  }

  #whenConnected(run: (session: AsyncCassandraSession) => Promise<ResultSet>): Promise<ResultSet> {
    const { lifecycle } = this.#context;
    return lifecycle.session === undefined ? lifecycle.afterConnect(run) : run(lifecycle.session);
  }

  #page(session: AsyncCassandraSession, call: ReportedCall, settings: ExecuteOptions): Promise<ResultSet> {
    return session.executePage<types.Row>(call.query as string, call.parameters ?? undefined, settings).then(
      (page) => this.#resultOf(session, call, settings, page),
      (error: unknown) => {
        throw this.#failed(call, error);
      },
    );
  }

  #resultOf(
    session: AsyncCassandraSession,
    call: ReportedCall,
    settings: ExecuteOptions,
    page: Page<types.Row>,
  ): ResultSet {
    this.#succeeded(call, page.executionInfo);
    if (page.pagingState === null) return new ResultSet(page);
    return new ResultSet(page, (pagingState) => this.#page(session, call, { ...settings, pagingState }));
  }

  async #use(session: AsyncCassandraSession, call: ReportedCall, settings: ExecuteOptions): Promise<ResultSet> {
    try {
      const result = await session.execute<types.Row>(call.query as string, [], settings);
      this.keyspace = session.keyspace;
      return new ResultSet(result);
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  /** The session follows `USE`; an assigned keyspace is sent with each request. */
  #inKeyspace(session: AsyncCassandraSession, settings: ExecuteOptions): ExecuteOptions {
    if (this.keyspace === session.keyspace || settings.keyspace !== undefined) return settings;
    return { ...settings, keyspace: this.keyspace };
  }

  #succeeded(call: ReportedCall, info: ExecutionInfo): void {
    const { warnings } = info;
    warnings.forEach((warning, index) =>
      this.#context.warn(`Received warning (${index + 1} of ${warnings.length}) "${warning}" for "${textOf(call)}"`),
    );
    this.#context.report.succeeded(call, info);
  }

  #failed(call: ReportedCall, error: unknown): Error {
    const query = typeof call.query === 'string' ? call.query : undefined;
    const translated = toDriverError(error, { query, hosts: this.#context.hosts });
    this.#context.report.failed(call, translated);
    return translated;
  }
}

function textOf({ query }: ReportedCall): string {
  return typeof query === 'string' ? query : 'batch';
}
