// The options of a cluster as users write them: contract, units, defaults, and the table that checks and completes them.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { codecList, type Codec } from '../codec/codec';
import type { EncodingOptions } from '../codec/encoding-options';
import { tlsOptionsCheck, type TlsOptionsProvider } from '../connection/tls-options';
import type { TranslateAddress } from '../control/address-translation';
import type { LocateSniProxy } from '../control/sni-proxy';
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
import type { DatacenterFailover } from '../policies/datacenter-failover';
import { profileTable, type ExecutionProfile } from './execution-profile';

/** The credentials of a role, for password authentication. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * The options of an `AsyncCluster`. All are optional. An unknown option, or one of the wrong type or range, is a ConfigurationError that
 * names it, thrown by the constructor before a socket is used. Durations are in milliseconds.
 */
export interface AsyncClusterOptions {
  /**
   * The addresses to connect to first: `host`, `host:port` or `[v6]:port`. One reachable contact point is enough: it lists all other
   * nodes. A DNS name stands for all of its addresses. Default: `['127.0.0.1']`.
   */
  readonly contactPoints?: readonly string[] | undefined;
  /** The port of contact points that do not name one. Default: 9042. */
  readonly port?: number | undefined;
  /** The datacenter whose nodes coordinate requests. Default: the datacenter of the first contact point that answers. */
  readonly localDatacenter?: string | undefined;
  /**
   * The rack of this client in the local datacenter, such as its availability zone: its replicas are asked first, then replicas of other racks.
   * A replica of the rack that is much slower gives way. A rack without nodes is a `warning`. Default: all racks are equally near.
   */
  readonly localRack?: string | undefined;
  /**
   * Other datacenters, which coordinate requests while no node of the local one can be asked. Requests at LOCAL_ONE, LOCAL_QUORUM and
   * LOCAL_SERIAL still fail then, unless `allowLocalConsistency` is set. Default: none, requests stay in the local datacenter.
   */
  readonly datacenterFailover?: DatacenterFailover | undefined;
  /**
   * A provider of cassandra-driver's `auth`, or a name and password. A node that lets this client in without asking for it is a `warning`, once
   * for each node. Default: none. Never shown in errors, logs or `util.inspect`.
   */
  readonly authProvider?: AuthProvider | Credentials | undefined;
  /**
   * The classes of authenticators that may receive the credentials, by the full names that servers send:
   * `org.apache.cassandra.auth.PasswordAuthenticator`. A server that names another class gets nothing, and the connection fails with an
   * AuthenticationError. Names are compared letter by letter, and a name with blanks is refused. Default: all.
   */
  readonly allowedAuthenticators?: readonly string[] | undefined;
  /** Chooses the nodes that coordinate a request, and their order. Default: token-aware, nodes of the local datacenter only. */
  readonly loadBalancingPolicy?: LoadBalancingPolicy | undefined;
  /** The delays between attempts to reach a node. Default: exponential with jitter, 1 s to 60 s. */
  readonly reconnectionPolicy?: ReconnectionPolicy | undefined;
  /** Decides which failed requests are retried, and where. Default: `new AsyncRetryPolicy()`. */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** Decides when a slow idempotent request is also sent to another node. Default: never. */
  readonly speculativeExecutionPolicy?: SpeculativeExecutionPolicy | undefined;
  /** Generates the timestamps of writes. Default: monotonic, in microseconds. */
  readonly timestampGenerator?: TimestampGenerator | undefined;
  /**
   * Translates the address that the cluster announces for a node to the address to connect to (NAT, containers, tunnels): a translator of
   * cassandra-driver, or a function. Default: addresses are used as announced.
   */
  readonly addressTranslator?: AddressTranslator | TranslateAddress | undefined;
  /**
   * For nodes behind a proxy that routes TLS connections by server name (SNI), which is the host id of a node: returns where the proxy is.
   * Asked at the start, and again when no known node can be connected to. In place of `contactPoints`, `port` and `addressTranslator`;
   * needs `ssl`. `astra()` sets it. Default: each node is reached at its own address.
   */
  readonly sniProxy?: LocateSniProxy | undefined;
  /**
   * `true`, options for `tls.connect`, or a function that returns them: it is asked for each new connection, so that certificates can rotate.
   * The certificate and the host name are verified unless these options turn it off. Unknown names are refused, and so are names that say
   * where to connect (`host`, `path`, `socket`, ...). An object is copied: it does not follow later changes. Default: off.
   */
  readonly ssl?: boolean | TlsOptions | TlsOptionsProvider | undefined;
  /**
   * Allows protocol v4 with servers that lack v5: Cassandra 3.x, ScyllaDB, Amazon Keyspaces, Azure Cosmos DB, DSE, Astra. v4 has no
   * checksums and no `nowInSeconds`, and each keyspace needs its own connections. Default: false, such a server is refused.
   */
  readonly allowProtocolV4?: boolean | undefined;
  /** The version of the native protocol: 5, or 4 with `allowProtocolV4`. Default: the highest version that the first node that answers supports. */
  readonly protocolVersion?: number | undefined;
  /** `lz4` compresses requests and answers, and needs the package `lz4-napi`. Default: `none`. */
  readonly compression?: 'none' | 'lz4' | undefined;
  /** The connections to each node. Default: 1, which carries thousands of requests at once. */
  readonly connectionsPerNode?: number | undefined;
  /**
   * ScyllaDB: the connections to each shard of a node, which take the place of `connectionsPerNode`. At most 1024 to one node. 0 turns the
   * choice of shards off. Default: 1. A server without shards ignores it.
   */
  readonly connectionsPerShard?: number | undefined;
  /** The most requests in flight on one connection, up to 32,768. Default: 2048. */
  readonly maxRequestsPerConnection?: number | undefined;
  /** The most requests in flight of one session. Default: 8192. */
  readonly maxConcurrentRequests?: number | undefined;
  /** The most requests of one session that wait for their turn; another one fails with an OverloadError. Default: 65,536. */
  readonly maxQueuedRequests?: number | undefined;
  /** The longest wait for all nodes to agree on a schema change. Default: 10,000. */
  readonly maxSchemaAgreementWaitMs?: number | undefined;
  /** The timeout of one request of the control connection. Default: 2000. */
  readonly controlConnectionTimeoutMs?: number | undefined;
  /**
   * The timeout for opening one connection, including TLS, handshake and authentication. Its error names the step that took too long.
   * Default: 5000.
   */
  readonly connectTimeoutMs?: number | undefined;
  /** A connection that is silent for this long is probed; 0 turns it off. Default: 30,000. */
  readonly idleHeartbeatIntervalMs?: number | undefined;
  /** Schema events within this time cause one refresh. Default: 2000. */
  readonly schemaEventRefreshWindowMs?: number | undefined;
  /** Events of nodes that joined or left within this time cause one refresh. Default: 10,000. */
  readonly topologyEventRefreshWindowMs?: number | undefined;
  /** Events of nodes that went up or down within this time are handled together. Default: 2000. */
  readonly statusEventRefreshWindowMs?: number | undefined;
  /** The timeout of one request (one page), including its queueing, retries and speculative executions; 0 = no limit. Default: 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * A level by name (`'localQuorum'`) or by its number in `types.consistencies`. Default: `localOne`. A transaction of Cassandra 6 is sent
   * with `quorum` where servers do not take the level for transactions.
   */
  readonly consistency?: check.Consistency | undefined;
  /** `'serial'` or `'localSerial'`: the level of the condition of a lightweight transaction. Default: the server's, `serial`. */
  readonly serialConsistency?: check.SerialConsistency | undefined;
  /** Rows in one page. Default: 5000. */
  readonly fetchSize?: number | undefined;
  /** Sets of options that `executionProfile` selects by name; an omitted option is inherited from the cluster. Default: `{}`. */
  readonly executionProfiles?: Readonly<Record<string, ExecutionProfile>> | undefined;
  /** How CQL values are represented: the `encoding` options of cassandra-driver. */
  readonly encoding?: EncodingOptions | undefined;
  /**
   * Values of your own in place of the default ones, by `codec(...)`: of a type, or of a column, whose codec wins. They reach into
   * collections, tuples, user types and vectors. Default: `[]`.
   */
  readonly codecs?: readonly Codec[] | undefined;
  /** A name that the server's `nodetool clientstats` shows. */
  readonly applicationName?: string | undefined;
  /** A version that the server's `nodetool clientstats` shows. */
  readonly applicationVersion?: string | undefined;
  /** Records every request of every session: a `MetricsMiddleware`. Default: none. */
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
  localRack: option(check.text),
  datacenterFailover: option<DatacenterFailover>((value) =>
    check.isObject(value) ? undefined : 'must be { datacenters, nodesPerDatacenter?, allowLocalConsistency? }',
  ),
  authProvider: option<AuthProvider | Credentials>(checkAuthProvider),
  allowedAuthenticators: option<readonly string[]>((value) =>
    Array.isArray(value) && value.length > 0 && value.every(isClassName)
      ? undefined
      : 'must be a list of at least one class name, each without blanks',
  ),
  reconnectionPolicy: option(check.objectWith<ReconnectionPolicy>('a reconnection policy', 'newSchedule')),
  timestampGenerator: option(check.objectWith<TimestampGenerator>('a timestamp generator', 'next')),
  addressTranslator: option<AddressTranslator | TranslateAddress>((value) =>
    typeof value === 'function'
      ? undefined
      : check.objectWith('a function or an address translator', 'translate')(value),
  ),
  sniProxy: option(check.callback<LocateSniProxy>()),
  ssl: option<boolean | TlsOptions | TlsOptionsProvider>((value) => {
    const complaint = ['boolean', 'function'].includes(typeof value) ? undefined : tlsOptionsCheck(value);
    return complaint && `must be true, false, ${complaint}, or a function that returns them`;
  }),
  allowProtocolV4: option(check.trueOrFalse, false),
  protocolVersion: option<number>((value) =>
    value === 5 || value === 4
      ? undefined
      : "must be 5, which Cassandra 4.0 brought, or 4 with 'allowProtocolV4: true': the versions of the native protocol that this client speaks",
  ),
  compression: option(check.oneOf<'none' | 'lz4'>('none', 'lz4'), 'none'),
  connectionsPerNode: option(check.wholeNumber(1, 128), 1),
  connectionsPerShard: option(check.wholeNumber(0, 16), 1),
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
  codecs: option<readonly Codec[], readonly Codec[]>(codecList, []),
  applicationName: option(check.text),
  applicationVersion: option(check.text),
  metrics: option(metricsMiddleware),
} satisfies TableOf<AsyncClusterOptions>;

export type CompleteClusterOptions = Complete<typeof clusterTable>;

/** The names of all options of a cluster. */
export const clusterOptionNames: readonly string[] = Object.freeze(Object.keys(clusterTable));

const driverHint = "it belongs to cassandra-driver's options, which AsyncCluster.fromDriverOptions takes";

/** Hints for names of other clients that are not just spelled differently here. */
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

function isClassName(name: unknown): boolean {
  return check.text(name) === undefined && !/\s/.test(name as string);
}

/** Throws its own errors for the parts: the message of a complaint ends with a description of the value, and that must not be a password. */
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
