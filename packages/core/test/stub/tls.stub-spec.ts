import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server as PlainServer } from 'node:net';
import tls, { createSecureContext, createServer, type Server, type TlsOptions } from 'node:tls';
import { CqlStub } from '@async-cassandra/testing';
import {
  AsyncCluster,
  ConfigurationError,
  ConnectionError,
  type AsyncClusterOptions,
  type NoHostAvailableError,
} from '../../src/index';
import { certifiedEndpoint, endpointCertificate, endpointCertificateKey } from '../fixture/endpoint-certificate';
import { expiredCertificate, expiredCertificateKey } from '../fixture/expired-certificate';
import { walkAll, type OptionOf } from '../walk-options';
import { TlsFront } from './tls-front';

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

describe('an option of TLS that Node refuses', () => {
  test.each([
    ['a certificate that is no PEM text', { ca: expiredCertificate, cert: 'text', key: 'text' }],
    ['a protocol that does not exist', { minVersion: 'TLSv9' }],
    ['no cipher', { ciphers: 'NOTHING' }],
  ])('%s: names ssl, at once', async (_what, ssl) => {
    await using cluster = new AsyncCluster({ contactPoints: ['127.0.0.1'], ssl: ssl as object });
    const failure: unknown = await cluster.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toMatch(/^The options of 'ssl' cannot be used: .*\(ERR_\w+\)$/);
  });

  test('returned by a function is the trouble of that connection', async () => {
    const server = createPlainServer(() => {});
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { message } = await failureOf(server, () => ({ cert: 'text', key: 'text' }));
    expect(message).toMatch(/Could not open a TLS connection to .*no start line \(ERR_\w+\)/);
    await once(server.close(), 'close');
  });
});

describe('the name that a certificate must be for', () => {
  test.each([
    ['the address of the node, which SNI cannot carry', undefined, false, 'address'],
    ['a name', certifiedEndpoint, certifiedEndpoint, certifiedEndpoint],
    ['an address, which SNI cannot carry', '127.9.9.9', false, '127.9.9.9'],
    ['the address of the node, with a servername that is empty', '', false, 'address'],
  ])('is %s', async (_what, servername, sent, verified) => {
    await using stub = await CqlStub.start();
    await using front = await TlsFront.start(stub, { cert: endpointCertificate, key: endpointCertificateKey });
    const asked = new Set<string>();
    const checkServerIdentity = (name: string): undefined => void asked.add(name);
    const ssl = { ca: endpointCertificate, checkServerIdentity, ...(servername !== undefined && { servername }) };
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), port: front.port, ssl });
    await cluster.connect();
    expect(new Set(front.serverNames)).toEqual(new Set([sent]));
    expect([...asked]).toEqual([verified === 'address' ? stub.node(0).address : verified]);
  });

  test('is refused by default when the certificate is for another one', async () => {
    await using stub = await CqlStub.start();
    await using front = await TlsFront.start(stub, { cert: endpointCertificate, key: endpointCertificateKey });
    for (const servername of ['other.example', '127.9.9.9', '']) {
      const ssl = { ca: endpointCertificate, servername };
      await using cluster = new AsyncCluster({ ...stub.clusterOptions(), port: front.port, ssl });
      await expect(cluster.connect()).rejects.toThrow(/ERR_TLS_CERT_ALTNAME_INVALID/);
    }
  });
});

const anyText = 'text';
const anyBytes = Buffer.from('bytes');
const samples = {
  ...{ ca: anyText, cert: anyBytes, key: [anyText], pfx: anyBytes, crl: anyText, passphrase: anyText },
  ...{ certificateCompression: ['zlib'], ciphers: anyText, sigalgs: anyText, ecdhCurve: anyText, dhparam: anyBytes },
  ...{ honorCipherOrder: true, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', secureProtocol: anyText },
  ...{ secureOptions: 1, allowPartialTrustChain: true, sessionIdContext: anyText, sessionTimeout: 1 },
  ...{ ticketKeys: anyBytes, clientCertEngine: anyText, privateKeyEngine: anyText, privateKeyIdentifier: anyText },
  ...{ rejectUnauthorized: false, servername: 'a.example', requestCert: true, requestOCSP: true, session: anyBytes },
  ...{ ALPNProtocols: ['cql'], minDHSize: 2048, enableTrace: false, highWaterMark: 1, localAddress: '127.0.0.2' },
  ...{ secureContext: createSecureContext({}), blockList: {} },
  ...{ checkServerIdentity: () => undefined, pskCallback: () => null },
} satisfies Record<OptionOf<'tlsBag'>, unknown>;

describe('an option of TLS reaches Node,', () => {
  let connect: jest.SpyInstance;
  beforeEach(() => {
    connect = jest.spyOn(tls, 'connect').mockImplementation(() => {
      throw new Error('seen');
    });
  });
  afterEach(() => connect.mockRestore());

  const observations = Object.entries(samples).map(([name, value]) => [
    name,
    async () => {
      await using cluster = new AsyncCluster({ contactPoints: ['127.0.0.1'], ssl: { [name]: value } });
      await expect(cluster.connect()).rejects.toThrow('seen');
      const [given] = connect.mock.lastCall as [Record<string, unknown>];
      // Callbacks are guarded.
      expect(given[name]).toEqual(typeof value === 'function' ? expect.any(Function) : value);
    },
  ]);
  walkAll('tlsBag', Object.fromEntries(observations) as Record<OptionOf<'tlsBag'>, () => Promise<void>>);
});
