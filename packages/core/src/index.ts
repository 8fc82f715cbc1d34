// The public promise of @async-cassandra/core: explicit named exports, nothing else.

// Cluster and session
export { AsyncCluster, type ConnectOptions } from './cluster/async-cluster';
export type { ClusterEvents } from './cluster/cluster-events';
export type { AsyncClusterOptions, Credentials } from './cluster/cluster-options';
export type { ExecutionProfile } from './cluster/execution-profile';
export type {
  ConcurrentOptions,
  ConcurrentOutcome,
  ConcurrentProgress,
} from './session/concurrent/concurrent-executions';
export type { CallOf, Some, StatementCall, TypedCall } from './session/concurrent/execute-concurrently';
export type { ExecuteOptions } from './statement/execute-options';
export { AsyncCassandraSession } from './session/async-cassandra-session';
export type { PrepareOptions } from './statement/prepare-options';
export type { CountOptions, ScanOptions, ScanRequestOptions } from './session/scan-options';
export type { Session } from './session/session';
export type { StatementMethods } from './session/statement-methods';
export type { SessionStatementMethods, TypedStatementMethods } from './session/typed-statement-methods';
export { SessionWrapper, type CallLimits } from './session/session-wrapper';
export type { StreamOptions } from './session/stream-options';
export type {
  CheckedTable,
  ColumnOf,
  ColumnsOf,
  KnownTable,
  ScannedRow,
  TypedScanOptions,
  TypedTable,
  UnknownTable,
} from './session/typed-scan';
export type { RangeCheckpoint, ScanCheckpoint, ScanPart, ScanProgress, TableScan } from './result/table-scan';

// Statements
export {
  BatchStatement,
  type BatchableStatement,
  type BatchOptions,
  type BatchType,
} from './statement/batch-statement';
export { BoundStatement } from './statement/bound-statement';
export type { ExecutableStatement } from './statement/executable-statement';
export type { StatementParameters } from './statement/parameters';
export type { KnownStatements, KnownTables, TypedCqlSettings } from './statement/known-statements';
export { PreparedStatement } from './statement/prepared-statement';
export { SimpleStatement } from './statement/simple-statement';
export type { RoutingKey, StatementOptions } from './statement/statement-options';
export type {
  AddArguments,
  AddedParameters,
  BindArguments,
  CallArguments,
  CheckedText,
  KeptText,
  KnownConstruction,
  KnownRow,
  KnownText,
  LooseText,
  NeedsNone,
  NothingKnown,
  ParametersOf,
  RowMethods,
  RowOf,
  TypedText,
  Uncallable,
  UnknownStatement,
} from './statement/typed-text';
export { createStreamingStatement, type StreamingStatementOptions } from './statement/streaming-statement';

// Results
export { Row } from './codec/row';
export type { ExecutionAttempt, ExecutionInfo } from './errors/execution-info';
export { writeOutcomeOf, type WriteOutcome } from './errors/write-outcome';
export { AsyncResultSet } from './result/async-result-set';
export { AsyncStreamingResultSet } from './result/async-streaming-result-set';
export type { Page } from './result/page';
export type { RowReadableOptions } from './result/row-readable';
export type { RowStream } from './result/row-stream';
export type { StreamConfig } from './result/stream-config';
export type { StreamPosition } from './result/stream-position';
export type { QueryTrace, QueryTraceEvent, QueryTraceOptions } from './result/query-trace';

// Metadata
export { Node } from './connection/pool/node';
export type { DescribeOptions } from './control/describe-options';
export { Metadata, type MetadataCallOptions } from './control/metadata';
export type { KeyspaceMetadata } from './control/schema/keyspace-metadata';
export type { Aggregate, SchemaFunction } from './control/schema/schema-function';
export { SchemaIndex } from './control/schema/schema-index';
export type {
  ColumnInfo,
  DataCollection,
  MaterializedView,
  TableColumn,
  TableMetadata,
} from './control/schema/table-metadata';
export type { Udt } from './control/schema/user-types';
export { Token } from './routing/token';
export { TokenRange } from './routing/token-range';
export {
  codec,
  type Codec,
  type CodecColumn,
  type CodecFunctions,
  type CodecOptions,
  type ColumnCodecOptions,
  type TypeCodecOptions,
} from './codec/codec';
export type { EncodingOptions } from './codec/encoding-options';
export type {
  ColumnSpec,
  CustomType,
  DataType,
  ListType,
  MapType,
  NativeType,
  SetType,
  TupleType,
  TypeCode,
  TypeOptions,
  UserDefinedType,
  VectorType,
} from './protocol/data-type';
export type { SchemaChange } from './protocol/responses/schema-change';

export type { TlsOptionsProvider } from './connection/tls-options';
export type { TranslateAddress } from './control/address-translation';
export type { LocateSniProxy, SniProxyLocation } from './control/sni-proxy';
export type { Consistency, ConsistencyName, ConsistencyNumber, SerialConsistency } from './options/option-checks';

