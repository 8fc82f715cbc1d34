// Where to reach a node instead of the address that the cluster announces for it.
import { ConfigurationError } from '../errors/async-cassandra-error';
import type { AddressTranslator } from '../driver/policies';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type TranslateAddress = (host: string, port: number) => Address | Promise<Address>;

/** One of cassandra-driver's translators as a function. */
export function fromDriverTranslator(translator: AddressTranslator): TranslateAddress {
  return (host, port) =>
    new Promise((resolve, reject) => {
      translator.translate(host, port, (endpoint: unknown) => {
        const address = parse(endpoint);
        if (address) resolve(address);
        else reject(wrongAnswer(`${host}:${port}`, endpoint));
      });
    });
}

/** A user's function with its answer checked. */
export function checkedTranslation(translate: TranslateAddress): TranslateAddress {
  return async (host, port) => {
    const answer = await translate(host, port);
    if (typeof answer?.host === 'string' && isPort(answer.port)) return answer;
    throw wrongAnswer(`${host}:${port}`, answer && `${answer.host}:${answer.port}`);
  };
}

/** `ip:port`, for IPv6 with or without brackets. */
function parse(endpoint: unknown): Address | undefined {
  if (typeof endpoint !== 'string') return undefined;
  const colon = endpoint.lastIndexOf(':');
  const port = Number(endpoint.slice(colon + 1));
  const host = endpoint.slice(0, Math.max(colon, 0)).replace(/^\[(.*)\]$/, '$1');
  return host !== '' && isPort(port) ? { host, port } : undefined;
}

function isPort(port: unknown): port is number {
  return Number.isInteger(port) && (port as number) > 0 && (port as number) <= 65_535;
}

function wrongAnswer(asked: string, answer: unknown): ConfigurationError {
  return new ConfigurationError(`The address translator's answer for ${asked} has no host and port: ${String(answer)}`);
}
