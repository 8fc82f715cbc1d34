import { parseReplication, type ReplicationStrategy } from '../../routing/replication';
import type { KeyspaceRow } from './schema-rows';
import { toRecord } from './to-record';

/** A keyspace. Its tables, types and functions are read on first use: see `Metadata`. */
export interface KeyspaceMetadata {
  /** The exact name, without quotes. */
  readonly name: string;
  /** Whether writes go to the commit log. Default of the server: true. */
  readonly durableWrites: boolean;
  /** The class of the replication strategy; absent in a virtual keyspace. */
  readonly strategy: string | undefined;
  /** For example `{ replication_factor: '3' }`, or a factor for each datacenter. */
  readonly strategyOptions: Readonly<Record<string, string>>;
  /** Whether the keyspace is virtual: it shows the state of the queried node, and stores no data. */
  readonly virtual: boolean;
}

export function readKeyspace(row: KeyspaceRow, virtual: boolean): KeyspaceMetadata {
  const { class: strategy, ...strategyOptions } = toRecord(row.replication);
  return { name: row.keyspace_name, durableWrites: row.durable_writes ?? false, strategy, strategyOptions, virtual };
}

export function replicationOf({ strategy, strategyOptions }: KeyspaceMetadata): ReplicationStrategy | undefined {
  return strategy === undefined ? undefined : parseReplication(strategy, strategyOptions);
}
