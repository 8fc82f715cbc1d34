// Finds the application's codec for a column and for a type.
import type { ColumnSpec, DataType } from '../protocol/data-type';
import type { Codec } from './codec';
import { conversionOf, type Conversion } from './conversion';
import { cqlTypeName } from './type-name';
import { partsOf } from './width';

/** How one column is read and written: with its own codec, with the codecs of its types, or without codecs. */
export type ColumnConversion = Conversion | 'byType' | 'none';

/** The server's own tables: the code that reads traces and sizes, and every monitor, expects their default values. */
const systemKeyspace =
  /^system(?:_(?:auth|distributed|schema|traces|views|virtual_schema|cluster_metadata|metadata))?$/;
/** The journal of @async-cassandra/migrations, which uses the application's session with its codecs. */
const journalTable = 'async_cassandra_migrations';
/** Names that no column has: `[applied]`, `[limit]`, `[ttl]`; `token(id)`, also called "partition key token"; the index in `list[?]`. */
const serverName = /^(?:\[.*\]|(?:system\.)?token\(.*\)|partition key token|idx\(.*\))$/s;
const typesWithoutColumn = ['int', 'bigint', 'text'];
const listed = /^in\((.*)\)$/is;
/** The names of parameters in `SET m[?] = ?` and `CONTAINS ?`. */
const element = /^(?:key|value)\((.*)\)$/is;

export class Conversions {
  readonly #types = new Map<string, Conversion>();
  readonly #columns = new Map<string, Conversion>();

  constructor(codecs: readonly Codec[]) {
    for (const codec of codecs) {
      const conversion = conversionOf(codec);
      if (codec.type !== undefined) this.#types.set(codec.type, conversion);
      else this.#columns.set(columnKey(codec.column!.keyspace, codec.column!.table, codec.column!.name), conversion);
    }
  }

  ofType(type: DataType): Conversion | undefined {
    return this.#types.size === 0 ? undefined : this.#types.get(cqlTypeName(type));
  }

  /** Whether a value of the type, or a value inside it, has a codec. */
  reaches(type: DataType): boolean {
    return this.ofType(type) !== undefined || partsOf(type).some((part) => this.reaches(part));
  }

  ofColumn({ keyspace, table, name }: ColumnSpec): ColumnConversion {
    if (systemKeyspace.test(keyspace) || table === journalTable || serverName.test(name)) return 'none';
    if (this.#columns.size === 0) return 'byType';
    const own = this.#columns.get(columnKey(keyspace, table, name));
    if (own !== undefined) return own;
    // The codec of a column converts default values: so the values inside are default values here, too.
    const holder = element.exec(name)?.[1];
    return holder !== undefined && this.#columns.has(columnKey(keyspace, table, holder)) ? 'none' : 'byType';
  }

  /** The codec for the elements of the parameter in `WHERE column IN ?`. */
  ofListedColumn({ keyspace, table, name }: ColumnSpec): Conversion | undefined {
    if (this.#columns.size === 0) return undefined;
    const column = listed.exec(name)?.[1];
    return column === undefined ? undefined : this.#columns.get(columnKey(keyspace, table, column));
  }

  /** Whether the column of a parameter matters, also for parameters without a column: `LIMIT`, `TTL`, `TIMESTAMP`, `INSERT JSON`. */
  get needColumns(): boolean {
    return this.#columns.size > 0 || typesWithoutColumn.some((type) => this.#types.has(type));
  }

  /** The text that columns of the same names and types must share to share generated code. */
  signature(columns: readonly ColumnSpec[]): string {
    return columns.map((column) => this.#mark(column)).join();
  }

  #mark(column: ColumnSpec): string {
    const own = this.ofColumn(column);
    if (own === 'none') return 'n';
    return own !== 'byType' || this.ofListedColumn(column) !== undefined
      ? JSON.stringify([column.keyspace, column.table])
      : '';
  }
}

function columnKey(keyspace: string, table: string, name: string): string {
  return JSON.stringify([keyspace, table, name]);
}
