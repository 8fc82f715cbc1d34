// Converts the options of cassandra-driver's `Client`, for `AsyncCluster.fromDriverOptions`. Each field is converted, or describes what this
// client always does, or is refused by name: none is silently dropped.
import { isIP } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { ClientOptions } from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import type { AsyncClusterOptions } from './cluster-options';
import type { ExecutionProfile } from './execution-profile';
import { describe, isObject } from '../options/option-checks';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
type Draft = Writable<AsyncClusterOptions>;
/** Converts one field, or throws a ConfigurationError. `path` is the full name of the field. */
type Take = (value: unknown, draft: Draft, path: string) => void;
type Fields = Readonly<Record<string, Take>>;
type DriverProfile = NonNullable<ClientOptions['profiles']>[number];

const policyFields: Fields = {
  addressResolution: as('addressTranslator'),
  loadBalancing: as('loadBalancingPolicy'),
  reconnection: as('reconnectionPolicy'),
  retry: as('retryPolicy'),
  speculativeExecution: as('speculativeExecutionPolicy'),
  timestampGeneration: as('timestampGenerator'),
};

const poolingFields: Fields = {
  coreConnectionsPerHost: takeConnectionsPerHost,
  heartBeatInterval: as('idleHeartbeatIntervalMs'),
  maxRequestsPerConnection: as('maxRequestsPerConnection'),
  warmup: always(true, 'connect() opens the connections'),
};

const protocolFields: Fields = {
  maxSchemaAgreementWaitSeconds: (value, draft) => (draft.maxSchemaAgreementWaitMs = (value as number) * 1000),
  maxVersion: takeMaxVersion,
  noCompact: always(false, 'Cassandra 4.0 and later have no compact tables'),
  port: as('port'),
};

const queryFields: Fields = {
  autoPage: always(true, 'execute() reads all pages; use executePage() for one'),
  captureStackTrace: always(false),
  consistency: as('consistency'),
  fetchSize: as('fetchSize'),
  isIdempotent: refused('mark the statements that are idempotent, one by one'),
  prepare: always(true, 'a text with parameters is always prepared'),
  readTimeout: as('requestTimeoutMs'),
  retry: as('retryPolicy'),
  serialConsistency: as('serialConsistency'),
  traceQuery: always(false, 'give trace to execute()'),
};

const profileFields: Readonly<Record<string, keyof ExecutionProfile>> = {
  consistency: 'consistency',
  loadBalancing: 'loadBalancingPolicy',
  readTimeout: 'requestTimeoutMs',
  retry: 'retryPolicy',
  serialConsistency: 'serialConsistency',
};

const socketFields: Fields = {
  connectTimeout: as('connectTimeoutMs'),
  keepAlive: always(true),
  readTimeout: as('requestTimeoutMs'),
  tcpNoDelay: always(true),
};

const fields: Fields = {
  applicationName: as('applicationName'),
  applicationVersion: as('applicationVersion'),
  authProvider: as('authProvider'),
  cloud: refused('use astra() of @async-cassandra/core/astra'),
  // Ours, which cassandra-driver does not have: it fits whatever else stays as it was.
  allowedAuthenticators: as('allowedAuthenticators'),
  // Before `protocolOptions`, whose `maxVersion` depends on it.
  allowProtocolV4: as('allowProtocolV4'),
  codecs: as('codecs'),
  datacenterFailover: as('datacenterFailover'),
  localRack: as('localRack'),
  sniProxy: as('sniProxy'),
  contactPoints: as('contactPoints'),
  credentials: (value, draft) => (draft.authProvider ??= value as AsyncClusterOptions['authProvider']),
  encoding: as('encoding'),
  isMetadataSyncEnabled: always(true, 'schema metadata is loaded when it is first asked for'),
  keyspace: refused('give it to cluster.connect(keyspace)'),
  localDataCenter: as('localDatacenter'),
  maxPrepared: refused('the number of prepared statements that are kept is fixed'),
  metrics: refused("give a MetricsMiddleware as 'metrics' of AsyncCluster's own options"),
  monitorReporting: takeMonitorReporting,
  pooling: group(poolingFields),
  prepareOnAllHosts: refused('a statement is prepared on a node when the node first needs it'),
  protocolOptions: group(protocolFields),
  refreshSchemaDelay: (value, draft) => {
    draft.schemaEventRefreshWindowMs = value as number;
    draft.topologyEventRefreshWindowMs = value as number;
  },
  rePrepareOnUp: refused('a statement is prepared again on a node that has forgotten it'),
  requestTracker: refused('observe requests through metrics or the diagnostics channels'),
  sslOptions: takeTls,
  // Of several fields for one option the last wins: as in the driver, the default profile's.
  policies: takePolicies,
  socketOptions: group(socketFields),
  queryOptions: group(queryFields),
  profiles: takeProfiles,
};

/**
 * Converts the options. Fields that are null or undefined count as omitted. TLS verifies the certificate here unless `sslOptions` has
 * `rejectUnauthorized: false`; cassandra-driver does not verify it by default.
 *
 * @throws ConfigurationError when fields have no equivalent here: it names each of them, and what to do instead.
 */
export function fromDriverOptions(options: ClientOptions): AsyncClusterOptions {
  if (!isObject(options)) throw new ConfigurationError("cassandra-driver's options must be an object");
  const draft: Draft = {};
  takeFields(fields, options, draft, '');
  return draft;
}

