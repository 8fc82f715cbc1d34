// The way from a connected socket to a usable connection: OPTIONS, STARTUP, the switch to segments, authentication.
// Bare envelopes up to READY or AUTHENTICATE, then segments in v5 (v5 spec, section 2.3).
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';
import { ServerProtocolError } from '../errors/server-errors';
import { consistency } from '../driver/consistency';
import { Options } from '../protocol/requests/options';
import { Query } from '../protocol/requests/query';
import type { Request } from '../protocol/requests/request';
import type { ProtocolVersion } from '../protocol/protocol-version';
import { Startup } from '../protocol/requests/startup';
import type { Response } from '../protocol/responses/response';
import { authenticate } from './authentication';
import type { ConnectionOptions } from './connection-options';
import { driverName, driverVersion } from './driver-identity';
import { formatEndpoint, type Endpoint } from './endpoint';
import type { Opening } from './opening';
import type { RequestOnceOptions } from './request-once';
import { readShardPlace, type ShardPlace } from './sharding';

/** A connection during its handshake. */
export interface HandshakeChannel {
  readonly endpoint: Endpoint;
  /** The protocol version that this client offers. */
  readonly version: ProtocolVersion;
  /** The protocol version of the node's last bare envelope; 0 before the first one. */
  readonly peerVersion: number;
  request(request: Request, options?: RequestOnceOptions): Promise<Response>;
}

/** Resolves with the shard of the connection, if the node has shards. */
export async function performHandshake(
  connection: HandshakeChannel,
  options: ConnectionOptions,
  opening: Opening,
): Promise<ShardPlace | undefined> {
  const name = formatEndpoint(connection.endpoint);
  const supported = await ask(connection, new Options(), 'OPTIONS', opening).catch((error: unknown) => {
    const offered = olderVersion(connection, error);
    throw offered === undefined ? error : unsupportedVersion(connection, offered, options, error);
  });
  if (connection.peerVersion < connection.version) {
    throw unsupportedVersion(connection, connection.peerVersion, options);
  }
  if (supported.kind !== 'supported') throw unexpected(name, 'OPTIONS', supported.kind);
  if (options.compressor !== undefined && !supported.options['COMPRESSION']?.includes('lz4')) {
    throw new ConfigurationError(`${name} does not offer lz4 compression; set compression to 'none'`);
  }
  const startup = { ...startupOptions(options), ...options.extensions?.accept(supported.options) };
  const answer = await ask(connection, new Startup(startup), 'STARTUP', opening);
  if (answer.kind !== 'ready' && answer.kind !== 'authenticate') throw unexpected(name, 'STARTUP', answer.kind);
  if (answer.kind === 'authenticate') {
    await authenticate(connection, answer.authenticator, options, opening);
  } else if (options.authProvider !== undefined) {
    options.onNoLogin?.(name);
  }
  if (options.keyspace !== undefined) await use(connection, options.keyspace, opening);
  return readShardPlace(supported.options);
}

function ask(connection: HandshakeChannel, request: Request, what: string, opening: Opening): Promise<Response> {
  opening.waitFor(`the node has not answered ${what}`);
  return connection.request(request, { signal: opening.signal });
}

/** Sets the keyspace before the connection is used, and never again. */
async function use(connection: HandshakeChannel, keyspace: string, opening: Opening): Promise<void> {
  const query = `USE "${keyspace.replaceAll('"', '""')}"`;
  const answer = await ask(connection, new Query(query, { consistency: consistency.one }), query, opening);
  if (answer.kind !== 'setKeyspace') throw unexpected(formatEndpoint(connection.endpoint), 'USE', answer.kind);
}

function startupOptions(options: ConnectionOptions): Record<string, string> {
  const startup: Record<string, string> = {
    CQL_VERSION: '3.0.0',
    DRIVER_NAME: driverName,
    DRIVER_VERSION: driverVersion,
    CLIENT_ID: options.clientId,
    // With this, an overloaded server answers with an error; without it, the server stops reading from the socket.
    THROW_ON_OVERLOAD: '1',
  };
  if (options.compressor !== undefined) startup['COMPRESSION'] = 'lz4';
  if (options.applicationName !== undefined) startup['APPLICATION_NAME'] = options.applicationName;
  if (options.applicationVersion !== undefined) startup['APPLICATION_VERSION'] = options.applicationVersion;
  return startup;
}

/**
 * Returns the version that a server without v5 offers instead; undefined for a server with v5. Such a server refuses in an ERROR of its own
 * version. Cassandra 3.10 and 3.11 refuse in an ERROR of version 5: they have a beta of v5, which is a different protocol.
 */
function olderVersion({ version, peerVersion }: HandshakeChannel, refusal: unknown): number | undefined {
  if (peerVersion > 0 && peerVersion < version) return peerVersion;
  const isBeta = version === 5 && refusal instanceof ServerProtocolError && /\bbeta\b/i.test(refusal.message);
  return isBeta ? 4 : undefined;
}

function unsupportedVersion(
  { endpoint, version }: HandshakeChannel,
  offered: number,
  { versions }: ConnectionOptions,
  cause?: unknown,
): ConnectionError {
  const name = formatEndpoint(endpoint);
  if (versions?.agreed === version && !versions.isOldestAllowed(version)) {
    // Not a reason to fail connect(): the node that answered first is connected.
    return new ConnectionError(
      `${name} offers at most protocol v${offered}, but this cluster is connected with v${version}, the version of the first node that ` +
        `answered: the node counts as down. While some nodes lack v${version}, set protocolVersion: ${offered}`,
      { cause },
    );
  }
  const advice = version === 5 && offered === 4 ? "set 'allowProtocolV4: true' to speak v4 with it, or " : '';
  return new ConnectionError(
    `Connected with protocol v${offered} but v${version}+ is required. ${name} offers at most v${offered}: ` +
      `${advice}upgrade it to Cassandra ${version === 5 ? '4.0' : '3.0'} or later`,
    { cause, code: errorCode.unsupportedProtocolVersion },
  );
}

/** The error for a node that speaks another protocol version than the node that answered first. */
export function anotherVersion({ endpoint, version }: HandshakeChannel, agreed: ProtocolVersion): ConnectionError {
  return new ConnectionError(
    `${formatEndpoint(endpoint)} speaks protocol v${version}, but this cluster is connected with v${agreed}, the version of the first node ` +
      'that answered',
  );
}

/** Returns whether the node speaks none of the offered versions: then an older one may be offered, if allowed. */
export function isUnsupportedVersion(error: unknown): boolean {
  return error instanceof ConnectionError && error.code === errorCode.unsupportedProtocolVersion;
}

function unexpected(name: string, request: string, kind: string): ConnectionError {
  return new ConnectionError(`${name} answered ${request} with an unexpected ${kind} message`);
}
