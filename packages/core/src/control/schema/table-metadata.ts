// Tables and views, modelled on cassandra-driver's `metadata.TableMetadata` and `metadata.MaterializedView`: the properties that a server
// from Cassandra 4.0 on has, under the driver's names.
import type { DataType } from '../../protocol/data-type';
import type { SchemaIndex } from './schema-index';

/** A column, or a field of a user-defined type. */
export interface ColumnInfo {
  readonly name: string;
  readonly type: DataType;
}

/** A column of a table or view. */
export interface TableColumn extends ColumnInfo {
  readonly isStatic: boolean;
}

/** The properties that a table and a view have in common. A property that the server lacks has the driver's default. */
export interface DataCollection {
  readonly name: string;
  /** Sorted by name, the order in which `SELECT *` returns the columns outside the key. */
  readonly columns: readonly TableColumn[];
  readonly columnsByName: Readonly<Record<string, TableColumn>>;
  readonly partitionKeys: readonly TableColumn[];
  readonly clusteringKeys: readonly TableColumn[];
  /** `ASC` or `DESC`, one for each of `clusteringKeys`. */
  readonly clusteringOrder: readonly ('ASC' | 'DESC')[];
  readonly bloomFilterFalsePositiveChance: number;
  /** JSON: `{"keys":"ALL","rows_per_partition":"NONE"}`. */
  readonly caching: string | null;
  readonly comment: string | null;
  readonly compactionClass: string | null;
  readonly compactionOptions: Readonly<Record<string, string>> | null;
  readonly compression: Readonly<Record<string, string>> | null;
  readonly crcCheckChance: number | null;
  /** Seconds; 0: rows do not expire by default. */
  readonly defaultTtl: number;
  readonly extensions: Readonly<Record<string, Buffer>> | null;
  readonly gcGraceSeconds: number;
  readonly localReadRepairChance: number;
  readonly maxIndexInterval: number | null;
  readonly minIndexInterval: number | null;
  readonly readRepairChance: number;
  readonly speculativeRetry: string;
}

/** A table, also a virtual one. */
export interface TableMetadata extends DataCollection {
  readonly indexes: readonly SchemaIndex[];
  /** Whether the table was created `WITH COMPACT STORAGE`. */
  readonly isCompact: boolean;
  /** Whether change data capture is on; `null` when the server does not report it. */
  readonly cdc: boolean | null;
  /** Milliseconds; 0: no periodic flush. */
  readonly memtableFlushPeriod: number;
  /** Whether the keyspace is virtual. Then only columns and keys are known; other properties are defaults. */
  readonly virtual: boolean;
}

/** A materialized view. */
export interface MaterializedView extends DataCollection {
  /** The base table. */
  readonly tableName: string;
  readonly whereClause: string;
  readonly includeAllColumns: boolean;
}
