// Translates the address that a node reports to the address where this client reaches it: NAT, containers, tunnels.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { AddressTranslator } from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { textOf } from '../errors/thrown';
import { onRejected } from '../waiting/guard-callback';
import { withDeadline } from '../waiting/with-deadline';

/** The option `addressTranslator` as a function. It may return a host name, which is then resolved. */
export type TranslateAddress = (
  host: string,
  port: number,
) => { readonly host: string; readonly port: number } | Promise<{ readonly host: string; readonly port: number }>;

/** Translates an endpoint. Rejects when the translator throws, takes longer than `timeoutMs` or returns something that is not an address. */
export async function translateAddress(
  reported: Endpoint,
  translator: TranslateAddress | AddressTranslator | undefined,
  timeoutMs: number,
): Promise<Endpoint> {
  if (translator === undefined) return reported;
  const operation = `The address translator, asked for ${formatEndpoint(reported)},`;
  return await withDeadline(translate(reported, translator), { timeoutMs, operation });
}

async function translate(reported: Endpoint, translator: TranslateAddress | AddressTranslator): Promise<Endpoint> {
  const translated: unknown = await (typeof translator === 'function'
    ? translator(reported.address, reported.port)
    : translateByDriver(reported, translator));
  const { host, port } = (translated ?? {}) as { host?: unknown; port?: unknown };
  if (typeof host !== 'string' || host === '' || !isPort(port)) {
    throw new ConfigurationError(
      `The address translator must return { host, port }, not ${textOf(host)}:${textOf(port)}, for ${formatEndpoint(reported)}`,
    );
  }
  if (isIP(host)) return { address: host, port };
  const { address } = await lookup(host);
  return { address, port, hostName: host };
}

function isPort(port: unknown): port is number {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** cassandra-driver's translators answer through a callback with `address:port`, without brackets around IPv6 addresses. */
function translateByDriver(
  { address, port }: Endpoint,
  translator: AddressTranslator,
): Promise<{ host: string; port: number }> {
  return new Promise((resolve, reject) => {
    const onTranslated = (endpoint: unknown): void => {
      const text = textOf(endpoint);
      const colon = text.lastIndexOf(':');
      resolve({ host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) });
    };
    const callback = onTranslated as Parameters<AddressTranslator['translate']>[2];
    const returned: unknown = translator.translate(address, port, callback);
    onRejected(returned, reject);
  });
}
