// The entry point '@async-cassandra/testing/node-test': a keyspace for each test file of Node's own test runner. The server for all
// files comes from outside, `async-cassandra-testing run -- node --test`, because each file is a process of its own.
import { after, before } from 'node:test';
import { hookKeyspace, type TestKeyspace, type UseKeyspaceOptions } from './keyspace-hooks';

export type { TestKeyspace, UseKeyspaceOptions } from './keyspace-hooks';

/** Creates a keyspace before the tests of the file and drops it after them. Call it at the top of the file. */
export function useKeyspace(options?: UseKeyspaceOptions): TestKeyspace {
  const hooks = {
    beforeAll: (hook: () => Promise<void>, timeout?: number) => before(hook, { timeout }),
    afterAll: (hook: () => Promise<void>, timeout?: number) => after(hook, { timeout }),
  };
  return hookKeyspace(hooks, options);
}
