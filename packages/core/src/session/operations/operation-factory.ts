// Creates operations from statements: at once if the text is already prepared, otherwise after preparing it.
import { envelopeFlag } from '../../protocol/envelope-flag';
import { CallSite } from '../../errors/call-site';
import { withParameterCode } from '../../errors/parameter-error';
import { ignoreRejection } from '../../errors/thrown';
import type { PreparedResponse } from '../../protocol/responses/prepared';
import type { BatchStatement } from '../../statement/batch-statement';
import { BoundStatement } from '../../statement/bound-statement';
import type { ExecutableStatement } from '../../statement/executable-statement';
import { hasParameters, isNothing, toPositional, type StatementParameters } from '../../statement/parameters';
import type { PreparedQuery } from '../../statement/prepared-query';
import { PreparedStatement } from '../../statement/prepared-statement';
import { snapshotOf } from '../../statement/snapshot';
import { onAbort, throwIfAborted } from '../../waiting/on-abort';
import type { SharedWork } from '../../waiting/shared-work';
import type { PrepareScope, PreparedRegistry, SendPrepare } from '../../statement/prepared-registry';
import { PrepareRequest } from '../request/prepare-request';
import type { RequestSettings } from '../request/request-settings';
import type { SessionContext } from '../session-context';
import { BatchOperation, type BatchItem } from './batch-operation';
import { BoundValues } from './bound-values';
import { ExecuteOperation } from './execute-operation';
import { NewTexts } from '../../statement/new-texts';
import type { Operation } from './operation';
import { PrepareOperation } from './prepare-operation';
import { QueryOperation } from './query-operation';

export class OperationFactory {
  readonly #context: SessionContext;
  readonly #registry: PreparedRegistry;
  readonly #texts = new NewTexts();

  constructor(context: SessionContext, registry: PreparedRegistry) {
    this.#context = context;
    this.#registry = registry;
  }

