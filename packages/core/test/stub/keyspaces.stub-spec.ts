// `keyspaces()` against a stub that asks for SigV4 as Amazon Keyspaces does, by the published plugins. None of this was seen on the real service.
import { authChallenge, authSuccess, CqlStub, rawReply, rows, serverError, voidResult } from '@async-cassandra/testing';
import { AsyncCluster, AuthenticationError, ConnectionError, type AsyncClusterOptions } from '../../src/index';
import { keyspaces, KeyspacesRetryPolicy, type AwsCredentials, type KeyspacesOptions } from '../../src/keyspaces';
import { opcode } from '../../src/protocol/opcode';
import { string, wire } from '../../src/protocol/wire-bytes.spec-support';
import { certifiedEndpoint, endpointCertificate, endpointCertificateKey } from '../fixture/endpoint-certificate';
import { walk } from '../walk-options';
import { TlsFront } from './tls-front';

const nonce = '91703fdc2ef562e19fbdab0f58e42fe5';
const accessKey: AwsCredentials = { accessKeyId: 'AKIA1', secretAccessKey: 'secret-1' };
const read = 'SELECT a FROM ks.t';

/** Asks for SigV4, then sends a challenge, and takes any signature. */
async function startKeyspaces({ challenge = `nonce=${nonce}`, nodes = 1 } = {}): Promise<CqlStub> {
  const stub = await CqlStub.start({ protocolVersions: [3, 4], nodes });
  stub.when({ opcode: 'STARTUP' }).reply(rawReply(opcode.authenticate, wire(string('com.amazonaws.cassandra.SigV4'))));
  stub
    .when({ opcode: 'AUTH_RESPONSE' })
    .reply(({ token }) => (token?.toString() === 'SigV4\0\0' ? authChallenge(Buffer.from(challenge)) : authSuccess()));
  stub.when(read).reply(rows({ a: 'int' }, [[1]]));
  return stub;
}

/** The same options, but to a stub, which has no TLS. */
function optionsFor(stub: CqlStub, options: Partial<KeyspacesOptions> = {}): AsyncClusterOptions {
  const ours = keyspaces({ region: 'eu-west-1', credentials: accessKey, ...options });
  return { ...ours, ...stub.clusterOptions(), ssl: false };
}

const answers = (stub: CqlStub): string[] =>
  stub.requests
    .filter(({ opcode: sent, token }) => sent === 'AUTH_RESPONSE' && token?.toString() !== 'SigV4\0\0')
    .map(({ token }) => token!.toString());

const keyOf = (answer: string): string | undefined => /access_key=([^,]+)/.exec(answer)?.[1];

async function connectTo(stub: CqlStub, options: AsyncClusterOptions): Promise<void> {
  await using cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  await cluster.connect();
}

