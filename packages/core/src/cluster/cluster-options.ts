// The options of a cluster as users give them: contract, units, defaults. `resolve-options.ts` checks and completes them.
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
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ExecutionProfile } from './execution-profile';

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
  readonly contactPoints?: readonly string[];
  /** Of contact points that name none. Default: 9042. */
  readonly port?: number;
  /** The datacenter whose nodes coordinate requests. Default: that of the first contact point that answers. */
  readonly localDatacenter?: string;
  /** A provider of cassandra-driver's `auth`, or a name and password. Default: none. Never shown in errors, logs or `util.inspect`. */
  readonly authProvider?: AuthProvider | Credentials;
  /** Which nodes coordinate a request, in which order. Default: token-aware, nodes of the local datacenter only. */
  readonly loadBalancingPolicy?: LoadBalancingPolicy;
  /** The delays between attempts to reach a node. Default: exponential with jitter, 1 s to 60 s. */
  readonly reconnectionPolicy?: ReconnectionPolicy;
  /** What is tried again, and where. Default: `new AsyncRetryPolicy()`. */
  readonly retryPolicy?: RetryPolicy;
  /** When a slow idempotent request is also sent to another node. Default: never. */
  readonly speculativeExecutionPolicy?: SpeculativeExecutionPolicy;
  /** Gives each write its time. Default: monotonic, in microseconds. */
  readonly timestampGenerator?: TimestampGenerator;
  /**
   * Where to reach a node instead of the address that the cluster announces for it (NAT, containers, tunnels): a translator of
   * cassandra-driver, or a function. Default: addresses are used as announced.
   */
  readonly addressTranslator?: AddressTranslator | TranslateAddress;
  /** `true`, or options for `tls.connect`. The certificate and the host name are verified unless they say otherwise. Default: off. */
  readonly ssl?: boolean | TlsOptions;
  /** The version of the native protocol. Below 5 is a ConfigurationError. Default: negotiated, 5 or later. */
  readonly protocolVersion?: number;
  /** `lz4` compresses what is sent and received, and needs the package `lz4-napi`. Default: `none`. */
  readonly compression?: 'none' | 'lz4';
  /** Default: 1. One connection carries thousands of requests at once. */
  readonly connectionsPerNode?: number;
  /** Requests in flight on one connection, at most 32,768. Default: 2048. */
  readonly maxRequestsPerConnection?: number;
  /** Requests in flight of one session. Default: 8192. */
  readonly maxConcurrentRequests?: number;
  /** Requests of one session that wait for their turn; one more is an OverloadError. Default: 65,536. */
  readonly maxQueuedRequests?: number;
  /** How long a schema change waits for all nodes to agree on it. Default: 10,000. */
  readonly maxSchemaAgreementWaitMs?: number;
  /** How long one request of the control connection may take. Default: 2000. */
  readonly controlConnectionTimeoutMs?: number;
  /** For one socket to be ready: TLS, handshake and authentication included. Default: 5000. */
  readonly connectTimeoutMs?: number;
  /** Silence on a connection after which it is probed; 0 turns it off. Default: 30,000. */
  readonly idleHeartbeatIntervalMs?: number;
  /** Schema events within this time cause one refresh. Default: 2000. */
  readonly schemaEventRefreshWindowMs?: number;
  /** Events of nodes that joined or left within this time cause one refresh. Default: 10,000. */
  readonly topologyEventRefreshWindowMs?: number;
  /** Events of nodes that went up or down within this time are handled together. Default: 2000. */
  readonly statusEventRefreshWindowMs?: number;
  /** For one request (one page), its queueing, retries and speculative executions included; 0 = no limit. Default: 10,000. */
  readonly requestTimeoutMs?: number;
  /** One of `types.consistencies`. Default: `localOne`. */
  readonly consistency?: number;
  /** `types.consistencies.serial` or `localSerial`: of the conditional part of a lightweight transaction. Default: `serial`. */
  readonly serialConsistency?: number;
  /** Rows in one page. Default: 5000. */
  readonly fetchSize?: number;
  /** Sets of options to be chosen by name with `executionProfile`; what one leaves out is as for the cluster. Default: `{}`. */
  readonly executionProfiles?: Readonly<Record<string, ExecutionProfile>>;
  /** How CQL values are shown: the `encoding` options of cassandra-driver. */
  readonly encoding?: EncodingOptions;
  /** Shown by the server's `nodetool clientstats`. */
  readonly applicationName?: string;
  readonly applicationVersion?: string;
  /** Told of every request of every session: a `MetricsMiddleware`. Default: none. */
  readonly metrics?: MetricsMiddleware;
}
