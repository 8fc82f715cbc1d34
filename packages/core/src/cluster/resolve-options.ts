// From the options that a user gives to the complete ones: checked first, then filled with the defaults.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { createLz4Compressor } from '../connection/lz4-compressor';
import { auth, type AuthProvider } from '../driver/auth';
import { policies } from '../driver/policies';
import { types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { AsyncLoadBalancingPolicy } from '../policies/async-load-balancing-policy';
import { AsyncRetryPolicy } from '../policies/async-retry-policy';
import type { ResolvedProfile } from '../policies/execution-profile';
import { MonotonicTimestamps } from '../policies/monotonic-timestamps';
import type { AsyncClusterOptions, Credentials } from './cluster-options';
import { parseContactPoint } from './contact-point';
import { profileChecks, resolveProfile, type ExecutionProfile } from './execution-profile';
import * as check from '../options/option-checks';
import { withSecrets, type PlainOptions, type ResolvedOptions } from './resolved-options';

const checks = {
  ...profileChecks,
  contactPoints: (value) =>
    Array.isArray(value) && value.length > 0 ? undefined : `must be a list of at least one 'host' or 'host:port'`,
  port: check.wholeNumber(1, 65_535),
  localDatacenter: check.text,
  authProvider: checkAuthProvider,
  reconnectionPolicy: check.objectWith('a reconnection policy', 'newSchedule'),
  timestampGenerator: check.objectWith('a timestamp generator', 'next'),
  addressTranslator: (value) =>
    typeof value === 'function'
      ? undefined
      : check.objectWith('a function or an address translator', 'translate')(value),
  ssl: (value) =>
    typeof value === 'boolean' || check.isObject(value) ? undefined : 'must be true, false or options for tls.connect',
  protocolVersion: (value) =>
    value === 5
      ? undefined
      : 'must be 5: this client speaks version 5 of the native protocol, which Cassandra 4.0 brought',
  compression: check.oneOf('none', 'lz4'),
  connectionsPerNode: check.wholeNumber(1, 128),
  maxRequestsPerConnection: check.wholeNumber(1, 32_768),
  maxConcurrentRequests: check.wholeNumber(1, 0x7fff_ffff),
  maxQueuedRequests: check.wholeNumber(0, 0x7fff_ffff),
  maxSchemaAgreementWaitMs: check.milliseconds(0),
  controlConnectionTimeoutMs: check.milliseconds(1),
  connectTimeoutMs: check.milliseconds(1),
  idleHeartbeatIntervalMs: check.milliseconds(0),
  schemaEventRefreshWindowMs: check.milliseconds(0),
  topologyEventRefreshWindowMs: check.milliseconds(0),
  statusEventRefreshWindowMs: check.milliseconds(0),
  executionProfiles: (value) => (check.isObject(value) ? undefined : 'must be an object of execution profiles by name'),
  encoding: (value) => (check.isObject(value) ? undefined : 'must be an object'),
  applicationName: check.text,
  applicationVersion: check.text,
  metrics: check.metricsMiddleware,
} satisfies { readonly [Name in keyof Required<AsyncClusterOptions>]: check.Check };

const encodingChecks = {
  map: classWith('set', 'forEach'),
  set: classWith('add', 'forEach'),
  copyBuffer: check.trueOrFalse,
  useUndefinedAsUnset: check.trueOrFalse,
  useBigIntAsLong: check.trueOrFalse,
  useBigIntAsVarint: check.trueOrFalse,
} satisfies { readonly [Name in keyof Required<NonNullable<AsyncClusterOptions['encoding']>>]: check.Check };

const driverHint = "it belongs to cassandra-driver's options, which AsyncCluster.fromDriverOptions takes";

/** For names that come from other clients and whose counterpart is not a matter of spelling. */
const hints: check.Hints = new Map([
  ['keyspace', 'give it to cluster.connect(keyspace)'],
  ['credentials', "give them as 'authProvider'"],
  ['sslOptions', "did you mean 'ssl'?"],
  ['sslContext', "did you mean 'ssl'?"],
  ['ssl_context', "did you mean 'ssl'?"],
  ['executorThreads', "did you mean 'connectionsPerNode'?"],
  ['executor_threads', "did you mean 'connectionsPerNode'?"],
  ['policies', driverHint],
  ['pooling', driverHint],
  ['profiles', driverHint],
  ['protocolOptions', driverHint],
  ['queryOptions', driverHint],
  ['socketOptions', driverHint],
]);

/**
 * @throws ConfigurationError that names the first option that is unknown, or of the wrong type or range. It shows no object
 * that was given, and nothing of credentials.
 */
export function resolveOptions(options: AsyncClusterOptions = {}): ResolvedOptions {
  check.checkFields(options, checks, '', hints);
  check.checkFields(options.encoding ?? {}, encodingChecks, 'encoding');
  for (const [name, profile] of Object.entries(options.executionProfiles ?? {})) {
    check.checkFields(profile, profileChecks, `executionProfiles.${name}`);
  }
  if (options.compression === 'lz4') createLz4Compressor();
  return withSecrets(plainOptions(options), {
    authProvider: toAuthProvider(options.authProvider),
    ssl: toTlsOptions(options.ssl),
  });
}

function plainOptions(options: AsyncClusterOptions): PlainOptions {
  const { port = 9042, contactPoints = ['127.0.0.1'], executionProfiles = {} } = options;
  const defaultProfile = resolveProfile('default', options as ExecutionProfile, defaultsOfProfiles());
  const profiles = Object.entries(executionProfiles).map(
    ([name, profile]) => [name, resolveProfile(name, profile, defaultProfile)] as const,
  );
  return {
    contactPoints: contactPoints.map((contactPoint) => parseContactPoint(contactPoint, port)),
    port,
    localDatacenter: options.localDatacenter,
    reconnectionPolicy:
      options.reconnectionPolicy ?? new policies.reconnection.ExponentialReconnectionPolicy(1000, 60_000),
    timestampGenerator: options.timestampGenerator ?? new MonotonicTimestamps(),
    translateAddress: options.addressTranslator,
    compression: options.compression ?? 'none',
    connectionsPerNode: options.connectionsPerNode ?? 1,
    maxRequestsPerConnection: options.maxRequestsPerConnection ?? 2048,
    maxConcurrentRequests: options.maxConcurrentRequests ?? 8192,
    maxQueuedRequests: options.maxQueuedRequests ?? 65_536,
    maxSchemaAgreementWaitMs: options.maxSchemaAgreementWaitMs ?? 10_000,
    controlConnectionTimeoutMs: options.controlConnectionTimeoutMs ?? 2000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5000,
    idleHeartbeatIntervalMs: options.idleHeartbeatIntervalMs ?? 30_000,
    schemaEventRefreshWindowMs: options.schemaEventRefreshWindowMs ?? 2000,
    topologyEventRefreshWindowMs: options.topologyEventRefreshWindowMs ?? 10_000,
    statusEventRefreshWindowMs: options.statusEventRefreshWindowMs ?? 2000,
    defaultProfile,
    profiles: new Map(profiles),
    encoding: { ...options.encoding },
    applicationName: options.applicationName,
    applicationVersion: options.applicationVersion,
    metrics: options.metrics,
  };
}

function defaultsOfProfiles(): ResolvedProfile {
  return {
    name: 'default',
    consistency: types.consistencies.localOne,
    serialConsistency: types.consistencies.serial,
    requestTimeoutMs: 10_000,
    fetchSize: 5000,
    retryPolicy: new AsyncRetryPolicy(),
    loadBalancingPolicy: new AsyncLoadBalancingPolicy(),
    speculativeExecutionPolicy: undefined,
  };
}

function toAuthProvider(given: AuthProvider | Credentials | undefined): AuthProvider | undefined {
  if (given === undefined || isProvider(given)) return given;
  return new auth.PlainTextAuthProvider(given.username, given.password);
}

function toTlsOptions(ssl: boolean | TlsOptions | undefined): TlsOptions | undefined {
  return typeof ssl === 'object' ? ssl : ssl ? {} : undefined;
}

function isProvider(value: object): value is AuthProvider {
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

function classWith(...methods: readonly string[]): check.Check {
  return (value) => {
    const prototype =
      typeof value === 'function' ? (value.prototype as Record<string, unknown> | undefined) : undefined;
    return methods.every((method) => typeof prototype?.[method] === 'function')
      ? undefined
      : `must be a class with ${methods.map((method) => `${method}()`).join(' and ')}`;
  };
}
