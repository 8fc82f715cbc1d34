// Opens the stream of one statement. Requests the first page at once, because only the server knows whether the statement can run.
import type { AsyncResource } from 'node:async_hooks';
import { crc32 } from 'node:zlib';
import { columnsSignature } from '../codec/signature';
import { QueryError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import { captureAsyncContext } from '../observability/channels/request-observation';
import { AsyncStreamingResultSet } from '../result/async-streaming-result-set';
import type { EncodedPage } from '../result/encoded-page';
import type { Abandonable, PageReceiver, PageRequests } from '../result/page-source';
import type { ColumnSpec } from '../protocol/data-type';
import type { QueryTraceReader } from '../result/query-trace';
import type { PagePosition, StreamPosition } from '../result/stream-position';
import type { SplitStreamOptions } from './stream-options';
import type { Operation } from './operations/operation';
import { PageRequest } from './request/page-request';
import { pagingBinding } from './request/paging-binding';
import { decodePagingState, encodePagingState } from '../result/paging-state';
import type { RequestSettings } from './request/request-settings';
import type { SessionContext } from './session-context';
import { StreamLimits } from './stream-limits';

/**
 * Resolves with the stream when its first page has arrived; rejects with the server's own error. The time limit of the stream
 * counts from `startedAt`, in milliseconds of `performance.now()`.
 */
export function openStream<R>(
  context: SessionContext,
  operation: Operation,
  settings: RequestSettings,
  { config, from }: Pick<SplitStreamOptions, 'config' | 'from'>,
  startedAt: number,
  readTrace: QueryTraceReader,
): Promise<AsyncStreamingResultSet<R>> {
  return new Promise((resolve, reject) => {
    const { signal, maxRows } = settings;
    // The stream listens to the signal instead of each page: the signal may abort between two pages. The keyspace is fixed here, so that all
    // pages come from one table even when the session's keyspace changes.
    const keyspace = settings.keyspace ?? operation.keyspace ?? context.keyspace;
    const source = new StatementPageRequests(context, operation, { ...settings, keyspace, signal: undefined });
    const start = source.start(from);
    const limits = new StreamLimits(context);
    const stream = AsyncStreamingResultSet.create<R>(source, { ...config, maxRows }, start, readTrace, () =>
      limits.release(),
    );
    const opening = {
      fail: (error: unknown) => {
        reject(error);
        stream.fail(error);
      },
      interrupt: (cause: unknown) => {
        reject(cause);
        stream.interrupt(cause);
      },
    };
    if (!limits.watch(opening, signal, config.timeoutMs, startedAt)) return;
    const onPage = ({ columns }: EncodedPage): void => {
      if (from.fingerprint === undefined || from.fingerprint === source.fingerprint(columns)) resolve(stream);
      else opening.fail(cannotResume('the columns of its rows have changed since. Start a new stream'));
    };
    stream.open({ onPage, onFailure: opening.fail });
  });
}

class StatementPageRequests implements PageRequests {
  readonly #context: SessionContext;
  readonly #operation: Operation;
  readonly #settings: RequestSettings;
  /** The async context of the caller of `executeStream`, so that the spans of later pages are its children. */
  readonly #callerContext: AsyncResource | undefined;
  #bound: number | undefined = undefined;

  constructor(context: SessionContext, operation: Operation, settings: RequestSettings) {
    this.#context = context;
    this.#operation = operation;
    this.#settings = settings;
    this.#callerContext = captureAsyncContext(context.metrics);
  }

  /** @throws QueryError with the code `INVALID_PAGING_STATE` when the position belongs to another statement. */
  start({ pagingState, rowsOfPage, fingerprint }: StreamPosition): PagePosition {
    const state = pagingState === null ? null : decodePagingState(pagingState, this.#binding);
    if (fingerprint !== undefined && fingerprint.split('-')[0] !== this.#binding.toString(16)) {
      throw cannotResume('it belongs to another statement, to other parameter values or to another keyspace');
    }
    return { pagingState: state, rows: rowsOfPage };
  }

  request(pagingState: Buffer | null, receiver: PageReceiver): Abandonable {
    const ask = (): Abandonable =>
      new PageRequest(this.#context, this.#operation, this.#settings, pagingState, receiver);
    return this.#callerContext === undefined ? ask() : this.#callerContext.runInAsyncScope(ask);
  }

  encodePagingState(pagingState: Buffer): string {
    return encodePagingState(pagingState, this.#binding);
  }

  fingerprint(columns: readonly ColumnSpec[]): string {
    return `${this.#binding.toString(16)}-${crc32(columnsSignature(columns)).toString(16)}`;
  }

  get #binding(): number {
    return (this.#bound ??= pagingBinding(this.#operation, this.#settings, this.#context));
  }
}

const cannotResume = (what: string): QueryError =>
  new QueryError(`The stream cannot continue from 'resume': ${what}`, { code: errorCode.invalidPagingState });
