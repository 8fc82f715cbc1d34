import type { types } from 'cassandra-driver';
import { ExternalCassandra } from './external/external-cassandra';
import { clusterOptionsFrom } from './environment';
import type { CassandraFixture, FixtureClusterOptions, KeyspaceOptions, Migrations } from './fixture';
import { FixtureError, fixtureErrorCode } from './fixture-error';

const hookTimeoutMs = 120_000;

/** The hooks of a test runner around all tests of a file or group. */
export interface FileHooks {
  beforeAll(hook: () => Promise<void>, timeoutMs?: number): void;
  afterAll(hook: () => Promise<void>, timeoutMs?: number): void;
}

export interface UseKeyspaceOptions extends KeyspaceOptions {
  /** The prefix of the keyspace's name. Default `test`. */
  prefix?: string;
  /** Migrations that run in the new keyspace, before the scripts: `migrationsFrom(folder)` of `@async-cassandra/migrations`. */
  migrations?: Migrations;
  /** CQL scripts that run in the new keyspace: paths that end in `.cql`, or text. */
  scripts?: readonly string[];
}

/** The keyspace of one test file. Available in hooks and tests, but not while the file is being loaded. */
export interface TestKeyspace {
  readonly name: string;
  readonly fixture: CassandraFixture;
  /** Options for `new AsyncCluster(...)`. */
  clusterOptions(): FixtureClusterOptions;
  /** Executes statements in this keyspace. Returns the rows of the last one. */
  runCql(fileOrText: string): Promise<types.Row[]>;
}

/** Creates a keyspace before the tests of a file, and drops it after them. */
export function hookKeyspace(hooks: FileHooks, options: UseKeyspaceOptions = {}): TestKeyspace {
  const { prefix, migrations, scripts = [], ...keyspaceOptions } = options;
  let created: { name: string; fixture: CassandraFixture } | undefined;

  hooks.beforeAll(async () => {
    const fixture = await sharedServer();
    const name = await fixture.createKeyspace(prefix, keyspaceOptions);
    created = { name, fixture };
    await migrations?.({ clusterOptions: () => fixture.clusterOptions(), keyspace: name });
    for (const script of scripts) await fixture.runCql(script, { keyspace: name });
  }, hookTimeoutMs);
  hooks.afterAll(async () => {
    await created?.fixture.stop();
  }, hookTimeoutMs);

  function ready() {
    if (created) return created;
    throw new FixtureError(fixtureErrorCode.stopped, 'The keyspace only exists in hooks and tests: use it there');
  }
  return {
    get name() {
      return ready().name;
    },
    get fixture() {
      return ready().fixture;
    },
    clusterOptions: () => ready().fixture.clusterOptions(),
    runCql: (fileOrText) => ready().fixture.runCql(fileOrText, { keyspace: ready().name }),
  };
}

function sharedServer(): Promise<ExternalCassandra> {
  if (clusterOptionsFrom(process.env)) return ExternalCassandra.connect({}, 'shared by the run');
  throw new FixtureError(
    fixtureErrorCode.noProvider,
    'No server was started for this run: let the runner start one (its globalSetup), run it with `async-cassandra-testing run --`, or set CASSANDRA_CONTACT_POINTS',
  );
}
