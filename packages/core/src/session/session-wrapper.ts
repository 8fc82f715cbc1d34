// A base class for sessions that wrap another session.
import type { Row } from '../codec/row';
import type { AsyncResultSet } from '../result/async-result-set';
import type { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { Page } from '../result/page';
import { BatchStatement } from '../statement/batch-statement';
import type { ExecutableStatement } from '../statement/executable-statement';
import { isParameters, type StatementParameters } from '../statement/parameters';
import type { PreparedStatement } from '../statement/prepared-statement';
import { snapshotOf } from '../statement/snapshot';
import type { CallArguments, KeptText, ParametersOf, RowOf, TypedText, Uncallable } from '../statement/typed-text';
import type { ConcurrentOptions, ConcurrentOutcome } from './concurrent/concurrent-executions';
import {
  executeConcurrently,
  type ConcurrentArguments,
  type Some,
  type TypedCall,
} from './concurrent/execute-concurrently';
import type { ExecuteOptions } from '../statement/execute-options';
import type { PrepareOptions } from '../statement/prepare-options';
import type { CountOptions, ScanOptions } from './scan-options';
import type { Session } from './session';
import type { StreamOptions } from './stream-options';
import type { TableScan } from '../result/table-scan';
import type { ColumnOf, ScannedRow, TypedScanOptions, TypedTable } from './typed-scan';

/** The limits that every call to the server can have. */
export interface CallLimits {
  /** The timeout of the call in milliseconds; 0: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Delegates to another session. Extend it and override a method, or `call`, through which every method sends its
 * requests. `executeConcurrent` executes its statements with `execute` of the wrapper.
 *
 * @example
 * class CountedSession extends SessionWrapper {
 *   calls = 0;
 *   protected override call<T, O extends CallLimits>(
 *     options: O | undefined,
 *     run: (session: Session, options: O | undefined) => Promise<T>,
 *   ): Promise<T> {
 *     this.calls++;
 *     return super.call(options, run);
 *   }
 * }
 */
export class SessionWrapper implements Session {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The wrapped session. */
  get session(): Session {
    return this.#session;
  }

  get keyspace(): string | undefined {
    return this.session.keyspace;
  }

  /** Whether the wrapped session was closed. */
  get isClosed(): boolean {
    return this.session.isClosed;
  }

  get metrics(): Session['metrics'] {
    return this.session.metrics;
  }

  get observed(): Session['observed'] {
    return this.session.observed;
  }

  execute<R, _P extends StatementParameters, _Q extends string>(...uncallable: Uncallable): Promise<AsyncResultSet<R>>;
  execute<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, ExecuteOptions>
  ): Promise<AsyncResultSet<RowOf<Q, R>>>;
  execute<R>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<AsyncResultSet<R>> {
    const kept = this.#kept(parameters);
    return this.call(options, (session, left) => session.execute(statement, kept, left));
  }

  executeBatch(batch: BatchStatement, options?: ExecuteOptions): Promise<AsyncResultSet> {
    const kept = this.#isDirect || !(batch instanceof BatchStatement) ? batch : batch.copy();
    return this.call(options, (session, left) => session.executeBatch(kept, left));
  }

  executeStream<R, _P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<AsyncStreamingResultSet<R>>;
  executeStream<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, StreamOptions>
  ): Promise<AsyncStreamingResultSet<RowOf<Q, R>>>;
  executeStream<R>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: StreamOptions,
  ): Promise<AsyncStreamingResultSet<R>> {
    const kept = this.#kept(parameters);
    return this.call(options, (session, left) => session.executeStream(statement, kept, left));
  }

  executePage<R, _P extends StatementParameters, _Q extends string>(...uncallable: Uncallable): Promise<Page<R>>;
  executePage<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    ...call: CallArguments<Q, P, ExecuteOptions>
  ): Promise<Page<RowOf<Q, R>>>;
  executePage<R>(
    statement: ExecutableStatement<R>,
    parameters?: StatementParameters,
    options?: ExecuteOptions,
  ): Promise<Page<R>> {
    const kept = this.#kept(parameters);
    return this.call(options, (session, left) => session.executePage(statement, kept, left));
  }

  executeConcurrent<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    statement: ExecutableStatement<R, P, Q>,
    parameters: Some<ParametersOf<Q, NoInfer<P>>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<RowOf<Q, R>>, undefined>;
  executeConcurrent<R = Row, Q extends string = string>(
    statements: Some<TypedCall<R, Q>>,
    options?: ConcurrentOptions,
  ): AsyncIterableIterator<ConcurrentOutcome<RowOf<Q, R>>, undefined>;
  executeConcurrent<R>(...args: ConcurrentArguments<R>): AsyncIterableIterator<ConcurrentOutcome<R>, undefined> {
    return executeConcurrently<R>((...request) => this.execute<R>(...request), args);
  }

  scanTable<R = Row, T extends string = string, C extends ColumnOf<T> = ColumnOf<T>>(
    table: TypedTable<T>,
    options?: TypedScanOptions<C>,
  ): TableScan<ScannedRow<T, C, R>>;
  scanTable<R>(table: string, options?: ScanOptions): TableScan<R> {
    return this.session.scanTable<R>(table, options);
  }

  countTable<T extends string = string>(table: TypedTable<T>, options?: CountOptions): Promise<number>;
  countTable(table: string, options?: CountOptions): Promise<number> {
    const kept =
      options?.parameters === undefined ? options : { ...options, parameters: this.#kept(options.parameters) };
    return this.call(kept, (session, left) => session.countTable(table, left));
  }

  prepare<R, P extends StatementParameters, _Q extends string>(
    ...uncallable: Uncallable
  ): Promise<PreparedStatement<R, P>>;
  prepare<R = Row, P extends StatementParameters = StatementParameters, Q extends string = string>(
    query: TypedText<Q>,
    options?: PrepareOptions,
  ): Promise<PreparedStatement<RowOf<Q, R>, ParametersOf<Q, P>, KeptText<Q>>>;
  prepare<R, P extends StatementParameters>(query: string, options?: PrepareOptions): Promise<PreparedStatement<R, P>> {
    return this.call(options, (session, left) => session.prepare<R, P>(query, left));
  }

  setKeyspace(keyspace: string): Promise<void> {
    return this.call(undefined, (session) => session.setKeyspace(keyspace));
  }

  close(): Promise<void> {
    return this.session.close();
  }

  /** Calls `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Whether nothing delays a call to the session, which reads the parameters at once. */
  get #isDirect(): boolean {
    return this.call === SessionWrapper.prototype.call;
  }

  /** Copies the parameters, because an overridden `call` may send later, or twice. The session refuses invalid parameters. */
  #kept<P>(parameters: P): P {
    return this.#isDirect || !isParameters(parameters) ? parameters : (snapshotOf(parameters) as P);
  }

  /** Wraps every call to the server, except scans. `options` are the caller's; `run` sends with the options that it gets. */
  protected call<T, O extends CallLimits>(
    options: O | undefined,
    run: (session: Session, options: O | undefined) => Promise<T>,
  ): Promise<T> {
    return run(this.session, options);
  }
}
