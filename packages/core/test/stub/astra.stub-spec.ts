// `astra()` against the stand-in of the test kit, in front of a stub. None of this was seen on the real service.
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { AstraStandIn, CqlStub, rows, type CqlStubOptions, type MetadataAnswer } from '@async-cassandra/testing';
import { astra, type AstraOptions } from '../../src/astra';
import {
  AsyncCluster,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  type AsyncClusterOptions,
} from '../../src/index';
import { walk } from '../walk-options';

const token = 'AstraCS:aaaaaaaaaa:0123456789abcdef';
const read = 'SELECT a FROM ks.t';

interface Astra extends AsyncDisposable {
  readonly stub: CqlStub;
}

const credentials = { username: 'token', password: token };
const localDatacenter = 'datacenter1';
let standIn: AstraStandIn;
/** The files of another database's bundle. */
let otherFiles: Record<string, string>;

// Keys are expensive: the tests share a stand-in, and each puts its own nodes behind it.
beforeAll(async () => {
  standIn = await AstraStandIn.start({ nodes: {}, localDatacenter });
  await using other = await AstraStandIn.start({ nodes: {}, localDatacenter });
  otherFiles = other.bundleFiles;
});
afterAll(() => standIn.close());

async function startAstra(options: CqlStubOptions = {}): Promise<Astra> {
  const stub = await CqlStub.start({ protocolVersions: [3, 4], nodes: 3, credentials, ...options });
  stub.when(read).reply(rows({ a: 'int' }, [[1]]));
  for (const { hostId, endpoint } of stub.nodes) standIn.addNode(hostId, endpoint);
  standIn.answerMetadata(undefined);
  return {
    stub,
    async [Symbol.asyncDispose]() {
      for (const { hostId } of stub.nodes) standIn.removeNode(hostId);
      await stub.close();
    },
  };
}

/** The option `reconnectionPolicy` of a test that does not want to wait. */
const soon = { newSchedule: () => ({ next: () => ({ value: 10, done: false }) }) };

async function optionsFor(options: Partial<AstraOptions> = {}): Promise<AsyncClusterOptions> {
  return { ...(await astra({ bundle: standIn.bundle, token, ...options })), reconnectionPolicy: soon as never };
}

async function failureOf(options: AsyncClusterOptions): Promise<Error> {
  await using cluster = new AsyncCluster(options);
  const failure: unknown = await cluster.connect(undefined, { timeoutMs: 30_000 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(inspect(failure, { depth: 9 })).not.toContain(token);
  return failure as Error;
}

/** The error that connect() ends with, without its further attempts. */
async function failureOfAsking({ sniProxy }: AsyncClusterOptions): Promise<Error> {
  const { signal } = new AbortController();
  return Promise.resolve(sniProxy!(signal)).then(
    () => new Error('it was answered'),
    (error: Error) => error,
  );
}

/** Resolves when all nodes of the cluster are up. */
const allUp = (cluster: AsyncCluster, count: number): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (cluster.nodes.filter(({ isUp }) => isUp).length >= count) resolve();
    };
    cluster.on('nodeUp', check);
    check();
  });

test('reaches each node behind the one port by its host id, over protocol v4', async () => {
  await using it = await startAstra();
  await using cluster = new AsyncCluster(await optionsFor());
  const session = await cluster.connect();
  await allUp(cluster, 3);
  const { stub } = it;
  expect(cluster.protocolVersion).toBe(4);
  expect(cluster.nodes.map(({ hostId }) => hostId).sort()).toEqual(stub.nodes.map(({ hostId }) => hostId).sort());
  for (const { endpoint, hostId, port, address } of cluster.nodes) {
    expect([endpoint, address, port]).toEqual([`127.0.0.1:${standIn.port}/${hostId}`, '127.0.0.1', standIn.port]);
    const { executionInfo } = await session.execute(read, [], { host: endpoint });
    expect(executionInfo.coordinator).toBe(endpoint);
  }
  expect(stub.executions.map(({ node }) => node).sort()).toEqual([0, 1, 2]);
  expect(stub.violations).toEqual([]);
});

test('connects to the nodes of the datacenter that the metadata service names', async () => {
  const nodes = [{ datacenter: 'a' }, { datacenter: 'b' }, { datacenter: 'b' }];
  await using _it = await startAstra({ nodes });
  const contact = standIn.metadata['contact_info'] as object;
  standIn.answerMetadata({ body: { ...standIn.metadata, contact_info: { ...contact, local_dc: 'b' } } });
  await using cluster = new AsyncCluster(await optionsFor());
  await cluster.connect();
  await allUp(cluster, 2);
  expect(cluster.nodes.filter(({ isUp }) => isUp).map(({ datacenter }) => datacenter)).toEqual(['b', 'b']);
});

