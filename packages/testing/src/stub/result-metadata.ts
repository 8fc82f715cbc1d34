// The columns of a result or of a prepared statement, and their wire format (v5 spec, section 4.2.5.2).

import { createHash } from 'node:crypto';

import { BodyWriter } from './wire/body-writer';
import { type CqlType, parseType, type TypeName, writeType } from './wire/cql-type';

/** A column of a result. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: TypeName;
  readonly keyspace?: string;
  readonly table?: string;
}

/** The columns in a script: `{ id: 'int', name: 'text' }`, or a list if keyspace and table matter. */
export type Columns = Readonly<Record<string, TypeName>> | readonly ColumnDefinition[];

export interface Column {
  readonly name: string;
  readonly type: CqlType;
  readonly keyspace: string;
  readonly table: string;
}

/** The defaults of columns that do not name a keyspace or a table. */
export interface ResultColumnOptions {
  readonly keyspace?: string;
  readonly table?: string;
}

const metadataFlag = { globalTable: 0x01, morePages: 0x02, noMetadata: 0x04, changed: 0x08 } as const;

export function parseColumns(columns: Columns, keyspace = 'stub', table = 'stub'): Column[] {
  const definitions: readonly ColumnDefinition[] = Array.isArray(columns)
    ? (columns as readonly ColumnDefinition[])
    : Object.entries(columns).map(([name, type]) => ({ name, type: type as TypeName }));
  return definitions.map((column) => ({
    name: column.name,
    type: parseType(column.type),
    keyspace: column.keyspace ?? keyspace,
    table: column.table ?? table,
  }));
}

function hasOneTable(columns: readonly Column[]): boolean {
  const [first] = columns;
  return columns.every((column) => column.keyspace === first!.keyspace && column.table === first!.table);
}

function writeColumns(writer: BodyWriter, columns: readonly Column[], isGlobal: boolean): void {
  if (isGlobal) {
    writer.string(columns[0]!.keyspace).string(columns[0]!.table);
  }
  for (const column of columns) {
    if (!isGlobal) {
      writer.string(column.keyspace).string(column.table);
    }
    writer.string(column.name);
    writeType(writer, column.type);
  }
}

/** Returns the metadata id of a prepared statement: it changes with every column. */
export function metadataId(columns: readonly Column[]): Buffer {
  const writer = new BodyWriter();
  writeColumns(writer, columns, false);
  return createHash('md5').update(writer.finish()).digest();
}

export interface RowsMetadataOptions {
  readonly pagingState?: Buffer | null;
  readonly skip?: boolean;
  /** The new id, if the client's id is stale. */
  readonly changedId?: Buffer;
}

export function writeRowsMetadata(writer: BodyWriter, columns: readonly Column[], options: RowsMetadataOptions): void {
  const isGlobal = options.skip !== true && columns.length > 0 && hasOneTable(columns);
  writer.int32(
    (isGlobal ? metadataFlag.globalTable : 0) |
      (options.pagingState ? metadataFlag.morePages : 0) |
      (options.skip === true ? metadataFlag.noMetadata : 0) |
      (options.changedId === undefined ? 0 : metadataFlag.changed),
  );
  writer.int32(columns.length);
  if (options.pagingState) {
    writer.bytes(options.pagingState);
  }
  if (options.changedId !== undefined) {
    writer.shortBytes(options.changedId);
  }
  if (options.skip !== true) {
    writeColumns(writer, columns, isGlobal);
  }
}

export interface VariablesMetadata {
  readonly columns: readonly Column[];
  readonly partitionKeyIndexes: readonly number[];
  readonly flags: number;
}

export function writeVariablesMetadata(
  writer: BodyWriter,
  { columns, partitionKeyIndexes, flags }: VariablesMetadata,
): void {
  const isGlobal = columns.length > 0 && hasOneTable(columns);
  writer.int32(flags | (isGlobal ? metadataFlag.globalTable : 0)).int32(columns.length);
  writer.int32(partitionKeyIndexes.length);
  partitionKeyIndexes.forEach((index) => writer.uint16(index));
  writeColumns(writer, columns, isGlobal);
}

/** Writes the second metadata of PREPARED: "no metadata" for a statement that returns no rows. */
export function writePreparedResultMetadata(writer: BodyWriter, columns: readonly Column[] | null): void {
  writeRowsMetadata(writer, columns ?? [], { skip: columns === null });
}
