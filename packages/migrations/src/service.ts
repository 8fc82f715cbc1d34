// What a service that is not Apache Cassandra does otherwise, behind one interface: the levels that it has, the tables that it creates, and
// when a change of the schema can be used.
import type { AsyncResultSet, ExecuteOptions } from '@async-cassandra/core';

/** Executes a query on the node of the migrations. */
export type ExecuteQuery = (query: string, parameters: readonly unknown[]) => Promise<AsyncResultSet>;

export interface Service {
  /** Returns the options of a call with levels that the service has. */
  withLevels(options: ExecuteOptions | undefined): ExecuteOptions | undefined;
  /** Whether `WITH ID` in CREATE TABLE is understood. */
  readonly takesTableIds: boolean;
  /** Returns what is still being changed in a keyspace, in words; nothing when all of it can be used. */
  pendingIn(keyspace: string, execute: ExecuteQuery): Promise<readonly string[]>;
}

const cassandra: Service = {
  withLevels: (options) => options,
  takesTableIds: true,
  pendingIn: () => Promise.resolve([]),
};

const pendingStates = new Set(['CREATING', 'UPDATING', 'DELETING', 'RESTORING']);

/**
 * Amazon Keyspaces: writes at LOCAL_QUORUM only, conditional ones too, which a read at LOCAL_QUORUM sees; a table is created, changed and
 * dropped after the statement has been answered. Not tried on the service.
 */
const amazonKeyspaces: Service = {
  withLevels(options) {
    if (options?.consistency === undefined) return options;
    const { serialConsistency: _none, ...others } = options;
    return { ...others, consistency: 'localQuorum' };
  },
  takesTableIds: false,
  async pendingIn(keyspace, execute) {
    const found = await execute('SELECT keyspace_name FROM system_schema_mcs.keyspaces WHERE keyspace_name = ?', [
      keyspace,
    ]);
    if (found.length === 0) return [`keyspace ${keyspace} is being created`];
    const query = 'SELECT table_name, status FROM system_schema_mcs.tables WHERE keyspace_name = ?';
    const { rows } = await execute(query, [keyspace]);
    return (rows as { table_name?: unknown; status?: unknown }[])
      .filter(({ status }) => pendingStates.has(String(status)))
      .map(({ table_name: name, status }) => `table ${String(name)} is ${String(status)}`);
  },
};

export function serviceOf(clusterName: string | undefined): Service {
  return clusterName === 'Amazon Keyspaces' ? amazonKeyspaces : cassandra;
}