test('asks the metadata service again when no known node can be reached', async () => {
  await using it = await startAstra({ nodes: 1 });
  await using other = await CqlStub.start({ protocolVersions: [3, 4], nodes: 2, credentials });
  other.when(read).reply(rows({ a: 'int' }, [[2]]));
  await using cluster = new AsyncCluster(await optionsFor());
  const session = await cluster.connect();
  const { hostId, endpoint } = other.node(1);
  const added = new Promise<void>((resolve) => cluster.on('nodeUp', (node) => node.hostId === hostId && resolve()));
  standIn.removeNode(it.stub.node(0).hostId);
  standIn.addNode(hostId, endpoint);
  await added;
  expect((await session.execute(read)).one()).toEqual({ a: 2 });
  standIn.removeNode(hostId);
});

test('goes on after the proxy was started again', async () => {
  await using _it = await startAstra();
  await using cluster = new AsyncCluster(await optionsFor());
  const session = await cluster.connect();
  await allUp(cluster, 3);
  const down = new Promise<void>((resolve) => {
    cluster.on('nodeDown', () => cluster.nodes.every(({ isUp }) => !isUp) && resolve());
  });
  await standIn.stopProxy();
  await down;
  await standIn.startProxy();
  await allUp(cluster, 3);
  expect((await session.execute(read)).one()).toEqual({ a: 1 });
});

