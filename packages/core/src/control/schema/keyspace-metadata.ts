import { parseReplication, type ReplicationStrategy } from '../../routing/replication';
import type { KeyspaceRow } from './schema-rows';
import { toRecord } from './to-record';

/** A keyspace. Its tables, types and functions are read when they are asked for: see `Metadata`. */
export interface KeyspaceMetadata {
  readonly name: string;
  readonly durableWrites: boolean;
  /** The class of the replication strategy; absent in a virtual keyspace. */
  readonly strategy: string | undefined;
  /** Such as `{ replication_factor: '3' }`, or a factor per datacenter. */
  readonly strategyOptions: Readonly<Record<string, string>>;
  /** Whether it shows the state of the node that is asked, and holds no data. */
  readonly virtual: boolean;
}

export function readKeyspace(row: KeyspaceRow, virtual: boolean): KeyspaceMetadata {
  const { class: strategy, ...strategyOptions } = toRecord(row.replication);
  return { name: row.keyspace_name, durableWrites: row.durable_writes ?? false, strategy, strategyOptions, virtual };
}

export function replicationOf({ strategy, strategyOptions }: KeyspaceMetadata): ReplicationStrategy | undefined {
  return strategy === undefined ? undefined : parseReplication(strategy, strategyOptions);
}
