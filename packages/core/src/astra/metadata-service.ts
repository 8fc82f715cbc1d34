// Asks the metadata service of an Astra database where its proxy is, over mutual TLS with the certificate of the bundle.
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { describeSocketError } from '../connection/socket-error';
import type { SniProxyLocation } from '../control/sni-proxy';
import { AuthenticationError, ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { asError } from '../errors/thrown';
import { isObject } from '../options/option-checks';
import { withDeadline } from '../waiting/with-deadline';
import type { SecureConnectBundle } from './secure-connect-bundle';

const maxAnswerBytes = 256 * 1024;
const timeoutMs = 5000;
const knownVersion = 1;
const advice = 'download the secure connect bundle of the database again';

/** The errors of a server that does not accept the certificate of a client. */
const refusals = /ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

/**
 * @throws AuthenticationError when the service refuses the bundle; ConnectionError when it cannot be reached, or cannot answer now;
 * ConfigurationError when it answers in a way that this client does not know; the signal's reason.
 */
export async function askMetadataService(bundle: SecureConnectBundle, signal: AbortSignal): Promise<SniProxyLocation> {
  const { status, body } = await request(bundle, signal);
  if (status !== 200) throw refusal(bundle, status);
  return locationIn(body);
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function request(bundle: SecureConnectBundle, signal: AbortSignal): Promise<Answer> {
  const end = new AbortController();
  const operation = `The metadata service of Astra at ${bundle.host}:${bundle.port}`;
  try {
    return await withDeadline(send(bundle, end.signal), { timeoutMs, signal, operation });
  } finally {
    end.abort();
  }
}

function send({ host, port, ca, cert, key }: SecureConnectBundle, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(networkError(`${host}:${port}`, asError(error)));
    const options = { host, port, path: '/metadata', ca, cert, key, agent: false, signal };
    const sent = get(options, (response) => {
      bodyOf(response).then((body) => resolve({ status: response.statusCode!, body }), fail);
    });
    sent.on('error', fail);
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`it answered with more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function networkError(name: string, cause: NodeJS.ErrnoException): Error {
  const what = `The metadata service of Astra at ${name}`;
  if (refusals.test(cause.code ?? '')) {
    return new AuthenticationError(`${what} refused the certificate of the bundle: ${advice}`, { cause });
  }
  if (cause.code === 'ECONNRESET' || cause.code === 'EPIPE') {
    const why = 'as a server does that does not accept the certificate of the bundle';
    return new ConnectionError(`${what} closed the connection, ${why}. If the bundle is old, ${advice}`, { cause });
  }
  return new ConnectionError(
    `${what} cannot be asked: ${describeSocketError(cause)}. If the bundle is old, ${advice}`,
    { cause },
  );
}

function refusal({ host, port }: SecureConnectBundle, status: number): Error {
  const what = `The metadata service of Astra at ${host}:${port} answered with HTTP status ${status}`;
  if (status === 401 || status === 403) return new AuthenticationError(`${what}: it refused the bundle; ${advice}`);
  if (status === 404)
    return new ConnectionError(`${what}: the database of this bundle does not exist there (any more)`);
  return new ConnectionError(`${what}: the database may be hibernated, or be resuming; resume it, or wait`);
}

function locationIn(body: string): SniProxyLocation {
  const answer = parsed(body);
  const { version = knownVersion, contact_info: contact } = answer;
  const {
    type,
    local_dc: localDatacenter,
    contact_points: hostIds,
    sni_proxy_address: address,
  } = (isObject(contact) ? contact : {}) as Record<string, unknown>;
  if (version !== knownVersion || (type !== undefined && type !== 'sni_proxy')) {
    throw new ConfigurationError(
      `The metadata service of Astra answered in a version that this client does not know: it knows version ${knownVersion} with an SNI proxy. Update this client`,
    );
  }
  const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(String(address)) ?? [];
  if (host === undefined || !Array.isArray(hostIds) || hostIds.length === 0 || !hostIds.every(isHostId)) {
    throw new ConnectionError(
      'The metadata service of Astra answered without the address of a proxy and the ids of its nodes',
    );
  }
  return {
    host,
    port: Number(port),
    hostIds: hostIds as string[],
    localDatacenter: typeof localDatacenter === 'string' ? localDatacenter : undefined,
  };
}

const isHostId = (id: unknown): boolean => typeof id === 'string' && /^[\w-]+$/.test(id);

function parsed(body: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(body);
    if (isObject(answer)) return answer as Record<string, unknown>;
  } catch {
    // The error below says what is wrong.
  }
  throw new ConnectionError('The metadata service of Astra answered with something else than JSON: is it Astra?');
}
