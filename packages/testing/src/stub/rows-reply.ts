import type { ReceivedRequest } from './received-request';
import { Reply } from './reply';
import {
  type Column,
  type Columns,
  metadataId,
  parseColumns,
  type ResultColumnOptions,
  writeRowsMetadata,
} from './result-metadata';
import { serverError } from './server-error';
import { BodyWriter } from './wire/body-writer';
import { encodeValue } from './wire/cql-value';
import { opcode } from './wire/opcode';

const rowsKind = 2;

/** A row by position or by name. A missing or undefined value is null; a Buffer is used as the encoded value. */
export type StubRow = readonly unknown[] | Readonly<Record<string, unknown>>;

interface EncodedRows {
  readonly count: number;
  readonly bytes: Buffer;
}

function encodeRows(columns: readonly Column[], rows: readonly StubRow[]): EncodedRows {
  const writer = new BodyWriter();
  for (const row of rows) {
    columns.forEach((column, index) => {
      const value = Array.isArray(row) ? row[index] : (row as Readonly<Record<string, unknown>>)[column.name];
      try {
        writer.bytes(encodeValue(column.type, value));
      } catch (error) {
        throw new TypeError(`Column '${column.name}' of a scripted row: ${String(error)}`, { cause: error });
      }
    });
  }
  return { count: rows.length, bytes: writer.finish() };
}

/** A RESULT with rows. */
export abstract class ResultReply extends Reply {
  /** @internal */
  readonly opcode = opcode.RESULT;
  readonly #metadataId: Buffer;

  /** @internal */
  override readonly columns: readonly Column[];

  /** @internal */
  constructor(columns: readonly Column[]) {
    super();
    this.columns = columns;
    this.#metadataId = metadataId(columns);
  }

  /** @internal */
  protected writeRows(
    writer: BodyWriter,
    request: ReceivedRequest,
    rows: EncodedRows,
    pagingState: Buffer | null,
  ): void {
    const isStale =
      request.opcode === 'EXECUTE' && request.version >= 5 && !this.#metadataId.equals(request.resultMetadataId!);
    writer.int32(rowsKind);
    writeRowsMetadata(writer, this.columns, {
      pagingState,
      skip: request.skipMetadata === true && !isStale,
      ...(isStale ? { changedId: this.#metadataId } : {}),
    });
    writer.int32(rows.count).raw(rows.bytes);
  }
}

/** One page of rows. */
export class RowsReply extends ResultReply {
  readonly #encoded: EncodedRows;
  #pagingState: Buffer | null = null;

  /** @internal */
  constructor(columns: readonly Column[], rows: readonly StubRow[]) {
    super(columns);
    this.#encoded = encodeRows(columns, rows);
  }

  /** Announces a further page, whatever the request: a server that never comes to an end. */
  withPagingState(pagingState: Buffer): this {
    this.#pagingState = pagingState;
    return this;
  }

  /** @internal */
  protected override writeBody(writer: BodyWriter, request: ReceivedRequest): void {
    this.writeRows(writer, request, this.#encoded, this.#pagingState);
  }
}

/** Returns the rows of a page; `undefined` if the page does not exist. */
export type PageSource = (pageNumber: number, request: ReceivedRequest) => readonly StubRow[] | undefined;

/** Several pages: the paging state of the request selects one. */
export class PagesReply extends ResultReply {
  readonly #page: PageSource;

  /** @internal */
  constructor(columns: readonly Column[], page: PageSource) {
    super(columns);
    this.#page = page;
  }

  /** @internal */
  override toMessage(request: ReceivedRequest) {
    const pageNumber = pageNumberOf(request);
    return pageNumber === undefined || this.#page(pageNumber, request) === undefined
      ? serverError.protocol('Invalid value for the paging state').toMessage(request)
      : super.toMessage(request);
  }

  /** @internal */
  protected override writeBody(writer: BodyWriter, request: ReceivedRequest): void {
    const pageNumber = pageNumberOf(request)!;
    const rows = encodeRows(this.columns, this.#page(pageNumber, request)!);
    const hasNext = this.#page(pageNumber + 1, request) !== undefined;
    this.writeRows(writer, request, rows, hasNext ? pagingStateOf(pageNumber + 1) : null);
  }
}

/** Returns the paging state of a page, numbered from 0. */
export function pagingStateOf(pageNumber: number): Buffer {
  return Buffer.from(`page ${pageNumber}`);
}

function pageNumberOf(request: ReceivedRequest): number | undefined {
  if (!request.pagingState) {
    return 0;
  }
  const [, digits] = /^page (\d{1,9})$/.exec(request.pagingState.toString('latin1')) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Returns one page of rows: `rows({ id: 'int', name: 'text' }, [[1, 'ada'], { id: 2, name: 'grace' }])`. */
export function rows(columns: Columns, values: readonly StubRow[] = [], options: ResultColumnOptions = {}): RowsReply {
  return new RowsReply(parseColumns(columns, options.keyspace, options.table), values);
}

/**
 * Returns pages as given, whatever the requested page size; any of them may be empty. `source` may be a function that creates them.
 *
 * @example
 * stub.when('SELECT id FROM users').reply(pages({ id: 'int' }, [[[1], [2]], [], [[3]]]));
 */
export function pages(
  columns: Columns,
  source: readonly (readonly StubRow[])[] | PageSource,
  options: ResultColumnOptions = {},
): PagesReply {
  const page = typeof source === 'function' ? source : (pageNumber: number) => source[pageNumber];
  return new PagesReply(parseColumns(columns, options.keyspace, options.table), page);
}

/**
 * Returns rows in pages of the size that the client requests.
 *
 * @example
 * stub.when('SELECT id FROM users').reply(pagedRows({ id: 'int' }, [[1], [2], [3]]));
 */
export function pagedRows(columns: Columns, values: readonly StubRow[], options: ResultColumnOptions = {}): PagesReply {
  return pages(
    columns,
    (pageNumber, request) => {
      const size = request.pageSize !== undefined && request.pageSize > 0 ? request.pageSize : values.length || 1;
      const start = pageNumber * size;
      return pageNumber === 0 || start < values.length ? values.slice(start, start + size) : undefined;
    },
    options,
  );
}
