import type { CassandraFixture, StartOptions } from './fixture';
import { startCassandra } from './start-cassandra';

interface SharedServer {
  readonly fixture: CassandraFixture;
  /** The earlier values of the server's variables. */
  readonly before: NodeJS.ProcessEnv;
}

// The test runner may load this module more than once in the process of setup and teardown.
const serversKey = Symbol.for('@async-cassandra/testing/servers');
const holder = globalThis as { [serversKey]?: SharedServer[] };

/** Starts the server of a test run and sets its environment variables, which all workers inherit. */
export async function startSharedServer(options: StartOptions = {}): Promise<void> {
  const fixture = await startCassandra(options);
  const environment = fixture.environment();
  const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
  (holder[serversKey] ??= []).push({ fixture, before });
  Object.assign(process.env, environment);
}

export async function stopSharedServer(): Promise<void> {
  const servers = holder[serversKey]?.splice(0) ?? [];
  for (const { fixture, before } of servers.reverse()) {
    await fixture.stop();
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