test('reads a bundle again for new connections: certificates rotate without a restart', async () => {
  await using _it = await startAstra();
  const folder = await mkdtemp(path.join(tmpdir(), 'async-cassandra-astra-'));
  try {
    const file = path.join(folder, 'bundle.zip');
    await writeFile(file, standIn.bundle);
    await using cluster = new AsyncCluster(await optionsFor({ bundle: file }));
    const session = await cluster.connect();
    await allUp(cluster, 3);
    await standIn.rotateCertificates();
    expect((await session.execute(read)).one()).toEqual({ a: 1 });
    await writeFile(file, standIn.bundle);
    const back = new Promise<void>((resolve) => cluster.on('nodeUp', () => resolve()));
    await standIn.stopProxy();
    await standIn.startProxy();
    await back;
    expect((await session.execute(read)).one()).toEqual({ a: 1 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('shows neither token nor key', async () => {
  await using _it = await startAstra();
  const options = await optionsFor();
  const shown = inspect(options, { depth: 9, showHidden: true }) + JSON.stringify(options);
  expect(shown).not.toMatch(/AstraCS|PRIVATE KEY/);
});

describe('says what is wrong', () => {
  test('with a token that the database refuses', async () => {
    await using _it = await startAstra();
    const failure = await failureOf(await optionsFor({ token: 'AstraCS:other:token' }));
    expect(failure).toBeInstanceOf(AuthenticationError);
    expect(failure.message).toMatch(/refused the credentials/);
  });

  test('with what a function returns in place of a token', async () => {
    await using _it = await startAstra();
    const failure = await failureOf(await optionsFor({ token: () => 'Bearer x' }));
    expect(failure).toBeInstanceOf(AuthenticationError);
    expect(failure.message).toMatch(/must return a token of Astra, a text that begins with AstraCS:/);
  });

  test('with a bundle of another database, or of another time', async () => {
    await using _it = await startAstra();
    const config = standIn.bundleFiles['config.json']!;
    const bundle = AstraStandIn.zip({ ...otherFiles, 'config.json': config });
    const failure = await failureOfAsking(await optionsFor({ bundle }));
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(
      /metadata service of Astra at 127\.0\.0\.1:\d+ cannot be asked: .*[Dd]ownload the secure connect bundle/,
    );
  });

  test('with a client certificate that the service does not accept', async () => {
    await using _it = await startAstra();
    const { 'ca.crt': ca, 'config.json': config } = standIn.bundleFiles;
    const bundle = AstraStandIn.zip({ ...otherFiles, 'ca.crt': ca!, 'config.json': config! });
    const failure = await failureOfAsking(await optionsFor({ bundle }));
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(
      /closed the connection, .* does not accept the certificate of the bundle.* download/,
    );
  });

  test.each<[string, MetadataAnswer, abstract new (...args: never[]) => Error, RegExp]>([
    ['403', { status: 403 }, AuthenticationError, /status 403: it refused the bundle/],
    ['404', { status: 404 }, ConnectionError, /status 404: the database of this bundle does not exist there/],
    ['503', { status: 503 }, ConnectionError, /status 503: the database may be hibernated/],
    ['no JSON', { body: '<html>' }, ConnectionError, /something else than JSON/],
    ['nothing', { body: {} }, ConnectionError, /without the address of a proxy and the ids of its nodes/],
    ['version 2', { body: { version: 2 } }, ConfigurationError, /in a version that this client does not know/],
    ['too much', { body: ' '.repeat(300_000) }, ConnectionError, /more than 262144 bytes/],
    [
      'a name that is no host id',
      { body: { contact_info: { contact_points: ['a b'], sni_proxy_address: 'localhost:1' } } },
      ConnectionError,
      /without the address of a proxy and the ids of its nodes/,
    ],
  ])('with a metadata service that answers %s', async (_what, answer, type, message) => {
    await using _it = await startAstra();
    standIn.answerMetadata(answer);
    const failure = await failureOfAsking(await optionsFor());
    expect(failure).toBeInstanceOf(type);
    expect(failure.message).toMatch(message);
  });

  test('with a metadata service that is not there', async () => {
    // Reserved: nothing listens there.
    const closedPort = 1;
    const config = JSON.stringify({ host: '127.0.0.1', port: closedPort });
    const bundle = AstraStandIn.zip({ ...standIn.bundleFiles, 'config.json': config });
    const failure = await failureOfAsking(await optionsFor({ bundle }));
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure.message).toMatch(/metadata service of Astra at 127\.0\.0\.1:\d+ cannot be asked: .*ECONNREFUSED/);
  });

  test.each([['', 'Bearer x', 'AstraCS:', 'AstraCS:a b', 7, null]])('with the token %j', async (wrong) => {
    const failure: unknown = await astra({ bundle: 'x', token: wrong as string }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toMatch(/^Option 'token' must be a token of Astra/);
  });

  test('without one of its options', async () => {
    await expect(astra({ token } as AstraOptions)).rejects.toThrow(/needs option 'bundle'/);
    await expect(astra({ bundle: 'x' } as AstraOptions)).rejects.toThrow(/needs option 'token'/);
    await expect(astra({ secureConnectBundle: 'x' } as never)).rejects.toThrow(
      "Unknown option 'secureConnectBundle': give 'bundle'",
    );
  });

  test.each([
    { contactPoints: ['a'] },
    { port: 1 },
    { addressTranslator: () => ({ host: 'a', port: 1 }) },
    { ssl: false },
  ])('with %p beside it', async (more) => {
    await using _it = await startAstra();
    const options = await optionsFor();
    expect(() => new AsyncCluster({ ...options, ...more })).toThrow(/has no effect beside 'sniProxy'|needs 'ssl'/);
  });
});

describe("a function as option 'ssl'", () => {
  test.each<[string, () => never, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no vault');
      },
      /the function in option 'ssl' failed: no vault/,
    ],
    ['returns nothing', () => undefined as never, /must return options for tls.connect, not undefined/],
  ])('that %s fails the connection, with what it did', async (_what, ssl, message) => {
    await using stub = await CqlStub.start();
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), ssl });
    await expect(cluster.connect()).rejects.toThrow(message);
  });

  test('that never answers ends with the time limit', async () => {
    await using stub = await CqlStub.start();
    const ssl = (): Promise<never> => new Promise(() => {});
    await using cluster = new AsyncCluster({ ...stub.clusterOptions(), ssl, connectTimeoutMs: 50 });
    await expect(cluster.connect(undefined, { timeoutMs: 200 })).rejects.toThrow();
  });
});

walk('astraBag', {
  bundle: async () => {
    await using _it = await startAstra();
    const asked: string[] = [];
    const bundle = (): Promise<string> => {
      asked.push('bundle');
      return Promise.resolve(standIn.bundle.toString('base64'));
    };
    await using cluster = new AsyncCluster(await optionsFor({ bundle }));
    await cluster.connect();
    expect(asked.length).toBeGreaterThan(2);
  },
  token: async () => {
    await using _it = await startAstra();
    let asked = 0;
    const fresh = (): string => {
      asked++;
      return token;
    };
    await using cluster = new AsyncCluster(await optionsFor({ token: fresh }));
    await cluster.connect();
    await allUp(cluster, 3);
    expect(asked).toBeGreaterThanOrEqual(4);
  },
});
