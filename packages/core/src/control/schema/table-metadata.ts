// Tables and views, modelled on cassandra-driver's `metadata.TableMetadata` and `metadata.MaterializedView`: the properties that a server
// from Cassandra 4.0 on has, under the driver's names.
import type { DataType } from '../../protocol/data-type';
import type { SchemaIndex } from './schema-index';

/** A column, or a field of a user-defined type. */
export interface ColumnInfo {
  /** The exact name, without quotes. */
  readonly name: string;
  readonly type: DataType;
}

/** A column of a table or view. */
export interface TableColumn extends ColumnInfo {
  /** Whether all rows of a partition share the value of the column. */
  readonly isStatic: boolean;
}

/** The properties that a table and a view have in common. A property that the server lacks has the driver's default. */
export interface DataCollection {
  /** The exact name, without quotes. */
  readonly name: string;
  /** Sorted by name, the order in which `SELECT *` returns the columns outside the key. */
  readonly columns: readonly TableColumn[];
  /** The columns by their exact names. */
  readonly columnsByName: Readonly<Record<string, TableColumn>>;
  /** The columns of the partition key, in order. */
  readonly partitionKeys: readonly TableColumn[];
  /** The clustering columns, in order. */
  readonly clusteringKeys: readonly TableColumn[];
  /** `ASC` or `DESC`, one for each of `clusteringKeys`. */
  readonly clusteringOrder: readonly ('ASC' | 'DESC')[];
  /** From 0 to 1. */
  readonly bloomFilterFalsePositiveChance: number;
  /** JSON: `{"keys":"ALL","rows_per_partition":"NONE"}`. */
  readonly caching: string | null;
  readonly comment: string | null;
  /** The fully qualified class of the compaction strategy. */
  readonly compactionClass: string | null;
  readonly compactionOptions: Readonly<Record<string, string>> | null;
  /** The options of the compression. */
  readonly compression: Readonly<Record<string, string>> | null;
  /** How often the checksums of compressed blocks are checked on reads, from 0 to 1. */
  readonly crcCheckChance: number | null;
  /** Seconds; 0: rows do not expire by default. */
  readonly defaultTtl: number;
  readonly extensions: Readonly<Record<string, Buffer>> | null;
  /** Seconds until a tombstone may be deleted. */
  readonly gcGraceSeconds: number;
  /** From 0 to 1. */
  readonly localReadRepairChance: number;
  /** The largest distance between two entries of the index summary, in partitions. */
  readonly maxIndexInterval: number | null;
  /** The smallest distance between two entries of the index summary, in partitions. */
  readonly minIndexInterval: number | null;
  /** From 0 to 1. */
  readonly readRepairChance: number;
  /** When a coordinator asks another replica: `99p`, `50ms`, `ALWAYS` or `NEVER`. */
  readonly speculativeRetry: string;
}

/** A table, also a virtual one. */
export interface TableMetadata extends DataCollection {
  /** The secondary indexes of the table. */
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
  /** The condition of the view as CQL text. */
  readonly whereClause: string;
  /** Whether the view has all columns of its base table. */
  readonly includeAllColumns: boolean;
}
