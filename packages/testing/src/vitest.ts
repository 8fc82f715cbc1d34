// The entry point '@async-cassandra/testing/vitest': one server for the whole run, a keyspace for each test file.
import type { StartOptions } from './fixture';
import { hookKeyspace, type TestKeyspace, type UseKeyspaceOptions } from './keyspace-hooks';
import { startSharedServer, stopSharedServer } from './shared-server';

export type { TestKeyspace, UseKeyspaceOptions } from './keyspace-hooks';

/**
 * Returns the exports of a file for `globalSetup`: `export const { setup, teardown } = sharedCassandra()`. Starts a server with
 * the options of `startCassandra`, or takes the one that `CASSANDRA_CONTACT_POINTS` names.
 */
export function sharedCassandra(options?: StartOptions): { setup(): Promise<void>; teardown(): Promise<void> } {
  return { setup: () => startSharedServer(options), teardown: stopSharedServer };
}

/**
 * Creates a keyspace before the tests of the file and drops it after them:
 * `const keyspace = await useKeyspace()` at the top of the file.
 */
export async function useKeyspace(options?: UseKeyspaceOptions): Promise<TestKeyspace> {
  // Vitest can only be imported.
  return hookKeyspace(await import('vitest'), options);
}
