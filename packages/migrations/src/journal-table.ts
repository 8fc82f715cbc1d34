// The table of a keyspace's migrations: the lease, and the executed statements. Many processes may create it at the same time.
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { quoteName } from '@async-cassandra/cql-script';
import { disagreement, type Coordinator } from './coordinator';
import type { Settings } from './migrate-options';

export const journalTableName = 'async_cassandra_migrations';
const attempts = 5;
const pauseMs = 500;

/** The table's qualified name in CQL. */
export const journalTable = (keyspace: string): string => `${quoteName(keyspace)}.${journalTableName}`;

export async function journalExists(coordinator: Coordinator, keyspace: string): Promise<boolean> {
  const query = 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?';
  return (await coordinator.execute(query, [keyspace, journalTableName])).length > 0;
}

/**
 * Creates the table unless it exists. Its id is fixed: coordinators that create it at the same time, without knowing of one another,
 * create the same table. With different ids, up to Cassandra 5.0, nodes end with "column family ID mismatch".
 */
export async function ensureJournal(coordinator: Coordinator, settings: Settings): Promise<void> {
  const { keyspace, statementTimeoutMs, signal } = settings;
  for (let attempt = 1; !(await journalExists(coordinator, keyspace)); attempt++) {
    try {
      const { executionInfo } = await coordinator.execute(createTable(keyspace, coordinator.takesTableIds), undefined, {
        timeoutMs: statementTimeoutMs,
      });
      if (executionInfo.schemaInAgreement === false) throw disagreement(`after CREATE TABLE ${journalTableName}`);
      await coordinator.untilUsable(keyspace, signal);
    } catch (error) {
      // Another process may have just created it: check again.
      if (attempt === attempts) throw error;
      await pause(pauseMs, undefined, { signal });
    }
  }
}

const createTable = (
  keyspace: string,
  takesId: boolean,
): string => `CREATE TABLE IF NOT EXISTS ${journalTable(keyspace)} (
  scope text,
  name text,
  statement int,
  lease_owner text static,
  lease_renewal text static,
  state text,
  checksum text,
  owner text,
  at timestamp,
  PRIMARY KEY (scope, name, statement)
) WITH ${takesId ? `ID = ${tableId(keyspace)} AND ` : ''}comment = 'Which migrations have run: written by @async-cassandra/migrations'`;

/** Returns a uuid in the format of version 5, the same for every process. */
function tableId(keyspace: string): string {
  const hash = createHash('sha256').update(`${keyspace}.${journalTableName}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
