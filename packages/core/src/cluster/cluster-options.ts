// The options of a cluster as users give them: contract, units, defaults, and the table that checks and completes them.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { EncodingOptions } from '../codec/encoding-options';
import type { TranslateAddress } from '../control/address-translation';
import type { AuthProvider } from '../driver/auth';
import type {
  AddressTranslator,
  LoadBalancingPolicy,
  ReconnectionPolicy,
  RetryPolicy,
  SpeculativeExecutionPolicy,
  TimestampGenerator,
} from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { metricsMiddleware, type MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import * as check from '../options/option-checks';
import { option, optionBag, type Complete, type TableOf } from '../options/option-table';
import { profileTable, type ExecutionProfile } from './execution-profile';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * What an `AsyncCluster` is made of. Every field may be left out; one that is unknown, or of the wrong type or range, is a
 * ConfigurationError that names it, thrown by the constructor before any socket is used. Durations are milliseconds.
 */
export interface AsyncClusterOptions {
  /**
   * Where to ask for the cluster's nodes first: `host`, `host:port` or `[v6]:port`. One that answers is enough; all nodes are
   * found through it. A DNS name stands for all of its addresses. Default: `['127.0.0.1']`.
   */
  readonly contactPoints?: readonly string[] | undefined;
  /** Of contact points that name none. Default: 9042. */
  readonly port?: number | undefined;
  /** The datacenter whose nodes coordinate requests. Default: that of the first contact point that answers. */
  readonly localDatacenter?: string | undefined;
  /** A provider of cassandra-driver's `auth`, or a name and password. Default: none. Never shown in errors, logs or `util.inspect`. */
  readonly authProvider?: AuthProvider | Credentials | undefined;
  /** Which nodes coordinate a request, in which order. Default: token-aware, nodes of the local datacenter only. */
  readonly loadBalancingPolicy?: LoadBalancingPolicy | undefined;
  /** The delays between attempts to reach a node. Default: exponential with jitter, 1 s to 60 s. */
  readonly reconnectionPolicy?: ReconnectionPolicy | undefined;
  /** What is tried again, and where. Default: `new AsyncRetryPolicy()`. */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** When a slow idempotent request is also sent to another node. Default: never. */
  readonly speculativeExecutionPolicy?: SpeculativeExecutionPolicy | undefined;
  /** Gives each write its time. Default: monotonic, in microseconds. */
  readonly timestampGenerator?: TimestampGenerator | undefined;
  /**
   * Where to reach a node instead of the address that the cluster announces for it (NAT, containers, tunnels): a translator of
   * cassandra-driver, or a function. Default: addresses are used as announced.
   */
  readonly addressTranslator?: AddressTranslator | TranslateAddress | undefined;
  /** `true`, or options for `tls.connect`. The certificate and the host name are verified unless they say otherwise. Default: off. */
  readonly ssl?: boolean | TlsOptions | undefined;
  /**
   * Speak protocol v4 with servers that lack v5: Cassandra 3.x, ScyllaDB, Amazon Keyspaces, Azure Cosmos DB, DSE, Astra. v4 has no
   * checksums and no `nowInSeconds`, and a keyspace needs connections of its own. Default: false, such a server is refused.
   */
  readonly allowProtocolV4?: boolean | undefined;
  /** The version of the native protocol: 5, or 4 with `allowProtocolV4`. Default: the best that the first node that answers offers. */
  readonly protocolVersion?: number | undefined;
  /** `lz4` compresses what is sent and received, and needs the package `lz4-napi`. Default: `none`. */
  readonly compression?: 'none' | 'lz4' | undefined;
  /** Default: 1. One connection carries thousands of requests at once. */
  readonly connectionsPerNode?: number | undefined;
  /** Requests in flight on one connection, at most 32,768. Default: 2048. */
  readonly maxRequestsPerConnection?: number | undefined;
  /** Requests in flight of one session. Default: 8192. */
  readonly maxConcurrentRequests?: number | undefined;
  /** Requests of one session that wait for their turn; one more is an OverloadError. Default: 65,536. */
  readonly maxQueuedRequests?: number | undefined;
  /** How long a schema change waits for all nodes to agree on it. Default: 10,000. */
  readonly maxSchemaAgreementWaitMs?: number | undefined;
  /** How long one request of the control connection may take. Default: 2000. */
  readonly controlConnectionTimeoutMs?: number | undefined;
  /** For one socket to be ready: TLS, handshake and authentication included. Default: 5000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Silence on a connection after which it is probed; 0 turns it off. Default: 30,000. */
  readonly idleHeartbeatIntervalMs?: number | undefined;
  /** Schema events within this time cause one refresh. Default: 2000. */
  readonly schemaEventRefreshWindowMs?: number | undefined;
  /** Events of nodes that joined or left within this time cause one refresh. Default: 10,000. */
  readonly topologyEventRefreshWindowMs?: number | undefined;
  /** Events of nodes that went up or down within this time are handled together. Default: 2000. */
  readonly statusEventRefreshWindowMs?: number | undefined;
  /** For one request (one page), its queueing, retries and speculative executions included; 0 = no limit. Default: 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** A level by name (`'localQuorum'`) or by its number in `types.consistencies`. Default: `localOne`. */
  readonly consistency?: check.Consistency | undefined;
  /** `'serial'` or `'localSerial'`: of the conditional part of a lightweight transaction. Default: the server's, `serial`. */
  readonly serialConsistency?: check.SerialConsistency | undefined;
  /** Rows in one page. Default: 5000. */
  readonly fetchSize?: number | undefined;
  /** Sets of options to be chosen by name with `executionProfile`; what one leaves out is as for the cluster. Default: `{}`. */
  readonly executionProfiles?: Readonly<Record<string, ExecutionProfile>> | undefined;
  /** How CQL values are shown: the `encoding` options of cassandra-driver. */
  readonly encoding?: EncodingOptions | undefined;
  /** Shown by the server's `nodetool clientstats`. */
  readonly applicationName?: string | undefined;
  readonly applicationVersion?: string | undefined;
  /** Told of every request of every session: a `MetricsMiddleware`. Default: none. */
  readonly metrics?: MetricsMiddleware | undefined;
}

const clusterTable = {
  ...profileTable,
  contactPoints: option<readonly string[], readonly string[]>(
    (value) =>
      Array.isArray(value) && value.length > 0 ? undefined : `must be a list of at least one 'host' or 'host:port'`,
    ['127.0.0.1'],
  ),
  port: option(check.wholeNumber(1, 65_535), 9042),
  localDatacenter: option(check.text),
  authProvider: option<AuthProvider | Credentials>(checkAuthProvider),
  reconnectionPolicy: option(check.objectWith<ReconnectionPolicy>('a reconnection policy', 'newSchedule')),
  timestampGenerator: option(check.objectWith<TimestampGenerator>('a timestamp generator', 'next')),
  addressTranslator: option<AddressTranslator | TranslateAddress>((value) =>
    typeof value === 'function'
      ? undefined
      : check.objectWith('a function or an address translator', 'translate')(value),
  ),
  ssl: option<boolean | TlsOptions>((value) =>
    typeof value === 'boolean' || check.isObject(value) ? undefined : 'must be true, false or options for tls.connect',
  ),
  allowProtocolV4: option(check.trueOrFalse, false),
  protocolVersion: option<number>((value) =>
    value === 5 || value === 4
      ? undefined
      : "must be 5, which Cassandra 4.0 brought, or 4 with 'allowProtocolV4: true': the versions of the native protocol that this client speaks",
  ),
  compression: option(check.oneOf<'none' | 'lz4'>('none', 'lz4'), 'none'),
  connectionsPerNode: option(check.wholeNumber(1, 128), 1),
  maxRequestsPerConnection: option(check.wholeNumber(1, 32_768), 2048),
  maxConcurrentRequests: option(check.wholeNumber(1, 0x7fff_ffff), 8192),
  maxQueuedRequests: option(check.wholeNumber(0, 0x7fff_ffff), 65_536),
  maxSchemaAgreementWaitMs: option(check.milliseconds(0), 10_000),
  controlConnectionTimeoutMs: option(check.milliseconds(1), 2000),
  connectTimeoutMs: option(check.milliseconds(1), 5000),
  idleHeartbeatIntervalMs: option(check.milliseconds(0), 30_000),
  schemaEventRefreshWindowMs: option(check.milliseconds(0), 2000),
  topologyEventRefreshWindowMs: option(check.milliseconds(0), 10_000),
  statusEventRefreshWindowMs: option(check.milliseconds(0), 2000),
  executionProfiles: option<Readonly<Record<string, ExecutionProfile>>, Readonly<Record<string, ExecutionProfile>>>(
    (value) => (check.isObject(value) ? undefined : 'must be an object of execution profiles by name'),
    {},
  ),
  encoding: option<EncodingOptions, EncodingOptions>(
    (value) => (check.isObject(value) ? undefined : 'must be an object'),
    {},
  ),
  applicationName: option(check.text),
  applicationVersion: option(check.text),
  metrics: option(metricsMiddleware),
} satisfies TableOf<AsyncClusterOptions>;

export type CompleteClusterOptions = Complete<typeof clusterTable>;

const driverHint = "it belongs to cassandra-driver's options, which AsyncCluster.fromDriverOptions takes";

/** The hints are for names that come from other clients and whose counterpart is not a matter of spelling. */
export const clusterBag = optionBag('a cluster', clusterTable, {
  keyspace: 'give it to cluster.connect(keyspace)',
  credentials: "give them as 'authProvider'",
  sslOptions: "did you mean 'ssl'?",
  sslContext: "did you mean 'ssl'?",
  ssl_context: "did you mean 'ssl'?",
  executorThreads: "did you mean 'connectionsPerNode'?",
  executor_threads: "did you mean 'connectionsPerNode'?",
  policies: driverHint,
  pooling: driverHint,
  profiles: driverHint,
  protocolOptions: driverHint,
  queryOptions: driverHint,
  socketOptions: driverHint,
});

export const encodingBag = optionBag('encoding', {
  map: option(classWith<NonNullable<EncodingOptions['map']>>('set', 'forEach')),
  set: option(classWith<NonNullable<EncodingOptions['set']>>('add', 'forEach')),
  copyBuffer: option(check.trueOrFalse),
  useUndefinedAsUnset: option(check.trueOrFalse),
  useBigIntAsLong: option(check.trueOrFalse),
  useBigIntAsVarint: option(check.trueOrFalse),
} satisfies TableOf<EncodingOptions>);

export function isProvider(value: object): value is AuthProvider {
  return typeof (value as Partial<AuthProvider>).newAuthenticator === 'function';
}

/** Complains of the parts itself: what follows a complaint in the message must not be a password. */
function checkAuthProvider(value: unknown): string | undefined {
  if (!check.isObject(value)) return 'must be an auth provider or { username, password }';
  if (isProvider(value)) return undefined;
  const { username, password, ...others } = value as Record<string, unknown>;
  for (const [name, part] of Object.entries({ username, password })) {
    if (typeof part !== 'string') throw new ConfigurationError(`Option 'authProvider.${name}' must be a text`);
  }
  const [other] = Object.keys(others);
  if (other !== undefined) throw new ConfigurationError(`Unknown option 'authProvider.${other}'`);
  return undefined;
}

function classWith<T>(...methods: readonly string[]): check.Check<T> {
  return (value) => {
    const prototype =
      typeof value === 'function' ? (value.prototype as Record<string, unknown> | undefined) : undefined;
    return methods.every((method) => typeof prototype?.[method] === 'function')
      ? undefined
      : `must be a class with ${methods.map((method) => `${method}()`).join(' and ')}`;
  };
}
