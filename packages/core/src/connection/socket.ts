// Opens the socket of a connection: TCP or TLS, limited by the caller's signal. Node verifies the peer unless `ssl` turns that off.
import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';
import { ConfigurationError, ConnectionError } from '../errors/async-cassandra-error';
import { formatEndpoint, type Endpoint } from './endpoint';
import type { Opening } from './opening';
import { ReceiveBuffer } from './receive-buffer';
import { asError, isError } from '../errors/thrown';
import { describeSocketError } from './socket-error';
import { tlsOptionsFor, type TlsOptionsProvider } from './tls-options';
import { guardAnswer, onRejected } from '../waiting/guard-callback';
import { offAbort, onAbort } from '../waiting/on-abort';

export interface SocketOptions {
  readonly ssl: TlsOptions | TlsOptionsProvider | undefined;
  /** The port of our side. Default: any free one. */
  readonly localPort?: number | undefined;
  /** Receives the bytes that arrive. They belong to the listener: they are not overwritten later. */
  onBytes(bytes: Buffer): void;
  readonly opening: Opening;
}

/** Resolves with a connected socket (for TLS: after the peer was verified); rejects with a `ConnectionError` that names the endpoint. */
export async function openSocket(endpoint: Endpoint, { ssl, ...options }: SocketOptions): Promise<Socket> {
  const tls = ssl === undefined ? undefined : await tlsOptionsFor(formatEndpoint(endpoint), ssl, options.opening);
  return connect(endpoint, { ssl: tls, isFixed: typeof ssl !== 'function', ...options });
}

interface ConnectOptions extends SocketOptions {
  readonly ssl: TlsOptions | undefined;
  /** Whether the options of TLS are the same for all connections. */
  readonly isFixed: boolean;
}

function connect(endpoint: Endpoint, { ssl, isFixed, localPort, onBytes, opening }: ConnectOptions): Promise<Socket> {
  const { signal } = opening;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    opening.waitFor('the TCP connection is not open');
    const onread = new ReceiveBuffer(onBytes);
    const local = { onread, ...(localPort === undefined ? {} : { localPort }) };
    let socket: Socket;
    try {
      socket = ssl === undefined ? connectPlain(endpoint, local) : connectVerified(endpoint, ssl, local);
    } catch (cause) {
      throw ssl === undefined ? cause : unusableOptions(endpoint, asError(cause), isFixed);
    }
    const ready = ssl === undefined ? 'connect' : 'secureConnect';
    const onTcp = (): void => opening.waitFor('the TLS handshake is not complete');
    const settle = (): void => {
      socket.removeListener('connect', onTcp);
      socket.removeListener(ready, onReady);
      socket.removeListener('error', onError);
      socket.removeListener('close', onClose);
      offAbort(signal, abandon);
    };
    const fail = (error: unknown): void => {
      settle();
      socket.on('error', () => {}); // a destroyed socket may still emit an error
      socket.destroy();
      reject(error);
    };
    const onReady = (): void => {
      settle();
      resolve(socket);
    };
    const onError = (error: NodeJS.ErrnoException): void => fail(connectFailure(endpoint, error, ssl !== undefined));
    const onClose = (): void =>
      fail(connectFailure(endpoint, new Error('the peer closed the connection'), ssl !== undefined));
    const abandon = (): void => fail(signal.reason);
    if (ssl !== undefined) socket.once('connect', onTcp);
    socket.once(ready, onReady);
    socket.once('error', onError);
    socket.once('close', onClose);
    onAbort(signal, abandon);
  });
}

/** The options of our side of a socket. */
interface LocalSide {
  readonly onread: OnReadOpts;
  readonly localPort?: number;
}

function connectPlain({ address, port }: Endpoint, local: LocalSide): Socket {
  return connectTcp({ host: address, port, noDelay: true, keepAlive: true, ...local });
}

function connectVerified(endpoint: Endpoint, ssl: TlsOptions, local: LocalSide): Socket {
  const { address, port, hostName, serverName } = endpoint;
  const { servername: given, ...others } = ssl;
  // A proxy shows its own certificate, whatever name it routes by. Node sends no name for an empty `servername`.
  const verified = serverName === undefined ? given || hostName || address : address;
  const sentName = serverName ?? given ?? verified;
  const options = {
    ...others,
    ...guardedCallbacks(verifiedAs(verified, ssl)),
    host: address,
    port,
    ...local,
    // SNI only carries names: Node warns about an address there, and will refuse it.
    ...(isIP(sentName) === 0 ? { servername: sentName } : {}),
  };
  const socket = connectTls(options);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return socket;
}

/** Verifies the certificate for that name or address, whatever name is sent. */
function verifiedAs(name: string, ssl: TlsOptions): TlsOptions {
  const { checkServerIdentity: check = checkServerIdentity } = ssl;
  return { ...ssl, checkServerIdentity: (_serverName, certificate) => check(name, certificate) };
}

/** Guards callbacks that Node calls from the socket: an exception there would end the process. */
function guardedCallbacks({ checkServerIdentity, pskCallback }: TlsOptions): TlsOptions {
  const guarded: TlsOptions = {};
  if (typeof checkServerIdentity === 'function') {
    guarded.checkServerIdentity = (hostname, certificate) => {
      try {
        const verdict: unknown = checkServerIdentity(hostname, certificate);
        if (verdict === undefined || verdict === null) return undefined;
        if (isError(verdict)) return withText(verdict);
        // Any other value is not a consent.
        onRejected(verdict, () => {});
        return new TypeError('checkServerIdentity must return undefined, or the Error that refuses the certificate');
      } catch (error) {
        return withText(asError(error));
      }
    };
  }
  if (typeof pskCallback === 'function') {
    guarded.pskCallback = (hint) => guardAnswer(pskCallback, 'pskCallback', () => pskCallback(hint), null);
  }
  return guarded;
}

/** Replaces an error whose properties throw: Node and this client read its text. */
function withText(error: Error): Error {
  try {
    return typeof error.message === 'string' && String(error) !== '' ? error : new Error('checkServerIdentity refused');
  } catch (cause) {
    return new Error('checkServerIdentity refused with an error that cannot be read', { cause });
  }
}

/** Node refuses the options: a certificate that is no PEM text, a key with another passphrase. A function may return right ones next time. */
function unusableOptions(endpoint: Endpoint, cause: NodeJS.ErrnoException, isFixed: boolean): Error {
  if (!isFixed) return connectFailure(endpoint, cause, true);
  return new ConfigurationError(`The options of 'ssl' cannot be used: ${describeSocketError(cause)}`, { cause });
}

function connectFailure(endpoint: Endpoint, cause: NodeJS.ErrnoException, tls: boolean): ConnectionError {
  const what = `a ${tls ? 'TLS ' : ''}connection to ${formatEndpoint(endpoint)}`;
  return new ConnectionError(`Could not open ${what}: ${describeSocketError(cause)}`, { cause });
}
