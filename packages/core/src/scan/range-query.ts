// The statement of a scan: one SELECT for any range of the table's tokens.
import { quoteName } from '@async-cassandra/cql-script';
import type { AsyncResource } from 'node:async_hooks';
import { crc32 } from 'node:zlib';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { captureAsyncContext } from '../observability/channels/request-observation';
import type { Abandonable, PageReceiver } from '../result/page-source';
import type { PreparedQuery } from '../statement/prepared-query';
import { PageRequest } from '../session/request/page-request';
import { decodePagingState, encodePagingState } from '../result/paging-state';
import type { RequestSettings } from '../session/request/request-settings';
import type { SessionContext } from '../session/session-context';
import { RangeOperation } from './range-operation';
import { formatTableName, type TableName } from '../statement/table-name';
import { wholeRing, type TokenSpan } from '../routing/token-span';

/** Returns the CQL of a scan. `selection` is the text after SELECT. */
export function rangeSelect(
  table: TableName,
  partitionKey: readonly string[],
  selection: string,
  where: string | undefined,
): string {
  const token = `token(${partitionKey.map(quoteName).join(', ')})`;
  const range = `SELECT ${selection} FROM ${formatTableName(table)} WHERE ${token} > ? AND ${token} <= ?`;
  // ALLOW FILTERING is added, because a scan reads everything anyway.
  return where === undefined ? range : `${range} AND ${where} ALLOW FILTERING`;
}

/** The requests of a scan, for any of its ranges. */
export type RangeRequests = Pick<RangeQuery, 'fingerprint' | 'request' | 'encodePagingState' | 'decodePagingState'>;

export class RangeQuery {
  readonly #context: SessionContext;
  readonly #settings: RequestSettings;
  readonly #prepared: PreparedQuery;
  readonly #parameters: readonly unknown[];
  /** The async context of the caller that started the scan: the spans of its pages belong there. */
  readonly #callerContext: AsyncResource | undefined;

  /** @throws ConfigurationError when there are not as many parameters as the condition has markers. */
  constructor(
    context: SessionContext,
    settings: RequestSettings,
    prepared: PreparedQuery,
    parameters: readonly unknown[],
  ) {
    const expected = prepared.state.variables.length - 2;
    if (parameters.length !== expected) {
      throw new ConfigurationError(
        `Option 'where' has ${expected} markers, but there are ${parameters.length} parameters`,
      );
    }
    this.#context = context;
    this.#settings = settings;
    this.#prepared = prepared;
    this.#parameters = parameters;
    this.#callerContext = captureAsyncContext(context.metrics);
  }

  /** The hash of the statement and of the parameters of its condition. */
  get fingerprint(): string {
    return crc32(this.#prepared.query, this.#operation(wholeRing).fingerprint()).toString(16);
  }

  request(span: TokenSpan, pagingState: Buffer | null, receiver: PageReceiver): Abandonable {
    const ask = (): Abandonable =>
      new PageRequest(this.#context, this.#operation(span), this.#settings, pagingState, receiver);
    return this.#callerContext === undefined ? ask() : this.#callerContext.runInAsyncScope(ask);
  }

  encodePagingState(span: TokenSpan, pagingState: Buffer): string {
    return encodePagingState(pagingState, this.#operation(span).fingerprint());
  }

  /** @throws QueryError when the paging state is damaged or belongs to another range. */
  decodePagingState(span: TokenSpan, pagingState: string): Buffer {
    return decodePagingState(pagingState, this.#operation(span).fingerprint());
  }

  #operation(span: TokenSpan): RangeOperation {
    return new RangeOperation(this.#prepared, span, this.#parameters);
  }
}
