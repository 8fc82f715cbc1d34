import { isIPv6 } from 'node:net';
import { ConfigurationError } from '../errors/async-cassandra-error';

/** The address of a possible first node: a host name or an IP address (v6 without brackets), and a port. */
export interface ContactPoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Parses `host`, `host:port`, `[v6]:port`, `[v6]` or a bare IPv6 address.
 *
 * @throws ConfigurationError that names the contact point and what is wrong with it.
 */
export function parseContactPoint(text: string, defaultPort: number): ContactPoint {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new ConfigurationError(`Option 'contactPoints' must hold texts such as 'host', 'host:port' or '[v6]:port'`);
  }
  const { host, port } = split(text.trim());
  if (!isHostName(host) && !isIPv6(host)) {
    throw new ConfigurationError(
      `Option 'contactPoints' has ${shown(text)}, which is not 'host', 'host:port' or '[v6]:port'`,
    );
  }
  return { host, port: port === undefined ? defaultPort : parsePort(port, text) };
}

/** A name in any language, or an IPv4 address. Other characters belong to a URL, which may have a password. */
function isHostName(host: string): boolean {
  return /^[\p{L}\p{M}\p{N}._-]+$/u.test(host);
}

function split(text: string): { host: string; port: string | undefined } {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  if (bracket > 0) {
    const rest = text.slice(bracket + 1);
    // Only a port may follow the bracket: anything else yields an impossible host.
    if (rest !== '' && !rest.startsWith(':')) return { host: '', port: undefined };
    return { host: text.slice(1, bracket), port: rest === '' ? undefined : rest.slice(1) };
  }
  const colon = text.indexOf(':');
  // A text with several colons and no brackets is a bare IPv6 address.
  if (colon < 0 || colon !== text.lastIndexOf(':')) return { host: text, port: undefined };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function parsePort(digits: string, text: string): number {
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65_535) {
    throw new ConfigurationError(
      `Option 'contactPoints' has ${shown(text)}, whose port is not a number from 1 to 65535`,
    );
  }
  return port;
}

/** A contact point as it was given where it is a host, and digits for a port: anything else behind a colon may be a password. */
function shown(text: string): string {
  return /^(?:[\w.-]{1,100}|\[[\da-f:.]*\]?)(?::-?\d*)?$/i.test(text)
    ? `'${text}'`
    : `a text of ${text.length} characters`;
}
