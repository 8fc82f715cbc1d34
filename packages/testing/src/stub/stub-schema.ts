// The schema that a script declares, as rows of system_schema.

/** A table of the stub's schema. */
export interface StubTable {
  /** Column -> CQL type. */
  readonly columns: Readonly<Record<string, string>>;
  /** The columns of the partition key, in order. */
  readonly partitionKey: readonly string[];
  /** The clustering columns, in order. Default: none. */
  readonly clusteringKey?: readonly string[];
}

/** A keyspace of the stub's schema. */
export interface StubKeyspace {
  /** Default: SimpleStrategy with a replication factor of 1. */
  readonly replication?: Readonly<Record<string, string>>;
  /** The tables by name. */
  readonly tables?: Readonly<Record<string, StubTable>>;
  /** User-defined types: name -> field -> CQL type. */
  readonly types?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The keyspaces by name. */
export type StubSchema = Readonly<Record<string, StubKeyspace>>;

/** A row of a system table: column -> value. */
export type SystemRow = Readonly<Record<string, unknown>>;

export const simpleStrategy = 'org.apache.cassandra.locator.SimpleStrategy';

function columnRows(keyspaceName: string, tableName: string, table: StubTable): SystemRow[] {
  const clusteringKey = table.clusteringKey ?? [];
  return Object.entries(table.columns).map(([name, type]) => {
    const inPartitionKey = table.partitionKey.indexOf(name);
    const inClusteringKey = clusteringKey.indexOf(name);
    return {
      keyspace_name: keyspaceName,
      table_name: tableName,
      column_name: name,
      clustering_order: inClusteringKey < 0 ? 'none' : 'asc',
      column_name_bytes: Buffer.from(name),
      kind: inPartitionKey >= 0 ? 'partition_key' : inClusteringKey >= 0 ? 'clustering' : 'regular',
      position: Math.max(inPartitionKey, inClusteringKey),
      type,
    };
  });
}

function tableRow(keyspaceName: string, tableName: string): SystemRow {
  return {
    keyspace_name: keyspaceName,
    table_name: tableName,
    additional_write_policy: '99p',
    bloom_filter_fp_chance: 0.01,
    caching: { keys: 'ALL', rows_per_partition: 'NONE' },
    cdc: false,
    comment: '',
    compaction: { class: 'org.apache.cassandra.db.compaction.SizeTieredCompactionStrategy' },
    compression: { chunk_length_in_kb: '16', class: 'org.apache.cassandra.io.compress.LZ4Compressor' },
    crc_check_chance: 1,
    dclocal_read_repair_chance: 0,
    default_time_to_live: 0,
    extensions: {},
    flags: ['compound'],
    gc_grace_seconds: 864_000,
    id: '00000000-0000-1000-8000-000000000001',
    max_index_interval: 2048,
    memtable_flush_period_in_ms: 0,
    min_index_interval: 128,
    read_repair: 'BLOCKING',
    read_repair_chance: 0,
    speculative_retry: '99p',
  };
}

/** Returns the rows by table name, for the tables of system_schema that a declared schema fills. */
export function schemaRows(schema: StubSchema): Record<string, SystemRow[]> {
  const keyspaces: SystemRow[] = [];
  const tables: SystemRow[] = [];
  const columns: SystemRow[] = [];
  const types: SystemRow[] = [];
  for (const [keyspaceName, keyspace] of Object.entries(schema)) {
    const replication = keyspace.replication ?? { class: simpleStrategy, replication_factor: '1' };
    keyspaces.push({ keyspace_name: keyspaceName, durable_writes: true, replication });
    for (const [tableName, table] of Object.entries(keyspace.tables ?? {})) {
      tables.push(tableRow(keyspaceName, tableName));
      columns.push(...columnRows(keyspaceName, tableName, table));
    }
    for (const [typeName, fields] of Object.entries(keyspace.types ?? {})) {
      types.push({
        keyspace_name: keyspaceName,
        type_name: typeName,
        field_names: Object.keys(fields),
        field_types: Object.values(fields),
      });
    }
  }
  return {
    'system_schema.keyspaces': keyspaces,
    'system_schema.tables': tables,
    'system_schema.columns': columns,
    'system_schema.types': types,
  };
}

/** Returns the next version of a schema, a uuid as well. */
export function nextVersion(uuid: string): string {
  const last = Number.parseInt(uuid.slice(24), 16) + 1;
  return uuid.slice(0, 24) + last.toString(16).padStart(12, '0');
}
