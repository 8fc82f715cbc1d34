// The known tables in the signatures of scans and counts. Without known tables, each type here is what it was for any table.
import type { KnownTables, TypedCqlSettings } from '../statement/known-statements';
import type { KnownRow } from '../statement/typed-text';
import type { ScanOptions } from './scan-options';

/** The type of a literal name that is not a known table, when `TypedCqlSettings` are strict: no text has it. */
export interface UnknownTable {
  readonly unknownTable: 'run `async-cassandra types`, or give the type of the rows explicitly';
}

/** The names of the tables that are known; `never` when there are none. */
export type KnownTable = keyof KnownTables & string;

/** The type of a parameter that takes the name of a table: any, or with strict settings a known one and names that are not literal. */
export type TypedTable<T extends string> = TypedCqlSettings extends { readonly strict: true } ? T & CheckedTable<T> : T;
/** `unknown` for a name that strict settings accept, else the type that no text has. */
export type CheckedTable<T extends string> = string extends T ? unknown : T extends KnownTable ? unknown : UnknownTable;

/** The names of the columns of a table: of a known one its own, else any. */
export type ColumnOf<T extends string> = KnownTable extends never
  ? string
  : T extends KnownTable
    ? keyof ColumnsOf<T> & string
    : string;
/** The columns of a known table. */
export type ColumnsOf<T extends KnownTable> = KnownTables[T] extends { readonly row: infer Columns } ? Columns : never;

/** The options of a scan that reads the columns `C`. */
export type TypedScanOptions<C extends string> = KnownTable extends never
  ? ScanOptions
  : Omit<ScanOptions, 'columns'> & { readonly columns?: readonly C[] | undefined };

/** The rows of a scan: of a known table the columns that are selected, else `R`. */
export type ScannedRow<T extends string, C extends string, R> = KnownTable extends never
  ? R
  : T extends KnownTable
    ? KnownRow<Pick<ColumnsOf<T>, C & keyof ColumnsOf<T>>>
    : R;
