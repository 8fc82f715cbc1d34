// The system tables that clients read, with the columns of Apache Cassandra 5.0 in the order of its `SELECT *`. A stub without protocol
// v5 lacks what Cassandra 4.0 added.
// Other tables of these keyspaces only exist in the stub when a script sets their rows.

import type { TypeName } from './wire/cql-type';

// The columns that `tables` and `views` have in common.
const storageOptions =
  'bloom_filter_fp_chance double; caching map<text, text>; cdc boolean; comment text; compaction map<text, text>; ' +
  'compression map<text, text>; crc_check_chance double; dclocal_read_repair_chance double; ' +
  'default_time_to_live int; extensions map<text, blob>; gc_grace_seconds int; id uuid; ' +
  'incremental_backups boolean; max_index_interval int; memtable text; memtable_flush_period_in_ms int; ' +
  'min_index_interval int; read_repair text; read_repair_chance double; speculative_retry text';

const layouts: Readonly<Record<string, string>> = {
  'system.local':
    'key text; bootstrapped text; broadcast_address inet; broadcast_port int; cluster_name text; cql_version text; ' +
    'data_center text; gossip_generation int; host_id uuid; listen_address inet; listen_port int; ' +
    'native_protocol_version text; partitioner text; rack text; release_version text; rpc_address inet; ' +
    'rpc_port int; schema_version uuid; tokens set<text>; truncated_at map<uuid, blob>',
  'system.peers':
    'peer inet; data_center text; host_id uuid; preferred_ip inet; rack text; release_version text; ' +
    'rpc_address inet; schema_version uuid; tokens set<text>',
  'system.peers_v2':
    'peer inet; peer_port int; data_center text; host_id uuid; native_address inet; native_port int; ' +
    'preferred_ip inet; preferred_port int; rack text; release_version text; schema_version uuid; tokens set<text>',
  'system_schema.keyspaces': 'keyspace_name text; durable_writes boolean; replication map<text, text>',
  'system_schema.tables':
    'keyspace_name text; table_name text; additional_write_policy text; allow_auto_snapshot boolean; ' +
    `flags set<text>; ${storageOptions}`,
  'system_schema.columns':
    'keyspace_name text; table_name text; column_name text; clustering_order text; column_name_bytes blob; ' +
    'kind text; position int; type text',
  'system_schema.types': 'keyspace_name text; type_name text; field_names list<text>; field_types list<text>',
  'system_schema.functions':
    'keyspace_name text; function_name text; argument_types list<text>; argument_names list<text>; body text; ' +
    'called_on_null_input boolean; language text; return_type text',
  'system_schema.aggregates':
    'keyspace_name text; aggregate_name text; argument_types list<text>; final_func text; initcond text; ' +
    'return_type text; state_func text; state_type text',
  'system_schema.views':
    'keyspace_name text; view_name text; additional_write_policy text; allow_auto_snapshot boolean; ' +
    `base_table_id uuid; base_table_name text; include_all_columns boolean; where_clause text; ${storageOptions}`,
  'system_schema.indexes': 'keyspace_name text; table_name text; index_name text; kind text; options map<text, text>',
  'system_schema.triggers': 'keyspace_name text; table_name text; trigger_name text; options map<text, text>',
  'system_schema.dropped_columns':
    'keyspace_name text; table_name text; column_name text; dropped_time timestamp; kind text; type text',
  'system_schema.column_masks':
    'keyspace_name text; table_name text; column_name text; function_argument_nulls list<boolean>; ' +
    'function_argument_types list<text>; function_argument_values list<text>; function_keyspace text; ' +
    'function_name text',
  'system_virtual_schema.keyspaces': 'keyspace_name text',
  'system_virtual_schema.tables': 'keyspace_name text; table_name text; comment text',
  'system_virtual_schema.columns':
    'keyspace_name text; table_name text; column_name text; clustering_order text; column_name_bytes blob; ' +
    'kind text; position int; type text',
  'system_traces.sessions':
    'session_id uuid; client inet; command text; coordinator inet; coordinator_port int; duration int; ' +
    'parameters map<text, text>; request text; started_at timestamp',
  'system_traces.events':
    'session_id uuid; event_id timeuuid; activity text; source inet; source_elapsed int; source_port int; thread text',
};

const tablesSince40 = /^system(_virtual_schema\.|\.peers_v2$)/;
const columnsSince40 = ['broadcast_port', 'listen_port', 'rpc_port'];

/** Returns the columns of `keyspace.table`, or `undefined` if the stub does not have the table. `isBefore40`: as in Cassandra 3.11. */
export function systemTableColumns(
  qualifiedName: string,
  isBefore40 = false,
): Readonly<Record<string, TypeName>> | undefined {
  const layout = layouts[qualifiedName];
  if (layout === undefined || (isBefore40 && tablesSince40.test(qualifiedName))) {
    return undefined;
  }
  const columns = columnsOf(layout);
  return isBefore40 && qualifiedName === 'system.local' ? without(columns, columnsSince40) : columns;
}

function without<T>(columns: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));
}

function columnsOf(layout: string): Record<string, TypeName> {
  return Object.fromEntries(
    layout.split('; ').map((column) => {
      const space = column.indexOf(' ');
      return [column.slice(0, space), column.slice(space + 1)];
    }),
  );
}
