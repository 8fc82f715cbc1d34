// From where a node says that it listens to where this client reaches it: NAT, containers, tunnels.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { formatEndpoint, type Endpoint } from '../connection/endpoint';
import type { AddressTranslator } from '../driver/policies';
import { ConfigurationError, TimeoutError } from '../errors/async-cassandra-error';
import { clearTimeout, setTimeout } from '../waiting/timers';

/** The option `addressTranslator` as a function. A name instead of an address is resolved. */
export type TranslateAddress = (
  host: string,
  port: number,
) => { readonly host: string; readonly port: number } | Promise<{ readonly host: string; readonly port: number }>;

/** Rejects when the translator throws, takes longer than `timeoutMs` or gives something that is no address. */
export async function translateAddress(
  reported: Endpoint,
  translator: TranslateAddress | AddressTranslator | undefined,
  timeoutMs: number,
): Promise<Endpoint> {
  if (translator === undefined) return reported;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const name = formatEndpoint(reported);
    const error = new TimeoutError(`The address translator gave nothing for ${name} within ${timeoutMs} ms`);
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  try {
    return await Promise.race([translate(reported, translator), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function translate(reported: Endpoint, translator: TranslateAddress | AddressTranslator): Promise<Endpoint> {
  const { host, port } = await (typeof translator === 'function'
    ? translator(reported.address, reported.port)
    : translateByDriver(reported, translator));
  if (typeof host !== 'string' || host === '' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ConfigurationError(
      `The address translator must give { host, port }, not ${host}:${port}, for ${formatEndpoint(reported)}`,
    );
  }
  if (isIP(host)) return { address: host, port };
  const { address } = await lookup(host);
  return { address, port, hostName: host };
}

/** cassandra-driver's translators answer through a callback, with `address:port`; IPv6 addresses have no brackets there. */
function translateByDriver(
  { address, port }: Endpoint,
  translator: AddressTranslator,
): Promise<{ host: string; port: number }> {
  return new Promise((resolve) => {
    const onTranslated = (endpoint: unknown): void => {
      const text = String(endpoint);
      const colon = text.lastIndexOf(':');
      resolve({ host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) });
    };
    translator.translate(address, port, onTranslated as Parameters<AddressTranslator['translate']>[2]);
  });
}
