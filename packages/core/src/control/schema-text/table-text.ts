// CREATE TABLE, CREATE MATERIALIZED VIEW and CREATE INDEX, from the rows of system_schema.
import type { ColumnRow, IndexRow, TableRow, ViewRow } from '../schema/schema-rows';
import { readStorage, type Storage } from '../schema/storage';
import { mapText, nameText, qualifiedName, stringText } from './cql-text';

/** The properties of tables and views that a statement sets. What a server lacks is absent from its rows. */
const properties = [
  'bloom_filter_fp_chance',
  'caching',
  'cdc',
  'comment',
  'compaction',
  'compression',
  'crc_check_chance',
  'dclocal_read_repair_chance',
  'default_time_to_live',
  'gc_grace_seconds',
  'max_index_interval',
  'memtable_flush_period_in_ms',
  'min_index_interval',
  'read_repair_chance',
  'speculative_retry',
] as const;

export function tableText(table: TableRow, columnRows: readonly ColumnRow[]): string {
  const storage = readStorage(table.flags);
  const isCompact = storage !== 'cql';
  const columns = declaredColumns(storage, columnRows);
  const lines = columns.map(({ column_name: name, type, kind }) => {
    return `${nameText(name)} ${type}${kind === 'static' && !isCompact ? ' static' : ''}`;
  });
  return [
    `CREATE TABLE ${qualifiedName(table.keyspace_name, table.table_name)} (`,
    [...lines, primaryKey(columns)].map((line) => `    ${line}`).join(',\n'),
    `) WITH ${[...(isCompact ? ['COMPACT STORAGE'] : []), ...clusteringOrder(columns), ...settings(table)].join('\n    AND ')};`,
  ].join('\n');
}

export function viewText(view: ViewRow, columnRows: readonly ColumnRow[]): string {
  const columns = inOrder(columnRows);
  const selected = view.include_all_columns ? '*' : columns.map(({ column_name: name }) => nameText(name)).join(', ');
  return [
    `CREATE MATERIALIZED VIEW ${qualifiedName(view.keyspace_name, view.view_name)} AS`,
    `    SELECT ${selected}`,
    `    FROM ${qualifiedName(view.keyspace_name, view.base_table_name)}`,
    `    WHERE ${view.where_clause}`,
    `    ${primaryKey(columns)}`,
    `    WITH ${[...clusteringOrder(columns), ...settings(view)].join('\n    AND ')};`,
  ].join('\n');
}

export function indexText({
  keyspace_name: keyspace,
  table_name: table,
  index_name: name,
  kind,
  options,
}: IndexRow): string {
  const rest = new Map(options);
  const target = rest.get('target') ?? '';
  const className = rest.get('class_name');
  rest.delete('target');
  rest.delete('class_name');
  const custom = kind === 'CUSTOM' && className !== undefined;
  const using = custom ? ` USING ${stringText(className)}` : '';
  const withOptions = custom && rest.size > 0 ? ` WITH OPTIONS = ${mapText(rest)}` : '';
  const create = custom ? 'CREATE CUSTOM INDEX' : 'CREATE INDEX';
  return `${create} ${nameText(name)} ON ${qualifiedName(keyspace, table)} (${target})${using}${withOptions};`;
}

/** Leaves out the columns that a table with compact storage has for Thrift only. Those that the user declared are static there. */
function declaredColumns(storage: Storage, rows: readonly ColumnRow[]): ColumnRow[] {
  const columns = inOrder(rows);
  if (storage === 'denseCompact') return columns.filter(({ type }) => type !== "'empty'" && type !== 'empty');
  if (storage === 'staticCompact') return columns.filter(({ kind }) => kind === 'static' || kind === 'partition_key');
  return columns;
}

const kinds = ['partition_key', 'clustering', 'static', 'regular'] as const;

/** The key first, in its order, then the other columns by their names. */
function inOrder(columns: readonly ColumnRow[]): ColumnRow[] {
  return columns.toSorted(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      a.position - b.position ||
      (a.column_name < b.column_name ? -1 : 1),
  );
}

function primaryKey(columns: readonly ColumnRow[]): string {
  const names = (kind: ColumnRow['kind']) =>
    columns.filter((column) => column.kind === kind).map((column) => nameText(column.column_name));
  return `PRIMARY KEY (${[`(${names('partition_key').join(', ')})`, ...names('clustering')].join(', ')})`;
}

function clusteringOrder(columns: readonly ColumnRow[]): string[] {
  const order = columns
    .filter(({ kind }) => kind === 'clustering')
    .map((column) => `${nameText(column.column_name)} ${column.clustering_order.toUpperCase()}`);
  return order.length > 0 ? [`CLUSTERING ORDER BY (${order.join(', ')})`] : [];
}

function settings(row: TableRow | ViewRow): string[] {
  return properties.flatMap((name) => {
    const value = row[name];
    if (value === undefined || value === null) return [];
    return [`${name} = ${settingText(value)}`];
  });
}

function settingText(value: string | number | boolean | ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return stringText(value);
  return typeof value === 'object' ? mapText(value) : String(value);
}
