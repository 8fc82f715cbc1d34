import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from '../connection/connection-options';
import { createLz4Compressor } from '../connection/lz4-compressor';
import { ServerExtensions } from '../connection/server-extensions';
import { VersionChoice } from '../connection/version-choice';
import type { ProtocolVersion } from '../protocol/protocol-version';
import type { ResolvedOptions } from './options-with-secrets';

/** The most abandoned requests on one connection before it is replaced. */
const maxOrphanedRequests = 256;

/** Returns the part of a cluster's options that its connections need. */
export function connectionOptions(options: ResolvedOptions, warn: (message: string) => void): ConnectionOptions {
  return {
    versions: new VersionChoice(offeredVersions(options)),
    extensions: new ServerExtensions(),
    connectTimeoutMs: options.connectTimeoutMs,
    idleHeartbeatIntervalMs: options.idleHeartbeatIntervalMs,
    maxRequestsPerConnection: options.maxRequestsPerConnection,
    maxOrphanedRequests: Math.min(maxOrphanedRequests, Math.ceil(options.maxRequestsPerConnection / 2)),
    ssl: options.ssl,
    authProvider: options.authProvider,
    allowedAuthenticators: options.allowedAuthenticators,
    onNoLogin: reportNoLogin(warn),
    compressor: options.compression === 'lz4' ? createLz4Compressor() : undefined,
    applicationName: options.applicationName,
    applicationVersion: options.applicationVersion,
    clientId: randomUUID(),
  };
}

/** Nodes come and go for years: later ones without a login are as the first thousand. */
const maxReportedNodes = 1000;

/** Returns a listener that warns once about each node. */
function reportNoLogin(warn: (message: string) => void): (endpoint: string) => void {
  const reported = new Set<string>();
  return (endpoint) => {
    if (reported.has(endpoint) || reported.size === maxReportedNodes) return;
    reported.add(endpoint);
    warn(
      `${endpoint} asks for no login although authProvider is set: no credentials were sent, and the node lets in everybody who ` +
        'reaches it. Check its authenticator',
    );
  };
}

/** Returns the protocol versions to offer, the best first. */
function offeredVersions({ protocolVersion, allowProtocolV4 }: ResolvedOptions): readonly ProtocolVersion[] {
  if (protocolVersion !== undefined) return [protocolVersion as ProtocolVersion];
  return allowProtocolV4 ? [5, 4] : [5];
}
