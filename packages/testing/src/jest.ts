// The entry point '@async-cassandra/testing/jest': one server for the whole run, a keyspace for each test file.
import type { StartOptions } from './fixture';
import { FixtureError, fixtureErrorCode } from './fixture-error';
import { hookKeyspace, type FileHooks, type TestKeyspace, type UseKeyspaceOptions } from './keyspace-hooks';
import { startSharedServer, stopSharedServer } from './shared-server';

export type { TestKeyspace, UseKeyspaceOptions } from './keyspace-hooks';

/** What `globalSetup` reads of a Jest project: `globals: { cassandra: { ... } }` holds the options of `startCassandra`. */
export interface ProjectConfig {
  globals?: { cassandra?: StartOptions };
}

/** For `globalSetup`: starts a server, or takes the one that `CASSANDRA_CONTACT_POINTS` names. */
export async function globalSetup(_globalConfig?: unknown, projectConfig?: ProjectConfig): Promise<void> {
  await startSharedServer(projectConfig?.globals?.cassandra);
}

/** For `globalTeardown`: stops the server that `globalSetup` started. */
export async function globalTeardown(): Promise<void> {
  await stopSharedServer();
}

/** Gives the test file a keyspace of its own, created before its tests and dropped after them. Call it at the top of the file. */
export function useKeyspace(options?: UseKeyspaceOptions): TestKeyspace {
  const hooks = globalThis as Partial<FileHooks>;
  if (hooks.beforeAll && hooks.afterAll) return hookKeyspace(hooks as FileHooks, options);
  throw new FixtureError(
    fixtureErrorCode.badOption,
    'useKeyspace needs the global beforeAll and afterAll of a test runner',
  );
}