  /** Returns the operation of a statement; a promise only if its text must be prepared first, or again. */
  of<R>(
    statement: ExecutableStatement<R>,
    parameters: StatementParameters | undefined,
    settings: RequestSettings,
  ): Operation | Promise<Operation> {
    if (statement instanceof PreparedStatement) {
      const values = toPositional(statement.shared, parameters === undefined ? [] : parameters);
      return this.#whenCurrent(new ExecuteOperation(statement.shared, values, statement.isIdempotent), settings);
    }
    if (statement instanceof BoundStatement) {
      if (parameters !== undefined && !isNothing(parameters)) {
        throw withParameterCode(
          'wrongParameterCount',
          new TypeError('A bound statement has its parameters already: execute it without any'),
        );
      }
      const { shared, values, isIdempotent } = statement;
      return this.#whenCurrent(new ExecuteOperation(shared, values, isIdempotent), settings);
    }
    const { query, isIdempotent } =
      typeof statement === 'string' ? { query: statement, isIdempotent: undefined } : statement;
    if (!hasParameters(parameters)) {
      return new QueryOperation(
        query,
        isIdempotent,
        this.#texts,
        this.#texts.add(query) ? new CallSite(this.of) : undefined,
      );
    }
    throwIfAborted(settings.signal);
    const prepared = this.prepared(query, settings.keyspace ?? this.#context.keyspace, settings, this.of);
    return prepared instanceof Promise
      ? bindLater(prepared, snapshotOf(parameters), isIdempotent)
      : new ExecuteOperation(prepared, toPositional(prepared, parameters), isIdempotent);
  }

  /** Returns the operation of a batch; a promise only if a text must be prepared first, or again. */
  ofBatch(
    { type, isIdempotent, entries }: BatchStatement,
    settings: RequestSettings,
  ): BatchOperation | Promise<BatchOperation> {
    throwIfAborted(settings.signal);
    const items = entries.map((entry) => this.#batchItemOf(entry, settings));
    let isNew = false;
    let waits = false;
    for (const item of items) {
      if (typeof item === 'string') isNew = this.#texts.add(item) || isNew;
      else if (item instanceof Promise) waits = true;
    }
    const call = isNew ? new CallSite(this.ofBatch) : undefined;
    if (!waits) return new BatchOperation(type, items as BatchItem[], isIdempotent, this.#texts, call);
    for (const item of items) if (item instanceof BoundValues) item.copyValues();
    const all = Promise.all(items.map((item) => Promise.resolve(item)));
    return all.then((ready) => new BatchOperation(type, ready, isIdempotent, this.#texts, call));
  }

  /**
   * Returns a known prepared text at once; otherwise prepares it once for all concurrent callers of the session. Each waits no longer than
   * its own settings allow. `entry` is the method of this class through which the call came.
   */
  prepared(
    query: string,
    keyspace: string | undefined,
    settings: RequestSettings,
    entry: Function = this.prepared,
  ): PreparedQuery | Promise<PreparedQuery> {
    return this.#registry.find(query, keyspace) ?? this.#prepare(query, keyspace, settings, entry);
  }

  #prepare(
    query: string,
    keyspace: string | undefined,
    settings: RequestSettings,
    entry: Function,
  ): Promise<PreparedQuery> {
    const send: SendPrepare = (cancelled) => this.#sendPrepare(query, keyspace, settings, cancelled, entry);
    return waitFor(this.#registry.prepare(query, keyspace, send, this.#scopeOf(settings)), settings);
  }

  /** Returns the operation when its prepared text is current: at once unless the schema has changed. */
  #whenCurrent<T extends BoundValues>(bound: T, settings: RequestSettings): T | Promise<T> {
    const { prepared } = bound;
    if (!prepared.isOutdated) return bound;
    const { query, keyspace } = prepared;
    bound.copyValues();
    const send: SendPrepare = (cancelled) => this.#sendPrepare(query, keyspace, settings, cancelled);
    return waitFor(this.#registry.update(prepared, send, this.#scopeOf(settings)), settings).then(() => bound);
  }

  #scopeOf({ profile }: RequestSettings): PrepareScope {
    return { owner: this.#context, openMs: profile.requestTimeoutMs };
  }

  /** Returns one item of a batch; a promise only if its text must be prepared. */
  #batchItemOf(entry: BatchStatement['entries'][number], settings: RequestSettings): BatchItem | Promise<BatchItem> {
    const { statement, parameters } = entry;
    if (statement instanceof BoundStatement) {
      return this.#whenCurrent(new BoundValues(statement.shared, statement.values), settings);
    }
    if (!hasParameters(parameters)) return statement.query;
    return this.#prepareItem(statement.query, parameters, settings);
  }

  #prepareItem(
    query: string,
    parameters: StatementParameters,
    settings: RequestSettings,
  ): BatchItem | Promise<BatchItem> {
    const bind = (shared: PreparedQuery, values: StatementParameters): BatchItem =>
      new BoundValues(shared, toPositional(shared, values));
    try {
      const prepared = this.prepared(query, settings.keyspace ?? this.#context.keyspace, settings, this.ofBatch);
      if (!(prepared instanceof Promise)) return bind(prepared, parameters);
      const kept = snapshotOf(parameters);
      return prepared.then((shared) => bind(shared, kept));
    } catch (error) {
      // When an entry fails, the promises of the entries before it must not reject unhandled.
      return Promise.reject(error);
    }
  }

  /** Sends PREPARE. `entry`: see `prepared`; undefined if the text cannot be the cause of an error. */
  #sendPrepare(
    query: string,
    keyspace: string | undefined,
    settings: RequestSettings,
    cancelled: AbortSignal,
    entry?: Function,
  ): Promise<PreparedResponse> {
    const call = entry === undefined ? undefined : new CallSite(entry);
    // Other callers may wait for the same PREPARE: neither this caller's signal nor its time limit may end it.
    const shared = {
      ...settings,
      timeoutMs: Infinity,
      signal: undefined,
      host: undefined,
      flags: settings.flags & ~envelopeFlag.tracing,
    };
    const request = new PrepareRequest(
      this.#context,
      new PrepareOperation(query, keyspace, call, this.#registry.wireTextOf(query)),
      shared,
    );
    onAbort(cancelled, () => request.cancel(cancelled.reason));
    return request.promise;
  }
}

// Closures are made only for a text that must be prepared first: a function that has one pays for it with every request.
function bindLater(
  prepared: Promise<PreparedQuery>,
  parameters: StatementParameters,
  isIdempotent: boolean | undefined,
): Promise<Operation> {
  return prepared.then((ready) => new ExecuteOperation(ready, toPositional(ready, parameters), isIdempotent));
}

function waitFor(work: SharedWork<PreparedQuery>, { timeoutMs, signal }: RequestSettings): Promise<PreparedQuery> {
  const waiting = work.wait({ timeoutMs, signal, operation: 'prepare' });
  // A caller whose parameters cannot be copied fails with that error, and ignores this promise.
  ignoreRejection(waiting);
  return waiting;
}
