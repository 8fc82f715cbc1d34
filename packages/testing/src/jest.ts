// The entry point '@async-cassandra/testing/jest': one server for the whole run, a keyspace for each test file.
import type { StartOptions } from './fixture';
import { FixtureError, fixtureErrorCode } from './fixture-error';
import { hookKeyspace, type FileHooks, type TestKeyspace, type UseKeyspaceOptions } from './keyspace-hooks';
import { startSharedServer, stopSharedServer } from './shared-server';

export type { TestKeyspace, UseKeyspaceOptions } from './keyspace-hooks';

/** The part of a Jest project that `globalSetup` reads: `globals: { cassandra: { ... } }` has the options of `startCassandra`. */
export interface ProjectConfig {
  globals?: { cassandra?: StartOptions };
}

/** The `globalSetup` of Jest: starts a server, or takes the one that `CASSANDRA_CONTACT_POINTS` names. */
export async function globalSetup(_globalConfig?: unknown, projectConfig?: ProjectConfig): Promise<void> {
  await startSharedServer(projectConfig?.globals?.cassandra);
}

/** The `globalTeardown` of Jest: stops the server that `globalSetup` started. */
export async function globalTeardown(): Promise<void> {
  await stopSharedServer();
}

/** Creates a keyspace before the tests of the file and drops it after them. Call it at the top of the file. @throws FixtureError outside a test runner. */
export function useKeyspace(options?: UseKeyspaceOptions): TestKeyspace {
  const hooks = globalThis as Partial<FileHooks>;
  if (hooks.beforeAll && hooks.afterAll) return hookKeyspace(hooks as FileHooks, options);
  throw new FixtureError(
    fixtureErrorCode.badOption,
    'useKeyspace needs the global beforeAll and afterAll of a test runner',
  );
}
