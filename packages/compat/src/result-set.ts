// What `execute`, `batch` and `eachRow` give: cassandra-driver's ResultSet, over one page of the engine's.
import type { ExecutionInfo, Page } from '@async-cassandra/core';
import { types } from 'cassandra-driver';
import { toPageState } from './paging-state';

type DriverResultSet = types.ResultSet;

/** Reads the page that begins at a paging state of the engine. */
export type ReadPage = (pagingState: string) => Promise<ResultSet>;

/** What a result is made of: a page, or the result of a batch. */
export type ResultParts = Pick<Page<types.Row>, 'rows' | 'columns' | 'executionInfo'> & {
  readonly pagingState: string | null;
};

/**
 * One page of a result. Iterating with `for await` goes on to the next pages and passes over empty ones: cassandra-driver's own
 * iterator ends there and loses the rest.
 */
export class ResultSet implements DriverResultSet {
  /** Undefined where the statement gives no rows, as in cassandra-driver. */
  rows: types.Row[];
  rowLength: number;
  columns: DriverResultSet['columns'];
  /** Hexadecimal; null on the last page. */
  pageState: string;
  /** Set by `eachRow` with `autoPage: false` where another page follows. */
  nextPage: (() => void) | null = undefined as unknown as null;
  readonly #executionInfo: ExecutionInfo;
  readonly #pagingState: string | null;
  readonly #readPage: ReadPage | undefined;
  #info: DriverResultSet['info'] | undefined;

  constructor({ rows, columns, executionInfo, pagingState }: ResultParts, readPage?: ReadPage) {
    const hasRows = columns.length > 0;
    // cassandra-driver declares these as always there, and leaves them out all the same.
    this.rows = hasRows ? rows : (undefined as never);
    this.rowLength = hasRows ? rows.length : (undefined as never);
    this.columns = hasRows ? (columns as unknown as DriverResultSet['columns']) : (null as never);
    this.pageState = toPageState(pagingState) as string;
    this.#executionInfo = executionInfo;
    this.#pagingState = pagingState;
    this.#readPage = readPage;
  }

  /** How the request went. Worked out when it is first looked at. */
  get info(): DriverResultSet['info'] & { readonly isSchemaInAgreement: boolean } {
    return (this.#info ??= infoOf(this.#executionInfo)) as ReturnType<typeof infoOf>;
  }

  /** The engine's page state as bytes; undefined on the last page. */
  get rawPageState(): Buffer | undefined {
    return this.#pagingState === null ? undefined : Buffer.from(this.#pagingState, 'base64url');
  }

  /** Reads the page after this one; undefined on the last. */
  get nextPageAsync(): (() => Promise<ResultSet>) | undefined {
    const [pagingState, readPage] = [this.#pagingState, this.#readPage];
    return pagingState === null || readPage === undefined ? undefined : () => readPage(pagingState);
  }

  /** With `info`, which is no property of the object itself. */
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

  /** The first row; null where there is none. */
  first(): types.Row {
    return this.rows?.[0] ?? (null as never);
  }

  getPageState(): string {
    return this.pageState;
  }

  getColumns(): DriverResultSet['columns'] {
    return this.columns;
  }

  /** Whether the condition of a lightweight transaction held; true where there was none. */
  wasApplied(): boolean {
    const applied: unknown = this.rows?.[0]?.['[applied]'];
    return typeof applied === 'boolean' ? applied : true;
  }

  /** The rows of this page. */
  [Symbol.iterator](): IterableIterator<types.Row> {
    return (this.rows ?? [])[Symbol.iterator]();
  }

  /** The rows of this page and of all after it. */
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

// `result instanceof types.ResultSet` holds, whose declaration is an interface. Every member it has is one of ours.
Object.setPrototypeOf(
  ResultSet.prototype,
  (types as unknown as { readonly ResultSet: { readonly prototype: object } }).ResultSet.prototype,
);

function infoOf(info: ExecutionInfo): DriverResultSet['info'] & { readonly isSchemaInAgreement: boolean } {
  const triedHosts: Record<string, Error | null> = {};
  for (const { node, error } of info.attempts) triedHosts[node] = error ?? null;
  return {
    queriedHost: info.coordinator as string,
    triedHosts,
    speculativeExecutions: info.speculativeExecutions,
    achievedConsistency: info.consistency as types.consistencies,
    traceId: info.traceId as types.Uuid,
    warnings: (info.warnings.length > 0 ? [...info.warnings] : undefined) as string[],
    customPayload: info.customPayload,
    isSchemaInAgreement: info.schemaInAgreement ?? true,
  };
}
