// Option `cloud` against the stand-in of the test kit, in front of a stub. None of this was seen on the real service.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AstraStandIn, CqlStub, rows } from '@async-cassandra/testing';
import { auth, Client, types, type DseClientOptions } from '../src/index';
import { failureOf } from './stub-clients.spec-support';

const credentials = { username: 'token', password: 'AstraCS:aaaaaaaaaa:0123456789abcdef' };
const query = 'SELECT name FROM users';
let stub: CqlStub;
let standIn: AstraStandIn;
let folder: string;
let bundle: string;

beforeAll(async () => {
  stub = await CqlStub.start({ protocolVersions: [3, 4], nodes: 3, credentials });
  stub.when(query).reply(rows({ name: 'text' }, [['Ada']]));
  const nodes = Object.fromEntries(stub.nodes.map(({ hostId, endpoint }) => [hostId, endpoint]));
  standIn = await AstraStandIn.start({ nodes, localDatacenter: stub.localDatacenter });
  folder = await mkdtemp(path.join(tmpdir(), 'async-cassandra-cloud-'));
  bundle = path.join(folder, 'bundle.zip');
  await writeFile(bundle, standIn.bundle);
});

afterAll(async () => {
  await standIn.close();
  await stub.close();
  await rm(folder, { recursive: true });
});

async function run(options: DseClientOptions): Promise<unknown> {
  const client = new Client(options);
  try {
    return (await client.execute(query)).first()['name'];
  } finally {
    await client.shutdown();
  }
}

test.each<[string, () => DseClientOptions]>([
  ['credentials', () => ({ cloud: { secureConnectBundle: bundle }, credentials })],
  ['the URL of a bundle', () => ({ cloud: { secureConnectBundle: pathToFileURL(bundle) }, credentials })],
  [
    'a provider, and options without a meaning there',
    () => ({
      cloud: { secureConnectBundle: bundle },
      authProvider: new auth.PlainTextAuthProvider(credentials.username, credentials.password),
      protocolOptions: { port: 1 },
    }),
  ],
])('connects by %s', async (_what, options) => {
  expect(await run(options())).toBe('Ada');
});

test('knows that it is a cloud, and reads at LOCAL_QUORUM as cassandra-driver does there', async () => {
  const client = new Client({ cloud: { secureConnectBundle: bundle }, credentials });
  try {
    const result = await client.execute(query);
    expect((client.metadata as unknown as { isDbaas(): boolean }).isDbaas()).toBe(true);
    expect(result.info.achievedConsistency).toBe(types.consistencies.localQuorum);
    expect(client.cluster.protocolVersion).toBe(4);
  } finally {
    await client.shutdown();
  }
});

test('says that a bundle is missing, and connects once it is there', async () => {
  const secureConnectBundle = path.join(folder, 'later.zip');
  const client = new Client({ cloud: { secureConnectBundle }, credentials });
  try {
    expect(String(await failureOf(client.connect()))).toMatch(/bundle/);
    await writeFile(secureConnectBundle, standIn.bundle);
    await client.connect();
  } finally {
    await client.shutdown();
  }
});
