// Migrations at boot, by an optional package.
import { ConfigurationError, type AsyncCassandraSession } from '@async-cassandra/core';
import type * as Migrations from '@async-cassandra/migrations';
import type { CassandraModuleOptions } from '../cassandra-module-options';

/** Runs the migrations of the options, then sets the session's keyspace. `signal` stops before the next statement. */
export async function runMigrations(
  session: AsyncCassandraSession,
  { migrations, keyspace }: CassandraModuleOptions,
  signal: AbortSignal,
): Promise<void> {
  if (migrations === undefined || keyspace === undefined) return;
  const { migrate } = loadMigrations();
  await migrate(session, { ...migrations, keyspace, signal });
  await session.setKeyspace(keyspace);
}

function loadMigrations(): typeof Migrations {
  try {
    // oxlint-disable-next-line typescript/no-require-imports
    return require('@async-cassandra/migrations') as typeof Migrations;
  } catch (cause) {
    throw new ConfigurationError(
      `Option 'migrations' needs the package @async-cassandra/migrations, which could not be loaded: install it`,
      { cause },
    );
  }
}
