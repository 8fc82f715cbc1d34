// Tables and views, after cassandra-driver's `metadata.TableMetadata` and `metadata.MaterializedView`: what a server from
// Cassandra 4.0 on says of them, under that driver's names.
import type { DataType } from '../../protocol/data-type';
import type { SchemaIndex } from './schema-index';

export interface ColumnInfo {
  readonly name: string;
  readonly type: DataType;
}

export interface TableColumn extends ColumnInfo {
  readonly isStatic: boolean;
}

/** What a table and a view have in common. */
export interface DataCollection {
  readonly name: string;
  /** In the order of their names, as `SELECT *` has the ones that are not part of the key. */
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
  readonly defaultTtl: number;
  readonly extensions: Readonly<Record<string, Buffer>> | null;
  readonly gcGraceSeconds: number;
  readonly localReadRepairChance: number;
  readonly maxIndexInterval: number | null;
  readonly minIndexInterval: number | null;
  readonly readRepairChance: number;
  readonly speculativeRetry: string;
}

export interface TableMetadata extends DataCollection {
  readonly indexes: readonly SchemaIndex[];
  /** Whether it was made `WITH COMPACT STORAGE`. */
  readonly isCompact: boolean;
  /** Whether change data capture is on; `null` where the server does not say. */
  readonly cdc: boolean | null;
  readonly memtableFlushPeriod: number;
  /** A table of a virtual keyspace has columns and keys; its other properties are defaults. */
  readonly virtual: boolean;
}

export interface MaterializedView extends DataCollection {
  /** The base table. */
  readonly tableName: string;
  readonly whereClause: string;
  readonly includeAllColumns: boolean;
}
