// Checks the options of a user, then completes them with the defaults.
import { createLz4Compressor } from '../connection/lz4-compressor';
import { complaintAboutTls, copyOfTls } from '../connection/tls-options';
import { auth, type AuthProvider } from '../driver/auth';
import { policies } from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { checkTargets } from '../codec/codec';
import { checkOptions, completeOptions } from '../options/option-table';
import { AsyncLoadBalancingPolicy } from '../policies/async-load-balancing-policy';
import { completeFailover } from '../policies/datacenter-failover';
import { AsyncRetryPolicy } from '../policies/async-retry-policy';
import { MonotonicTimestamps } from '../policies/monotonic-timestamps';
import type { ResolvedProfile } from '../policies/resolved-profile';
import {
  clusterBag,
  encodingBag,
  isProvider,
  type AsyncClusterOptions,
  type CompleteClusterOptions,
  type Credentials,
} from './cluster-options';
import { parseContactPoint } from './contact-point';
import { profileBag, profileTable, resolveProfile } from './execution-profile';
import { withSecrets, type PlainOptions, type ResolvedOptions } from './options-with-secrets';

/**
 * @throws ConfigurationError that names the first option that is unknown, or of the wrong type or range. It shows neither objects nor
 * credentials that were given.
 */
export function resolveOptions(options: AsyncClusterOptions = {}): ResolvedOptions {
  const complete = completeOptions(clusterBag, options);
  checkOptions(encodingBag, complete.encoding, 'encoding');
  for (const [name, profile] of Object.entries(complete.executionProfiles)) {
    checkOptions(profileBag, profile, `executionProfiles.${name}`);
  }
  if (complete.protocolVersion === 4 && !complete.allowProtocolV4) {
    throw new ConfigurationError("Option 'protocolVersion' must be 5, or 4 with 'allowProtocolV4: true'");
  }
  checkProxy(options, complete);
  if (complete.allowedAuthenticators !== undefined && complete.authProvider === undefined) {
    throw new ConfigurationError("Option 'allowedAuthenticators' has no effect without 'authProvider'");
  }
  if (complete.compression === 'lz4') createLz4Compressor();
  return withSecrets(plainOptions(complete), {
    authProvider: toAuthProvider(complete.authProvider),
    ssl: toTlsOptions(complete.ssl),
  });
}

function checkProxy(given: AsyncClusterOptions, { sniProxy, ssl }: CompleteClusterOptions): void {
  if (sniProxy === undefined) return;
  if (!ssl) throw new ConfigurationError("Option 'sniProxy' needs 'ssl': the proxy chooses a node by TLS");
  const idle = (['contactPoints', 'port', 'addressTranslator'] as const).find((name) => given[name] !== undefined);
  if (idle !== undefined) {
    throw new ConfigurationError(
      `Option '${idle}' has no effect beside 'sniProxy', which says where the nodes are: leave it out`,
    );
  }
}

function plainOptions(complete: CompleteClusterOptions): PlainOptions {
  const { authProvider: _auth, ssl: _ssl, contactPoints, executionProfiles, ...others } = complete;
  const defaultProfile = resolveProfile('default', complete, defaultsOfProfiles());
  const profiles = Object.entries(executionProfiles).map(
    ([name, profile]) => [name, resolveProfile(name, profile, defaultProfile)] as const,
  );
  return {
    ...others,
    contactPoints: contactPoints.map((contactPoint) => parseContactPoint(contactPoint, complete.port)),
    reconnectionPolicy:
      complete.reconnectionPolicy ?? new policies.reconnection.ExponentialReconnectionPolicy(1000, 60_000),
    timestampGenerator: complete.timestampGenerator ?? new MonotonicTimestamps(),
    datacenterFailover: completeFailover(complete.datacenterFailover, complete.localDatacenter),
    // A list of the application that changes later must not let the credentials go elsewhere.
    allowedAuthenticators: complete.allowedAuthenticators && Object.freeze([...complete.allowedAuthenticators]),
    encoding: { ...complete.encoding },
    codecs: checkTargets(complete.codecs),
    defaultProfile,
    profiles: new Map(profiles),
  };
}

function defaultsOfProfiles(): ResolvedProfile {
  return {
    name: 'default',
    consistency: profileTable.consistency.fallback,
    serialConsistency: undefined,
    requestTimeoutMs: profileTable.requestTimeoutMs.fallback,
    fetchSize: profileTable.fetchSize.fallback,
    retryPolicy: new AsyncRetryPolicy(),
    loadBalancingPolicy: new AsyncLoadBalancingPolicy(),
    speculativeExecutionPolicy: undefined,
  };
}

function toAuthProvider(given: AuthProvider | Credentials | undefined): AuthProvider | undefined {
  if (given === undefined || isProvider(given)) return given;
  return new auth.PlainTextAuthProvider(given.username, given.password);
}

function toTlsOptions(ssl: AsyncClusterOptions['ssl']): ResolvedOptions['ssl'] {
  if (typeof ssl === 'boolean') return ssl ? {} : undefined;
  if (typeof ssl !== 'object') return ssl;
  const complaint = complaintAboutTls(ssl);
  if (complaint !== undefined) throw new ConfigurationError(complaint);
  return copyOfTls(ssl);
}
