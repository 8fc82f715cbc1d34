// For whoever starts a server and has options of a cluster, but no session: the test kit.
import { AsyncCluster, type AsyncClusterOptions } from '@async-cassandra/core';
import { migrate } from './migrate';
import type { MigrateOptions } from './migrate-options';

/** Where to migrate: what a fixture of `@async-cassandra/testing` gives. */
export interface MigrationTarget {
  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): AsyncClusterOptions;
  /** Wins over that of the options. */
  readonly keyspace?: string;
}

/**
 * Migrations as one function, for `startCassandra({ migrations })` and `useKeyspace({ migrations })` of the test kit. Connects, runs the
 * files of the folder, and closes the connection again.
 *
 * @example
 * const keyspace = useKeyspace({ migrations: migrationsFrom('migrations') });
 */
export function migrationsFrom(
  folder: string,
  options: Omit<MigrateOptions, 'folder' | 'keyspace'> & { readonly keyspace?: string } = {},
): (target: MigrationTarget) => Promise<void> {
  return async (target) => {
    const keyspace = target.keyspace ?? options.keyspace;
    await using cluster = new AsyncCluster(target.clusterOptions());
    const session = await cluster.connect();
    await migrate(session, { ...options, folder, keyspace: keyspace as string });
  };
}