// Policies
export { AsyncLoadBalancingPolicy, type AsyncLoadBalancingOptions } from './policies/async-load-balancing-policy';
export type { DatacenterFailover } from './policies/datacenter-failover';
export { AsyncRetryPolicy, type AsyncRetryPolicyOptions, type RetryBackoff } from './policies/async-retry-policy';
export type { Distance } from './policies/query-plan';

// Observability
export {
  createMonitoredSession,
  type MonitoredSession,
  type MonitoredSessionOptions,
} from './cluster/create-monitored-session';
export { channels } from './observability/channels/channels';
export type { MessageChannel, MessageTracingChannel } from './observability/channels/message-channel';
export {
  ConnectionMonitor,
  type MonitorCallback,
  type WatchedSession,
} from './observability/monitor/connection-monitor';
export { createMetricsSystem, type MetricsSystemOptions } from './observability/metrics/create-metrics-system';
export {
  HOST_STATUS_DOWN,
  HOST_STATUS_UNKNOWN,
  HOST_STATUS_UP,
  type ClusterMetrics,
  type ConnectionSummary,
  type HostMetrics,
  type HostStatus,
} from './observability/monitor/host-metrics';
export {
  InMemoryMetricsCollector,
  type InMemoryMetricsOptions,
} from './observability/metrics/in-memory-metrics-collector';
export type {
  AttemptMessage,
  ConnectionClosedMessage,
  ConnectionMessage,
  NodeMessage,
  ObservedConnection,
  ObservedRequest,
  QueryType,
  RequestMessage,
} from './observability/channels/messages';
export {
  MetricsCollector,
  type ConnectionMetrics,
  type MetricsStats,
  type QueryMetrics,
  type QueryPerformance,
  type TopQuery,
} from './observability/metrics/metrics-collector';
export {
  MetricsMiddleware,
  type MeasuredConnection,
  type MeasuredQuery,
} from './observability/metrics/metrics-middleware';
export type { NodeTotals, ObservedNode } from './observability/channels/observed-node';
export type { ObservedSession, PreparedCacheCounts } from './observability/metrics/observed-session';
export { traceWithOpenTelemetry, type OpenTelemetryOptions } from './observability/tracing/open-telemetry';
export {
  PrometheusMetricsCollector,
  type PrometheusMetricsOptions,
  type PrometheusRegistry,
} from './observability/prometheus/prometheus-metrics-collector';
export { logRequests, type RequestLogEntry, type RequestLoggerOptions } from './observability/tracing/request-logger';
export type { RetryKind } from './observability/channels/retry-kind';
export type { StatementDescription } from './observability/channels/statement-description';
export { RateLimitedSession, type RateLimitMetrics, type RateLimitOptions } from './session/rate-limited-session';

// Errors
export {
  AsyncCassandraError,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  OverloadError,
  QueryError,
  StreamError,
  TimeoutError,
  type ErrorOptions,
  type StreamErrorOptions,
} from './errors/async-cassandra-error';
export { ConnectionLostError, type ConnectionLostOptions } from './errors/connection-lost-error';
export { errorCode, type ErrorCode } from './errors/error-codes';
export { ProtocolError } from './errors/protocol-error';
export { UnreadableAnswerError } from './errors/unreadable-answer-error';
export {
  AlreadyExistsError,
  BootstrappingError,
  CasWriteUnknownError,
  CdcWriteFailureError,
  ConfigError,
  CqlSyntaxError,
  FunctionFailureError,
  InvalidRequestError,
  OverloadedError,
  ReadFailureError,
  ReadTimeoutError,
  ServerError,
  ServerProtocolError,
  ServerResponseError,
  TruncateError,
  UnauthorizedError,
  UnavailableError,
  UnpreparedError,
  WriteFailureError,
  WriteTimeoutError,
  type ReplicaCounts,
  type ReplicaFailures,
  type ServerErrorClass,
  type WriteType,
} from './errors/server-errors';

// The vocabulary of cassandra-driver
export { auth, PlainTextAuthProvider, type Authenticator, type AuthProvider } from './driver/auth';
export { errors, NoHostAvailableError, OperationTimedOutError, ResponseError } from './driver/errors';
export {
  LoadBalancingPolicy,
  policies,
  RetryPolicy,
  type AddressTranslator,
  type DecisionInfo,
  type OperationInfo,
  type ReconnectionPolicy,
  type SpeculativeExecutionPolicy,
  type TimestampGenerator,
} from './driver/policies';
export {
  BigDecimal,
  Duration,
  InetAddress,
  Integer,
  LocalDate,
  LocalTime,
  Long,
  TimeUuid,
  Tuple,
  types,
  Uuid,
  Vector,
} from './driver/values';
