export { startCassandra } from './start-cassandra';
export { LocalCassandra, type LocalCassandraOptions } from './jvm/local-cassandra';
export { ExternalCassandra, type ExternalCassandraOptions } from './external/external-cassandra';
export { FixtureError, fixtureErrorCode, type FixtureErrorCode } from './fixture-error';
export { defaultCassandraVersion } from './version';
export { splitScript, type ScriptStatement } from './cql/split-script';
export type {
  CassandraFixture,
  CassandraNode,
  FixtureClusterOptions,
  KeyspaceOptions,
  NodeState,
  ProviderName,
  RunCqlOptions,
  StartOptions,
} from './fixture';
