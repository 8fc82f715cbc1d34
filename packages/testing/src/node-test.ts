// The entry point '@async-cassandra/testing/node-test': a keyspace for each test file of Node's own test runner. The server for all
// files comes from outside of it, `async-cassandra-testing run -- node --test`, for each file is a process of its own.
import { after, before } from 'node:test';
import { hookKeyspace, type TestKeyspace, type UseKeyspaceOptions } from './keyspace-hooks';

export type { TestKeyspace, UseKeyspaceOptions } from './keyspace-hooks';

/** Gives the test file a keyspace of its own, created before its tests and dropped after them. Call it at the top of the file. */
export function useKeyspace(options?: UseKeyspaceOptions): TestKeyspace {
  const hooks = {
    beforeAll: (hook: () => Promise<void>, timeout?: number) => before(hook, { timeout }),
    afterAll: (hook: () => Promise<void>, timeout?: number) => after(hook, { timeout }),
  };
  return hookKeyspace(hooks, options);
}