test('logs in by SigV4, over protocol v4, and reads with LOCAL_QUORUM', async () => {
  await using stub = await startKeyspaces();
  await using cluster = new AsyncCluster(optionsFor(stub));
  const session = await cluster.connect();
  expect((await session.execute(read)).one()).toEqual({ a: 1 });
  await session.execute(read, [], { executionProfile: 'eventual' });
  expect(stub.executions.map(({ consistency }) => consistency)).toEqual(['LOCAL_QUORUM', 'LOCAL_ONE']);
  expect(answers(stub)[0]).toMatch(/^signature=[\da-f]{64},access_key=AKIA1,amzdate=\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  expect(stub.violations).toEqual([]);
});

test('asks a function for the credentials of each connection', async () => {
  await using stub = await startKeyspaces();
  let nth = 0;
  const credentials = (): Promise<AwsCredentials> => {
    nth++;
    return Promise.resolve({ ...accessKey, accessKeyId: `AKIA${nth}`, sessionToken: `token-${nth}` });
  };
  await connectTo(stub, optionsFor(stub, { credentials }));
  const keys = answers(stub).map(keyOf);
  expect(keys.length).toBeGreaterThanOrEqual(2);
  expect(keys).toEqual(keys.map((_key, i) => `AKIA${i + 1}`));
  expect(answers(stub).every((answer, i) => answer.endsWith(`,session_token=token-${i + 1}`))).toBe(true);
});

test.each<[string, KeyspacesOptions['credentials'], RegExp]>([
  [
    'are over',
    () => ({ ...accessKey, expiration: new Date(0) }),
    /expired at 1970-01-01T00:00:00.000Z: return fresh ones/,
  ],
  ['are nothing', () => undefined as never, /must be \{ accessKeyId/],
  ['are not whole', () => ({ accessKeyId: 'AKIA1' }) as never, /must have the text 'secretAccessKey'/],
])('says so when credentials %s, at once and without showing them', async (_what, credentials, message) => {
  await using stub = await startKeyspaces();
  const failure = await connectTo(stub, optionsFor(stub, { credentials })).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AuthenticationError);
  expect((failure as Error).message).toMatch(message);
  expect(answers(stub)).toEqual([]);
});

test.each([
  [
    'throws',
    (): never => {
      throw new Error('no role');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no role'))],
])('fails with what the function of the application has thrown, when it %s', async (_how, credentials) => {
  await using stub = await startKeyspaces();
  const failure = await connectTo(stub, optionsFor(stub, { credentials })).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'AuthenticationError', cause: { message: 'no role' } });
});

test('ends the wait for credentials that never come with the connection', async () => {
  await using stub = await startKeyspaces();
  const credentials = (): Promise<AwsCredentials> => new Promise(() => {});
  const options = { ...optionsFor(stub, { credentials }), connectTimeoutMs: 50 };
  await using cluster = new AsyncCluster(options);
  await expect(cluster.connect(undefined, { timeoutMs: 100 })).rejects.toThrow();
});

test('refuses a server that does not challenge as Amazon Keyspaces does', async () => {
  await using stub = await startKeyspaces({ challenge: 'realm=x' });
  await expect(connectTo(stub, optionsFor(stub))).rejects.toThrow(
    /no nonce: it is not an endpoint of Amazon Keyspaces/,
  );
});

test('logs in by name and password with service-specific credentials', async () => {
  await using stub = await CqlStub.start({
    protocolVersions: [3, 4],
    credentials: { username: 'u-at-1', password: 'p' },
  });
  await connectTo(stub, optionsFor(stub, { credentials: { username: 'u-at-1', password: 'p' } }));
  expect(stub.violations).toEqual([]);
});

describe('over TLS, to nodes that a certificate names by the endpoint only', () => {
  const certificate = { cert: endpointCertificate, key: endpointCertificateKey };
  const trusted = { endpoint: certifiedEndpoint, ca: endpointCertificate };

  /** The options of `keyspaces()` with their TLS, and with the addresses of the stub in place of a name that nobody resolves. */
  const optionsOverTls = (stub: CqlStub, front: TlsFront, options: Partial<KeyspacesOptions>): AsyncClusterOptions => ({
    ...keyspaces({ region: 'eu-west-1', credentials: accessKey, ...trusted, ...options }),
    contactPoints: [stub.node(0).address],
    port: front.port,
    localDatacenter: stub.localDatacenter,
  });

  test('logs in and reads, on the endpoint and on every node of system.peers', async () => {
    await using stub = await startKeyspaces({ nodes: 3 });
    await using front = await TlsFront.start(stub, certificate);
    await using cluster = new AsyncCluster(optionsOverTls(stub, front, {}));
    const session = await cluster.connect();
    for (let i = 0; i < 30; i++) await session.execute(read);
    expect(new Set(stub.executions.map(({ node }) => node))).toEqual(new Set([0, 1, 2]));
    expect(new Set(front.serverNames)).toEqual(new Set([certifiedEndpoint]));
  });

  test.each<[string, Partial<KeyspacesOptions>, RegExp]>([
    ['names another host', { endpoint: 'another.example' }, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['an authority of the public has not signed', { ca: undefined }, /unable to verify|UNABLE_TO|self.signed/i],
  ])('refuses a certificate that %s, before it says anything', async (_what, options, message) => {
    await using stub = await startKeyspaces();
    await using front = await TlsFront.start(stub, certificate);
    const failure = await connectTo(stub, optionsOverTls(stub, front, options)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect((failure as Error).message).toMatch(message);
    expect(stub.requests).toEqual([]);
  });
});

describe('a throttled request', () => {
  const throttled = {
    'read timeout': serverError.readTimeout({
      consistency: 'LOCAL_QUORUM',
      received: 0,
      required: 2,
      dataPresent: false,
    }),
    overloaded: serverError.overloaded('Connection has exceeded its rate'),
    'server error': serverError.server('An internal server error'),
  };

  test.each(Object.entries(throttled))('(%s) is retried on the one node that there is', async (_what, error) => {
    await using stub = await startKeyspaces();
    stub.when(read).reply(error).times(2);
    await using cluster = new AsyncCluster(optionsFor(stub));
    const session = await cluster.connect();
    const { executionInfo } = await session.execute(read);
    expect(executionInfo.attempts).toHaveLength(3);
  });

  test('is not repeated when it is a write that is not marked as idempotent', async () => {
    await using stub = await startKeyspaces();
    const write = 'INSERT INTO ks.t (a) VALUES (1)';
    const timeout = serverError.writeTimeout({
      consistency: 'LOCAL_QUORUM',
      received: 0,
      required: 2,
      writeType: 'SIMPLE',
    });
    stub.when(write).reply(voidResult());
    stub.when(write).reply(timeout).times(2);
    await using cluster = new AsyncCluster(optionsFor(stub));
    const session = await cluster.connect();
    await expect(session.execute(write)).rejects.toThrow(/timeout|timed out/i);
    await session.execute(write, [], { isIdempotent: true });
    expect(stub.executions.filter(({ query }) => query === write)).toHaveLength(3);
  });
});

const hostOf = (options: Partial<KeyspacesOptions>): string | undefined =>
  keyspaces({ region: 'us-east-1', credentials: accessKey, ...options }).contactPoints?.[0];

walk('keyspacesBag', {
  region: () => expect(hostOf({ region: 'us-east-2' })).toBe('cassandra.us-east-2.amazonaws.com'),
  credentials: async () => {
    await using stub = await startKeyspaces();
    await connectTo(stub, optionsFor(stub, { credentials: { ...accessKey, accessKeyId: 'AKIA9' } }));
    expect(keyOf(answers(stub)[0]!)).toBe('AKIA9');
  },
  fips: () => expect(hostOf({ fips: true })).toBe('cassandra-fips.us-east-1.amazonaws.com'),
  endpoint: () => expect(hostOf({ endpoint: 'vpce-1.example' })).toBe('vpce-1.example'),
  ca: () => {
    const ca = '-----BEGIN CERTIFICATE-----';
    expect(keyspaces({ region: 'us-east-1', credentials: accessKey, ca }).ssl).toMatchObject({ ca });
  },
});

walk('keyspacesRetryBag', {
  backoff: () => {
    const policy = new KeyspacesRetryPolicy(1, { backoff: { baseMs: 7, maxMs: 7, jitter: 0 } });
    expect(policy.onReadTimeout({ nbRetry: 0 } as never).delayMs).toBe(7);
  },
});
