// Converts rows of system_schema (or system_virtual_schema) to the metadata of a table or view.
import { typeCode } from '../../protocol/data-type';
import { parseCqlType, type ResolveUserType } from '../../protocol/cql-type';
import { readIndex } from './schema-index';
import type { CollectionRow, ColumnRow, IndexRow, ViewRow } from './schema-rows';
import { readStorage, type Storage } from './storage';
import type { DataCollection, MaterializedView, TableColumn, TableMetadata } from './table-metadata';
import { toRecord } from './to-record';

interface Columns {
  readonly columns: TableColumn[];
  readonly partitionKeys: TableColumn[];
  readonly clusteringKeys: TableColumn[];
  readonly clusteringOrder: ('ASC' | 'DESC')[];
}

export function readTable(
  name: string,
  row: CollectionRow,
  columnRows: readonly ColumnRow[],
  indexRows: readonly IndexRow[],
  resolveUserType: ResolveUserType,
): TableMetadata {
  const storage = readStorage(row.flags);
  const columns = withoutThriftColumns(readColumns(columnRows, resolveUserType), storage);
  return {
    ...readCollection(name, row, columns),
    indexes: indexRows.map(readIndex),
    isCompact: storage !== 'cql',
    cdc: row.cdc ?? null,
    memtableFlushPeriod: row.memtable_flush_period_in_ms ?? 0,
    virtual: row.flags === undefined,
  };
}

export function readView(
  name: string,
  row: ViewRow,
  columnRows: readonly ColumnRow[],
  resolveUserType: ResolveUserType,
): MaterializedView {
  return {
    ...readCollection(name, row, readColumns(columnRows, resolveUserType)),
    tableName: row.base_table_name,
    whereClause: row.where_clause,
    includeAllColumns: row.include_all_columns,
  };
}

function readColumns(rows: readonly ColumnRow[], resolveUserType: ResolveUserType): Columns {
  const entries = rows.map((row) => ({
    row,
    column: {
      name: row.column_name,
      type: parseCqlType(row.type, resolveUserType, row.clustering_order === 'desc'),
      isStatic: row.kind === 'static',
    },
  }));
  const keys = (kind: ColumnRow['kind']): typeof entries =>
    entries.filter(({ row }) => row.kind === kind).sort((a, b) => a.row.position - b.row.position);
  const clustering = keys('clustering');
  return {
    columns: entries.map(({ column }) => column),
    partitionKeys: keys('partition_key').map(({ column }) => column),
    clusteringKeys: clustering.map(({ column }) => column),
    clusteringOrder: clustering.map(({ row }) => (row.clustering_order === 'desc' ? 'DESC' : 'ASC')),
  };
}

/** Tables with compact storage have columns in system_schema that only exist for Thrift and cannot be queried. */
function withoutThriftColumns(read: Columns, storage: Storage): Columns {
  if (storage === 'denseCompact') {
    const columns = read.columns.filter(({ type }) => !(type.code === typeCode.custom && type.info === 'empty'));
    return { ...read, columns };
  }
  if (storage === 'staticCompact') {
    // `column1` and `value` belong to Thrift; the columns that the user declared are marked static.
    const columns = read.columns
      .filter((column) => column.isStatic || read.partitionKeys.includes(column))
      .map((column) => ({ ...column, isStatic: false }));
    const partitionKeys = read.partitionKeys.map(({ name }) => columns.find((column) => column.name === name)!);
    return { columns, partitionKeys, clusteringKeys: [], clusteringOrder: [] };
  }
  return read;
}

/** Omits nothing: where a row lacks a property, uses the driver's default. */
function readCollection(name: string, row: CollectionRow, columns: Columns): DataCollection {
  const { class: compactionClass, ...compactionOptions } = toRecord(row.compaction);
  return {
    name,
    ...columns,
    columnsByName: toRecord(new Map(columns.columns.map((column) => [column.name, column]))),
    bloomFilterFalsePositiveChance: row.bloom_filter_fp_chance ?? 0,
    caching: row.caching === undefined ? null : JSON.stringify(toRecord(row.caching)),
    comment: row.comment ?? null,
    compactionClass: compactionClass ?? null,
    compactionOptions: row.compaction === undefined ? null : compactionOptions,
    compression: row.compression === undefined ? null : toRecord(row.compression),
    crcCheckChance: row.crc_check_chance ?? null,
    defaultTtl: row.default_time_to_live ?? 0,
    extensions: row.extensions === undefined ? null : toRecord(row.extensions),
    gcGraceSeconds: row.gc_grace_seconds ?? 0,
    localReadRepairChance: row.dclocal_read_repair_chance ?? 0,
    maxIndexInterval: row.max_index_interval ?? 2048,
    minIndexInterval: row.min_index_interval ?? 128,
    readRepairChance: row.read_repair_chance ?? 0,
    speculativeRetry: row.speculative_retry ?? 'NONE',
  };
}
