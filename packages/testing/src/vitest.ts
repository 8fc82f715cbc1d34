// The entry point '@async-cassandra/testing/vitest': one server for the whole run, a keyspace for each test file.
import type { StartOptions } from './fixture';
import { hookKeyspace, type TestKeyspace, type UseKeyspaceOptions } from './keyspace-hooks';
import { startSharedServer, stopSharedServer } from './shared-server';

export type { TestKeyspace, UseKeyspaceOptions } from './keyspace-hooks';

/**
 * What a file that `globalSetup` names has to export: `export const { setup, teardown } = sharedCassandra()`. Starts a server with
 * the options of `startCassandra`, or takes the one that `CASSANDRA_CONTACT_POINTS` names.
 */
export function sharedCassandra(options?: StartOptions): { setup(): Promise<void>; teardown(): Promise<void> } {
  return { setup: () => startSharedServer(options), teardown: stopSharedServer };
}

/**
 * Gives the test file a keyspace of its own, created before its tests and dropped after them:
 * `const keyspace = await useKeyspace()` at the top of the file.
 */
export async function useKeyspace(options?: UseKeyspaceOptions): Promise<TestKeyspace> {
  // Vitest cannot be required.
  return hookKeyspace(await import('vitest'), options);
}
