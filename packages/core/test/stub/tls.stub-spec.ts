import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server as PlainServer } from 'node:net';
import { createSecureContext, createServer, type Server, type TlsOptions } from 'node:tls';
import { AsyncCluster, ConnectionError, type AsyncClusterOptions, type NoHostAvailableError } from '../../src/index';
import { expiredCertificate, expiredCertificateKey } from '../fixture/expired-certificate';

async function startTlsServer(options: TlsOptions = {}): Promise<Server> {
  const server = createServer({ cert: expiredCertificate, key: expiredCertificateKey, ...options });
  server.on('secureConnection', (socket) => socket.on('error', () => {}).end());
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** What `connect` says, and what the node it could not connect to said. */
async function failureOf(
  server: PlainServer,
  ssl: AsyncClusterOptions['ssl'],
): Promise<{ message: string; cause: Error }> {
  const { port } = server.address() as AddressInfo;
  await using cluster = new AsyncCluster({ contactPoints: ['127.0.0.1'], port, ...(ssl !== undefined && { ssl }) });
  const failure: unknown = await cluster.connect().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConnectionError);
  const { message, cause } = failure as ConnectionError & { cause: NoHostAvailableError };
  return { message, cause: Object.values(cause.innerErrors)[0] as Error };
}

describe('TLS with a server whose certificate', () => {
  let server: Server;

  beforeEach(async () => {
    server = await startTlsServer();
  });
  afterEach(async () => {
    await once(server.close(), 'close');
  });

  test('has expired: says so', async () => {
    const { message, cause } = await failureOf(server, { ca: expiredCertificate });
    expect(message).toMatch(
      /Could not open a TLS connection to 127\.0\.0\.1:\d+: certificate has expired \(CERT_HAS_EXPIRED\)/,
    );
    expect(cause).toMatchObject({ cause: { code: 'CERT_HAS_EXPIRED' } });
  });

  test('is not looked at, because the user says so, gets to the handshake of CQL', async () => {
    const { message } = await failureOf(server, { rejectUnauthorized: false });
    expect(message).toMatch(
      /127\.0\.0\.1:\d+ ended the connection during the handshake: the node closed the connection/,
    );
  });

  test('is met by a client without TLS: asks whether TLS is expected', async () => {
    const { message } = await failureOf(server, undefined);
    expect(message).toMatch(
      /ended the connection during the handshake: .*is it the right port, or does it expect TLS\?$/,
    );
  });
});

describe('TLS', () => {
  test.each([
    [
      'a SecureContext',
      () => createSecureContext({}),
      /with a SecureContext as \{ secureContext \}, not a SecureContext/,
    ],
    ['a Map', () => new Map([['ca', 'text']]), /must return options for tls\.connect, not a Map/],
    ['a Buffer', () => Buffer.from('text'), /must return options for tls\.connect, not a Buffer/],
  ])('does not connect without the certificates of a function that returns %s', async (_what, ssl, message) => {
    const server = createPlainServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect((await failureOf(server, ssl as AsyncClusterOptions['ssl'])).message).toMatch(message);
    await once(server.close(), 'close');
  });

  test('with a server that requires a client certificate names the options', async () => {
    const server = await startTlsServer({ requestCert: true, rejectUnauthorized: true });
    const { message, cause } = await failureOf(server, { rejectUnauthorized: false });
    expect(message).toMatch(/the server requires a client certificate: set ssl\.cert and ssl\.key/);
    expect(cause).toMatchObject({ cause: { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' } });
    await once(server.close(), 'close');
  });

  test('with a server that does not speak it says so', async () => {
    const server = createPlainServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { message } = await failureOf(server, true);
    expect(message).toMatch(/Could not open a TLS connection to .*: the server does not speak TLS on this port/);
    await once(server.close(), 'close');
  });
});
