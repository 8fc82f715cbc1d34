export { startCassandra } from './start-cassandra';
export { LocalCassandra, type LocalCassandraOptions } from './jvm/local-cassandra';
export { CassandraContainerFixture, type CassandraContainerOptions } from './docker/cassandra-container-fixture';
export { ExternalCassandra, type ExternalCassandraOptions } from './external/external-cassandra';
export type { AdministeredFixture } from './administered-fixture';
export type { EnvironmentOptions } from './environment';
export { FixtureError, fixtureErrorCode, type FixtureErrorCode } from './fixture-error';
export { defaultCassandraVersion } from './version';
export type { Progress } from './progress';
export { splitScript, type ScriptStatement } from './cql/split-script';
export type {
  AddNodeOptions,
  CassandraFixture,
  CassandraNode,
  FixtureClusterOptions,
  KeyspaceOptions,
  Migrations,
  MigrationTarget,
  NodeState,
  ProviderName,
  RunCqlOptions,
  StartOptions,
} from './fixture';

export { AstraStandIn } from './astra/astra-stand-in';
export type { AstraStandInOptions } from './astra/astra-stand-in';
export type { MetadataAnswer } from './astra/metadata-service';
export { ChaosProxy } from './chaos/chaos-proxy';
export type { ChaosProxyOptions, ProxyClusterOptions, ProxyDriverOptions } from './chaos/chaos-proxy';
export type { Direction, LinkEnding } from './chaos/link-conditions';
export type { DropOptions, LatencyOptions, LinkStats, ProxyLink } from './chaos/proxy-link';
export type { ProxiedConnection } from './chaos/proxied-connection';
export type { ContactPoints, ProxyTarget } from './chaos/proxy-target';

export { CqlStub } from './stub/cql-stub';
export type { CqlStubOptions, StubViolation } from './stub/cql-stub';
export type { StubClusterOptions, StubDriverOptions } from './stub/client-options';
export { rows, pages, pagedRows, pagingStateOf } from './stub/rows-reply';
export type { PageSource, PagesReply, ResultReply, RowsReply, StubRow } from './stub/rows-reply';
export { authChallenge, authSuccess, rawReply, schemaChange, setKeyspace, voidResult } from './stub/reply';
export type { Reply, SchemaChange } from './stub/reply';
export { serverError } from './stub/server-error';
export type { AcknowledgedFields, FailedFields, WriteType } from './stub/server-error';
export { listOf, mapOf, setOf, tupleOf, userType } from './stub/wire/cql-type';
export type { CqlType, NativeTypeName, TypeName, UserType } from './stub/wire/cql-type';
export type { ColumnDefinition, Columns, ResultColumnOptions } from './stub/result-metadata';
export type { ReceivedBatchStatement, ReceivedRequest, ReceivedValue } from './stub/received-request';
export type { QueryMatcher, RequestMatcher } from './stub/request-matcher';
export type { WaitOptions } from './condition-waiters';
export type { CorruptPart, Delivery, Ending, HeaderChange } from './stub/delivery';
export type { ReplySource, StubRule, VariablesOptions } from './stub/stub-rule';
export type { StubConnection } from './stub/stub-connection';
export type { StubEvent } from './stub/stub-event';
export type { StubShards } from './stub/stub-shards';
export type { StubNode, StubNodeOptions } from './stub/stub-node';
export type { StubKeyspace, StubSchema, StubTable, SystemRow } from './stub/stub-schema';
export type { StubCredentials } from './stub/password-authentication';
export type { NodeDescription } from './stub/system-tables';
export type { ConsistencyName } from './stub/wire/consistency';
export type { OpcodeName } from './stub/wire/opcode';
