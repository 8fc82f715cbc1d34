// The TLS options of one connection: fixed, or asked for by a function of the application, so that certificates can rotate. They are
// options of `tls.connect`; what this client decides itself is refused by name, and so is a name that Node would ignore.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { isInstance, messageOf } from '../errors/thrown';
import { callback as isFunction, describe, isObject, trueOrFalse, type Check } from '../options/option-checks';
import { complaintAbout, option, optionBag, type Option } from '../options/option-table';
import { withDeadline } from '../waiting/with-deadline';
import type { Opening } from './opening';

/** A function that returns options for `tls.connect`. Asked for each new connection, so that certificates can rotate. */
export type TlsOptionsProvider = () => TlsOptions | Promise<TlsOptions>;

/** Null counts as left out. */
const checkedBy = <T>(check: Check<T>): Option<T> => option<T>((value) => (value === null ? undefined : check(value)));

const kind = <T>(what: string, accepts: (value: unknown) => boolean): Option<T> =>
  checkedBy<T>((value) => (accepts(value) ? undefined : `must be ${what}`));

const isText = (value: unknown): boolean => typeof value === 'string';
const isBytes = (value: unknown): boolean => ArrayBuffer.isView(value);
const isPart = (value: unknown): boolean => isText(value) || isBytes(value) || isObject(value);
const text = kind<string>('a text', isText);
const bytes = kind<Buffer>('a Buffer', isBytes);
const textOrBytes = kind<string | Buffer>('a text or a Buffer', (value) => isText(value) || isBytes(value));
const list = kind<string | Buffer | readonly unknown[]>(
  'a text, a Buffer, or a list of them',
  (value) => isText(value) || isBytes(value) || (Array.isArray(value) && value.every(isPart)),
);
const number = kind<number>('a number', (value) => typeof value === 'number');
const flag = checkedBy(trueOrFalse);
const callback = checkedBy(isFunction());
const object = kind<object>('an object', isObject);

/** What a SecureContext is made of, in Node 20 to 26. Without effect beside `secureContext`. */
const ofContext = {
  ...{ ca: list, cert: list, key: list, pfx: list, crl: list, passphrase: text, certificateCompression: list },
  ...{ ciphers: text, sigalgs: text, ecdhCurve: text, dhparam: textOrBytes, honorCipherOrder: flag },
  ...{ minVersion: text, maxVersion: text, secureProtocol: text, secureOptions: number, allowPartialTrustChain: flag },
  ...{ sessionIdContext: text, sessionTimeout: number, ticketKeys: bytes },
  ...{ clientCertEngine: text, privateKeyEngine: text, privateKeyIdentifier: text },
};

const table = {
  ...ofContext,
  // Of one connection. `requestCert` is always true for a client.
  ...{
    rejectUnauthorized: flag,
    checkServerIdentity: callback,
    servername: text,
    requestCert: flag,
    requestOCSP: flag,
  },
  ...{ secureContext: object, session: bytes, ALPNProtocols: list, pskCallback: callback, minDHSize: number },
  ...{ enableTrace: flag, highWaterMark: number, localAddress: text, blockList: object },
};

const resolvesNames = 'this client looks up the addresses of host names itself';
const isAlwaysOn = 'leave it out, it is always on';
const ofServers = 'it is an option of servers';
const whichNodes = "this client connects to the nodes of the cluster; give 'contactPoints' and 'port'";
const whichName = `${whichNodes}, and the name to verify as 'ssl.servername'`;

/** The options of TLS, and what to do about the names of Node that make no sense here. */
export const tlsBag = optionBag('TLS', table, {
  host: whichName,
  hostname: whichName,
  port: whichNodes,
  path: whichNodes,
  socket: 'this client opens the sockets',
  localPort: 'this client opens several connections, each with a port of its own',
  lookup: resolvesNames,
  family: resolvesNames,
  hints: resolvesNames,
  autoSelectFamily: resolvesNames,
  autoSelectFamilyAttemptTimeout: resolvesNames,
  keepAlive: isAlwaysOn,
  keepAliveInitialDelay: "give 'idleHeartbeatIntervalMs'",
  noDelay: isAlwaysOn,
  timeout: "give 'connectTimeoutMs'",
  handshakeTimeout: "give 'connectTimeoutMs'",
  signal: 'give a signal to cluster.connect()',
  allowHalfOpen: 'this client closes its sockets itself',
  onread: 'this client reads its sockets itself',
  context: "give a SecureContext as 'ssl.secureContext'",
  SNICallback: ofServers,
  ALPNCallback: ofServers,
  pskIdentityHint: ofServers,
  certificate: "did you mean 'ssl.cert'?",
  cafile: "give the contents of the file as 'ssl.ca'",
});

/**
 * Returns the options for one connection to `name`.
 *
 * @throws ConnectionError when the function throws or returns something else, and its own `ConfigurationError`; the signal's reason.
 */
export async function tlsOptionsFor(
  name: string,
  ssl: TlsOptions | TlsOptionsProvider,
  opening: Opening,
): Promise<TlsOptions> {
  if (typeof ssl !== 'function') return ssl;
  const { signal } = opening;
  opening.waitFor("the function in option 'ssl' has not answered");
  const answer = Promise.resolve().then(ssl);
  const options: unknown = await withDeadline(answer, { signal }).catch((cause: unknown) => {
    if (signal.aborted || isInstance(cause, ConfigurationError)) throw cause;
    throw new ConnectionError(`No connection to ${name}: the function in option 'ssl' failed: ${messageOf(cause)}`, {
      cause,
    });
  });
  const complaint = complaintAboutAnswer(options);
  if (complaint === undefined) return copyOfTls(options as object);
  throw new ConnectionError(`No connection to ${name}: the function in option 'ssl' ${complaint}`);
}

/** Returns what the function of the application did wrong, worded to follow it. */
function complaintAboutAnswer(options: unknown): string | undefined {
  const shape = tlsOptionsCheck(options);
  if (shape !== undefined) return `must return ${shape}, not ${describe(options)}`;
  const complaint = complaintAboutTls(options as object);
  return complaint === undefined ? undefined : `returned wrong options: ${complaint}`;
}

/**
 * Complains about what is no bag of options. Node would ignore a promise, a Map or a Buffer, and connect without the certificates in it.
 */
export const tlsOptionsCheck: Check<TlsOptions> = (value) => {
  const isBag = isObject(value) && Object.prototype.toString.call(value) === '[object Object]';
  if (!isBag) return 'options for tls.connect';
  // Only a SecureContext has this property.
  return 'context' in value ? 'options for tls.connect, with a SecureContext as { secureContext }' : undefined;
};

/** Returns what is wrong with the names, as a whole message; undefined where each has an effect. */
export function complaintAboutTls(options: object): string | undefined {
  const complaint = complaintAbout(tlsBag, options, 'ssl');
  if (complaint !== undefined) return complaint;
  const given = copyOfTls(options);
  if (given.secureContext === undefined) return undefined;
  const idle = Object.keys(ofContext).find((name) => name in given);
  return idle && `Option 'ssl.${idle}' has no effect beside 'ssl.secureContext', which has its own: leave it out`;
}

/**
 * Copies the options: what the application changes in its object later changes no connection. What is null or undefined counts as left out:
 * some versions of Node fail for it.
 */
export function copyOfTls(options: object): TlsOptions {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(table)) {
    const value = (options as Record<string, unknown>)[name] ?? undefined;
    if (value !== undefined) copy[name] = value;
  }
  return copy;
}
