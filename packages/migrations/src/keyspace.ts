// The keyspace of the migrations, created if it is missing and the options allow it.
import { quoteName } from '@async-cassandra/cql-script';
import type { Coordinator } from './coordinator';
import { disagreement } from './coordinator';
import { MigrationError, migrationErrorCode } from './migration-error';
import type { Settings } from './migrate-options';

const literal = (value: string | number): string => `'${String(value).replaceAll("'", "''")}'`;

export async function keyspaceExists(coordinator: Coordinator, keyspace: string): Promise<boolean> {
  const query = 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?';
  return (await coordinator.execute(query, [keyspace])).length > 0;
}

/**
 * Resolves with whether the keyspace was created here. Several processes may do this at the same time: creating a keyspace twice is harmless.
 *
 * @throws MigrationError KEYSPACE_MISSING when it is missing and there is no `replication`.
 */
export async function ensureKeyspace(coordinator: Coordinator, settings: Settings): Promise<boolean> {
  const { keyspace, replication, statementTimeoutMs } = settings;
  if (await keyspaceExists(coordinator, keyspace)) return false;
  if (replication === undefined) {
    throw new MigrationError(
      migrationErrorCode.keyspaceMissing,
      `There is no keyspace ${keyspace}: create it, or say with option 'replication' how to, such as ` +
        `{ class: 'NetworkTopologyStrategy', datacenter1: 3 }`,
    );
  }
  const entries = Object.entries(replication).map(([name, value]) => `${literal(name)}: ${literal(value)}`);
  const { executionInfo } = await coordinator.execute(
    `CREATE KEYSPACE IF NOT EXISTS ${quoteName(keyspace)} WITH replication = {${entries.join(', ')}}`,
    undefined,
    { timeoutMs: statementTimeoutMs },
  );
  if (executionInfo.schemaInAgreement === false) throw disagreement(`after CREATE KEYSPACE ${keyspace}`);
  await coordinator.untilUsable(keyspace, settings.signal);
  return true;
}
