// The public API of @async-cassandra/nestjs: explicit named exports only.
export type {
  CassandraModuleAsyncOptions,
  CassandraModuleOptions,
  MigrationSettings,
  CassandraOptionsFactory,
  CassandraOptionsFromFactory,
} from './cassandra-module-options';
export {
  InjectCluster,
  InjectSession,
  InjectStatement,
  type AnotherStatement,
  type InjectedStatement,
  type StatementDecorator,
} from './cassandra.decorators';
export { CassandraModule } from './cassandra.module';
export { getClusterToken, getSessionToken, getStatementToken } from './cassandra.tokens';
export { CassandraExceptionFilter } from './errors/cassandra-exception.filter';
export {
  defineStatements,
  type DefinedStatements,
  type StatementOf,
  type TextOf,
  type TypedFeatures,
} from './define-statements';
export type { FeatureStatement } from './feature-statement';
export { StatementToken } from './statement-token';
export { NdjsonStream, type NdjsonHandler } from './ndjson/ndjson-stream.decorator';
export type { NdjsonStreamOptions } from './ndjson/ndjson-options';
export type { NdjsonSource, NdjsonValues } from './ndjson/ndjson-source';
export { CassandraSerializerInterceptor } from './serialize/cassandra-serializer.interceptor';
