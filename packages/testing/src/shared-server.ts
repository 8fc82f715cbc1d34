import type { CassandraFixture, StartOptions } from './fixture';
import { startCassandra } from './start-cassandra';

// The test runner may load this module more than once in the process that sets up and tears down.
const serversKey = Symbol.for('@async-cassandra/testing/servers');
const holder = globalThis as { [serversKey]?: CassandraFixture[] };

/** Starts the one server of a test run and puts it into the environment, where all workers find it. */
export async function startSharedServer(options: StartOptions = {}): Promise<void> {
  const fixture = await startCassandra(options);
  (holder[serversKey] ??= []).push(fixture);
  Object.assign(process.env, fixture.environment());
}

export async function stopSharedServer(): Promise<void> {
  const servers = holder[serversKey]?.splice(0) ?? [];
  for (const fixture of servers) {
    await fixture.stop();
    if (fixture.provider !== 'external')
      for (const name of Object.keys(fixture.environment())) delete process.env[name];
  }
}
