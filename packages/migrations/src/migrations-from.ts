// For callers that start a server and have the options of a cluster, but no session: the test kit.
import { AsyncCluster, type AsyncClusterOptions } from '@async-cassandra/core';
import { migrate } from './migrate';
import type { MigrateOptions } from './migrate-options';

/** The target of migrations: a fixture of `@async-cassandra/testing`. */
export interface MigrationTarget {
  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): AsyncClusterOptions;
  /** Takes precedence over the keyspace of the options. */
  readonly keyspace?: string;
}

/**
 * Returns migrations as one function, for `startCassandra({ migrations })` and `useKeyspace({ migrations })` of the test kit. It connects, runs the
 * files of the folder, and closes the connection. It throws the errors of `migrate`.
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