function takeFields(table: Fields, given: object, draft: Draft, prefix: string): void {
  const complaints = new Complaints();
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name) && isGiven(given, name)) complaints.add(refusal(prefix + name));
  }
  // In the order of the table, not of the caller's object: the winner must not depend on the latter.
  for (const [name, take] of Object.entries(table)) {
    if (!isGiven(given, name)) continue;
    complaints.of(() => take((given as Record<string, unknown>)[name], draft, prefix + name));
  }
  complaints.throwIfAny();
}

/** Collects all complaints into one error, so that a migration does not proceed field by field. */
class Complaints {
  readonly #messages: string[] = [];

  add({ message }: ConfigurationError): void {
    this.#messages.push(message);
  }

  of(take: () => void): void {
    try {
      take();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.add(error);
    }
  }

  throwIfAny(): void {
    if (this.#messages.length > 0) throw new ConfigurationError(this.#messages.join('; '));
  }
}

function isGiven(given: object, name: string): boolean {
  return ((given as Record<string, unknown>)[name] ?? undefined) !== undefined;
}

function as(name: keyof AsyncClusterOptions): Take {
  return (value, draft) => {
    (draft as Record<string, unknown>)[name] = value;
  };
}

function group(table: Fields): Take {
  return (value, draft, path) => {
    if (!isObject(value)) throw new ConfigurationError(`cassandra-driver's option '${path}' must be an object`);
    takeFields(table, value, draft, `${path}.`);
  };
}

/** A field with a fixed value in this client: any other value is refused. */
function always(fixed: boolean, hint?: string): Take {
  return (value, _draft, path) => {
    if (value !== fixed) throw refusal(`${path}`, `it is always ${fixed}${hint === undefined ? '' : `: ${hint}`}`);
  };
}

function refused(hint: string): Take {
  return (_value, _draft, path) => {
    throw refusal(path, hint);
  };
}

function refusal(path: string, hint?: string): ConfigurationError {
  const advice = hint === undefined ? '' : `: ${hint}`;
  return new ConfigurationError(`cassandra-driver's option '${path}' has no meaning here${advice}`);
}

/** `timestampGeneration: null` does not count as omitted: it lets the server set the timestamps. */
function takePolicies(value: unknown, draft: Draft, path: string): void {
  group(policyFields)(value, draft, path);
  if ((value as ClientOptions['policies'])?.timestampGeneration === null) {
    draft.timestampGenerator = { next: () => null as never };
  }
}

/** The keys are `types.distance`. Every node with connections has the same number of them. */
function takeConnectionsPerHost(value: unknown, draft: Draft, path: string): void {
  const { 0: local, 1: remote = local, 2: ignored = 0, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refusal(`${path}.${other}`);
  if (remote !== local)
    throw refusal(`${path}[types.distance.remote]`, 'remote nodes get as many connections as local ones');
  if (ignored !== 0) throw refusal(`${path}[types.distance.ignored]`, 'ignored nodes get no connections');
  draft.connectionsPerNode = local as number;
}

/**
 * In cassandra-driver, `host` is where every connection goes, and the name that the certificate is for. Here the contact points say where
 * connections go, so it becomes the name to verify.
 */
function takeTls(value: unknown, draft: Draft, path: string): void {
  if (!isObject(value) || !('host' in value)) {
    draft.ssl = value as Draft['ssl'];
    return;
  }
  const { host, ...others } = value as TlsOptions;
  if (typeof host === 'string' && isIP(host) !== 0)
    throw refusal(`${path}.host`, "give the address in 'contactPoints'");
  draft.ssl = typeof host === 'string' ? { servername: host, ...others } : others;
}

/** An upper bound in cassandra-driver. 0 and versions from 5 on do not restrict this client; 4 forces v4, where v4 is allowed. */
function takeMaxVersion(value: unknown, draft: Draft, path: string): void {
  if (value === 0 || (Number.isInteger(value) && (value as number) >= 5)) return;
  if (value === 4 && draft.allowProtocolV4 === true) {
    draft.protocolVersion = 4;
    return;
  }
  throw new ConfigurationError(
    `cassandra-driver's option '${path}' must be at least 5, or 4 with 'allowProtocolV4: true', not ${describe(value)}: older versions of the native protocol are not spoken`,
  );
}

function takeMonitorReporting(value: unknown, _draft: Draft, path: string): void {
  if ((value as { readonly enabled?: unknown }).enabled !== false)
    throw refusal(path, 'nothing is reported to the server');
}

function takeProfiles(value: unknown, draft: Draft, path: string): void {
  if (!Array.isArray(value)) throw new ConfigurationError(`cassandra-driver's option '${path}' must be an array`);
  const named: Record<string, ExecutionProfile> = Object.create(null) as Record<string, never>;
  const complaints = new Complaints();
  for (const profile of value as DriverProfile[]) {
    complaints.of(() => {
      const taken = takeProfile(profile, `${path}.${profile.name}`);
      // The driver's default profile applies to all requests that name no profile.
      if (profile.name === 'default') Object.assign(draft, taken);
      else named[profile.name] = taken;
    });
  }
  complaints.throwIfAny();
  draft.executionProfiles = named;
}

function takeProfile(profile: DriverProfile, path: string): ExecutionProfile {
  const taken: Record<string, unknown> = {};
  const complaints = new Complaints();
  for (const [field, value] of Object.entries(profile)) {
    if (field === 'name' || (value ?? undefined) === undefined) continue;
    const option = profileFields[field];
    if (option !== undefined) taken[option] = value;
    // The driver's own profiles always have graph options, all of them undefined.
    else if (field !== 'graphOptions' || Object.values(value as object).some((each) => each !== undefined)) {
      complaints.add(refusal(`${path}.${field}`));
    }
  }
  complaints.throwIfAny();
  return taken;
}
