import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Client, types } from 'cassandra-driver';
import { ExternalCassandra, startCassandra, type CassandraFixture, type StartOptions } from '../src/index';
import { findDocker, ensureImage } from '../src/docker/docker';
import { fixtureLabel } from '../src/docker/reaper';
import { ObservedProcess } from './server-process';

const quorum = { consistency: types.consistencies.quorum };

/** What every provider does alike. */
function behavesAsAFixture(start: () => Promise<CassandraFixture>): void {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await start();
  });
  afterAll(async () => {
    await fixture?.stop();
  });

  it('runs scripts in keyspaces of their own', async () => {
    const keyspace = await fixture.createKeyspace('same');
    const script =
      "CREATE TABLE t (id int PRIMARY KEY, text text); INSERT INTO t (id, text) VALUES (1, 'a; b'); SELECT text FROM t";
    expect(await fixture.runCql(script, { keyspace })).toMatchObject([{ text: 'a; b' }]);
    await fixture.dropKeyspace(keyspace);
    await expect(fixture.runCql('SELECT * FROM t', { keyspace })).rejects.toThrow(/does not exist/);
  });

  it('answers a client that takes its options', async () => {
    const client = new Client(fixture.driverOptions());
    expect((await client.execute('SELECT release_version FROM system.local')).rows).toMatchObject([
      { release_version: '5.0.8' },
    ]);
    expect(client.hosts.values()[0]?.datacenter).toBe(fixture.localDatacenter);
    await client.shutdown();
  });

  it('can be found from its environment', async () => {
    const { CASSANDRA_CONTACT_POINTS, CASSANDRA_PORT } = fixture.environment();
    await using found = await ExternalCassandra.connect({
      contactPoints: CASSANDRA_CONTACT_POINTS?.split(','),
      port: Number(CASSANDRA_PORT),
      authProvider: fixture.clusterOptions().authProvider,
      ssl: fixture.clusterOptions().ssl,
    });
    expect(found.localDatacenter).toBe(fixture.localDatacenter);
  });
}

const own = (options: StartOptions) => () => startCassandra({ ...options, progress: false });

describe('the jvm provider', () => behavesAsAFixture(own({ provider: 'jvm' })));

describe('the external provider', () => {
  let running: CassandraFixture;
  behavesAsAFixture(async () => {
    running = await startCassandra({ provider: 'jvm', progress: false });
    const { contactPoints, port } = running;
    return ExternalCassandra.connect({ contactPoints: [...contactPoints], port });
  });
  afterAll(async () => {
    await running?.stop();
  });
});

const answers = (...args: string[]) => spawnSync('docker', args, { env: process.env }).status === 0;
const lacking = !answers('info')
  ? 'a Docker daemon'
  : !answers('image', 'inspect', 'cassandra:5.0')
    ? 'the image cassandra:5.0'
    : undefined;
const describeDocker = lacking ? describe.skip : describe;

describeDocker(`the docker provider${lacking ? ` [needs ${lacking}]` : ''}`, () => {
  describe('with one node', () => behavesAsAFixture(own({ provider: 'docker' })));

  describe('with passwords and mutual TLS', () =>
    behavesAsAFixture(own({ provider: 'docker', auth: true, tls: 'mutual' })));

  it('serves a quorum while one of three nodes is gone, and takes it back', async () => {
    // On a busy machine the nodes are slow: that is not what this is about.
    const config = { write_request_timeout: '60s' };
    await using fixture = await startCassandra({ provider: 'docker', nodes: 3, config, progress: false });
    const keyspace = await fixture.createKeyspace();
    await fixture.runCql('CREATE TABLE t (id int PRIMARY KEY)', { keyspace });
    const client = new Client({ ...fixture.driverOptions(), keyspace });
    await client.connect();
    expect(client.hosts.length).toBe(3);
    for (const fault of ['pause', 'kill', 'stop'] as const) {
      const node = fixture.node(2);
      await node[fault]();
      const host = client.hosts.values().find(({ address }) => address === fixture.contactPoints[0]);
      await client.execute('INSERT INTO t (id) VALUES (1)', [], { ...quorum, host, readTimeout: 0 });
      await (fault === 'pause' ? node.resume() : node.start());
      expect(node.state).toBe('running');
    }
    await client.shutdown();
  });

  it('shows what the containers said when they do not start', async () => {
    const start = startCassandra({ provider: 'docker', config: { no_such_setting: 1 }, progress: false });
    await expect(start).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('no_such_setting'),
    });
  });

  it('says that an image is not here and cannot be pulled', async () => {
    const start = startCassandra({ provider: 'docker', image: 'localhost:1/no-such-image:1', progress: false });
    await expect(start).rejects.toMatchObject({
      code: 'DOCKER_MISSING',
      message: expect.stringContaining('cannot be pulled'),
    });
  });

  it('leaves no container and no network when its owner is killed', async () => {
    const index = JSON.stringify(require.resolve('../dist/index.js'));
    const program = `require(${index}).startCassandra({ provider: 'docker', progress: false }).then(() => { console.log('started'); setInterval(() => {}, 1000); })`;
    const docker = await findDocker();
    await ensureImage(docker, 'cassandra:5.0');
    const { dockerode } = docker.client.container;
    const labelled = async () => [
      ...(await dockerode.listContainers({ all: true, filters: { label: [fixtureLabel] } })),
      ...(await dockerode.listNetworks({ filters: { label: [fixtureLabel] } })),
    ];
    const owner = new ObservedProcess(['-e', program]);
    await owner.printed('started');
    expect(await labelled()).toHaveLength(2);

    owner.child.kill('SIGKILL');
    await owner.exit();
    rmSync(owner.temporaryFolder, { recursive: true });
    while ((await labelled()).length > 0);
    expect(await labelled()).toEqual([]);
  });
});
