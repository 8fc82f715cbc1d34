// The result of `execute`, `batch` and `eachRow`: cassandra-driver's ResultSet, over one page of the engine's.
import type { ExecutionInfo, Page } from '@async-cassandra/core';
import { types } from 'cassandra-driver';
import { addressOf } from './host-address';
import { toPageState } from './paging-state';

type DriverResultSet = types.ResultSet;

/** Reads the page of an engine's paging state. */
export type ReadPage = (pagingState: string) => Promise<ResultSet>;

/** The source of a result: a page, or the result of a batch. */
export type ResultParts = Pick<Page<types.Row>, 'rows' | 'columns' | 'executionInfo'> & {
  readonly pagingState: string | null;
};

/**
 * One page of a result. Iterating with `for await` continues with the next pages and skips empty ones: cassandra-driver's own
 * iterator ends there and loses the rest.
 */
export class ResultSet implements DriverResultSet {
  /** Undefined for a statement that returns no rows, as in cassandra-driver. */
  rows: types.Row[];
  rowLength: number;
  columns: DriverResultSet['columns'];
  /** Hexadecimal; null on the last page. */
  pageState: string;
  /** Set by `eachRow` with `autoPage: false` if another page follows. */
  nextPage: (() => void) | null = undefined as unknown as null;
  readonly #executionInfo: ExecutionInfo;
  readonly #pagingState: string | null;
  readonly #readPage: ReadPage | undefined;
  #info: DriverResultSet['info'] | undefined;

  constructor({ rows, columns, executionInfo, pagingState }: ResultParts, readPage?: ReadPage) {
    const hasRows = columns.length > 0;
    // cassandra-driver's declarations are not optional, but it omits these properties as well.
    this.rows = hasRows ? rows : (undefined as never);
    this.rowLength = hasRows ? rows.length : (undefined as never);
    this.columns = hasRows ? (columns as unknown as DriverResultSet['columns']) : (null as never);
    this.pageState = toPageState(pagingState) as string;
    this.#executionInfo = executionInfo;
    this.#pagingState = pagingState;
    this.#readPage = readPage;
  }

  /** Information about the request. Computed on first access. */
  get info(): DriverResultSet['info'] & { readonly isSchemaInAgreement: boolean } {
    return (this.#info ??= infoOf(this.#executionInfo)) as ReturnType<typeof infoOf>;
  }

  /** The engine's paging state as bytes; undefined on the last page. */
  get rawPageState(): Buffer | undefined {
    return this.#pagingState === null ? undefined : Buffer.from(this.#pagingState, 'base64url');
  }

  /** Reads the page after this one; undefined on the last page. */
  get nextPageAsync(): (() => Promise<ResultSet>) | undefined {
    const [pagingState, readPage] = [this.#pagingState, this.#readPage];
    return pagingState === null || readPage === undefined ? undefined : () => readPage(pagingState);
  }

  /** Includes `info`, which is not a property of the object itself. */
  toJSON(): object {
    return { ...this, info: this.info };
  }

  isPaged(): boolean {
    return this.#pagingState !== null;
  }

  /** Whether no page follows this one. */
  isExhausted(): boolean {
    return this.#pagingState === null;
  }

  /** Returns the first row; null without rows. */
  first(): types.Row {
    return this.rows?.[0] ?? (null as never);
  }

  getPageState(): string {
    return this.pageState;
  }

  getColumns(): DriverResultSet['columns'] {
    return this.columns;
  }

  /** Returns whether the condition of a lightweight transaction was met; true without a condition. */
  wasApplied(): boolean {
    const applied: unknown = this.rows?.[0]?.['[applied]'];
    return typeof applied === 'boolean' ? applied : true;
  }

  /** Iterates over the rows of this page. */
  [Symbol.iterator](): IterableIterator<types.Row> {
    return (this.rows ?? [])[Symbol.iterator]();
  }

  /** Iterates over the rows of this page and of all following ones. */
  async *[Symbol.asyncIterator](): AsyncGenerator<types.Row, void> {
    yield* this.rows ?? [];
    let next = this.nextPageAsync;
    while (next !== undefined) {
      const page = await next();
      yield* page.rows ?? [];
      next = page.nextPageAsync;
    }
  }
}

// Makes `result instanceof types.ResultSet` true, although it is declared as an interface. All its members are overridden here.
Object.setPrototypeOf(
  ResultSet.prototype,
  (types as unknown as { readonly ResultSet: { readonly prototype: object } }).ResultSet.prototype,
);

function infoOf(info: ExecutionInfo): DriverResultSet['info'] & { readonly isSchemaInAgreement: boolean } {
  const triedHosts: Record<string, Error | null> = {};
  for (const { node, error } of info.attempts) triedHosts[addressOf(node)] = error ?? null;
  return {
    queriedHost: (info.coordinator && addressOf(info.coordinator)) as string,
    triedHosts,
    speculativeExecutions: info.speculativeExecutions,
    achievedConsistency: info.consistency as types.consistencies,
    traceId: info.traceId as types.Uuid,
    warnings: (info.warnings.length > 0 ? [...info.warnings] : undefined) as string[],
    customPayload: info.customPayload,
    isSchemaInAgreement: info.schemaInAgreement ?? true,
  };
}
