// The rows of the system tables, typed. The control connection decodes them with its own codecs: text is a string, a map
// is a Map and a set is a Set, whatever the user configured for other queries.

export type SystemRow = Readonly<Record<string, unknown>>;

export interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly kind: 'partition_key' | 'clustering' | 'static' | 'regular';
  readonly position: number;
  readonly clustering_order: 'asc' | 'desc' | 'none';
  readonly type: string;
}

export interface IndexRow {
  readonly keyspace_name: string;
  readonly table_name: string;
  readonly index_name: string;
  readonly kind: string;
  readonly options: ReadonlyMap<string, string> | null;
}

export interface UserTypeRow {
  readonly keyspace_name: string;
  readonly type_name: string;
  readonly field_names: readonly string[];
  readonly field_types: readonly string[];
}

/** The columns that tables and views have in common. A virtual table only has the names. */
export interface CollectionRow {
  readonly keyspace_name: string;
  readonly bloom_filter_fp_chance?: number;
  readonly caching?: ReadonlyMap<string, string>;
  readonly cdc?: boolean | null;
  readonly comment?: string;
  readonly compaction?: ReadonlyMap<string, string>;
  readonly compression?: ReadonlyMap<string, string>;
  readonly crc_check_chance?: number;
  readonly dclocal_read_repair_chance?: number;
  readonly default_time_to_live?: number;
  readonly extensions?: ReadonlyMap<string, Buffer>;
  readonly flags?: ReadonlySet<string> | null;
  readonly gc_grace_seconds?: number;
  readonly max_index_interval?: number;
  readonly memtable_flush_period_in_ms?: number;
  readonly min_index_interval?: number;
  readonly read_repair_chance?: number;
  readonly speculative_retry?: string;
}

export interface TableRow extends CollectionRow {
  readonly table_name: string;
}

export interface ViewRow extends CollectionRow {
  readonly view_name: string;
  readonly base_table_name: string;
  readonly where_clause: string;
  readonly include_all_columns: boolean;
}

export interface FunctionRow {
  readonly keyspace_name: string;
  readonly function_name: string;
  readonly argument_types: readonly string[] | null;
  readonly argument_names: readonly string[] | null;
  readonly body: string;
  readonly called_on_null_input: boolean;
  readonly language: string;
  readonly return_type: string;
  readonly deterministic?: boolean | null;
  readonly monotonic?: boolean | null;
  readonly monotonic_on?: readonly string[] | null;
}

export interface AggregateRow {
  readonly keyspace_name: string;
  readonly aggregate_name: string;
  readonly argument_types: readonly string[] | null;
  readonly state_func: string;
  readonly state_type: string;
  readonly final_func: string | null;
  readonly initcond: string | null;
  readonly return_type: string;
  readonly deterministic?: boolean | null;
}

export interface KeyspaceRow {
  readonly keyspace_name: string;
  readonly durable_writes?: boolean;
  readonly replication?: ReadonlyMap<string, string>;
}
