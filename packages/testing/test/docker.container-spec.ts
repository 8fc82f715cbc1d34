import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Client } from 'cassandra-driver';
import { startCassandra, type StartOptions } from '../src/index';
import { findDocker, type RuntimeClient } from '../src/docker/docker';
import { createdBy } from './docker-objects';
import { describeDocker } from './docker-presence';
import { behavesAsAFixture, servesTheRustDriver } from './fixture-behaviour';
import { ObservedProcess } from './server-process';

const index = JSON.stringify(require.resolve('../dist/index.js'));
const program = `require(${index}).startCassandra({ provider: 'docker', progress: false }).then(() => { console.log('started'); setInterval(() => {}, 1000); })`;

describeDocker('Cassandra in containers', () => {
  let client: RuntimeClient;
  let owner: ObservedProcess | undefined;

  beforeAll(async () => {
    ({ client } = await findDocker());
  });
  afterEach(async () => {
    owner?.child.kill('SIGKILL');
    await owner?.exit();
    if (owner) rmSync(owner.temporaryFolder, { recursive: true, force: true });
    owner = undefined;
  });

  it('shows what the containers said when they do not start, and removes them', async () => {
    const start = startCassandra({ provider: 'docker', config: { no_such_setting: 1 }, progress: false });
    await expect(start).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('no_such_setting'),
    });
    expect(await createdBy(client, process.pid)).toEqual([]);
  });

  it('says that an image is not here and cannot be pulled', async () => {
    const start = startCassandra({ provider: 'docker', image: 'localhost:1/no-such-image:1', progress: false });
    await expect(start).rejects.toMatchObject({
      code: 'DOCKER_MISSING',
      message: expect.stringContaining('cannot be pulled'),
    });
  });

  it('is passed over by auto, with the reason, when the image cannot be had', async () => {
    await using fixture = await startCassandra({ image: 'localhost:1/no-such-image:1', progress: false });
    expect(fixture.provider).toBe('jvm');
    expect(fixture.reason).toMatch(/; not docker: the image localhost:1\/no-such-image:1 does not exist locally/);
  });

  it('leaves no container and no network when its owner is killed', async () => {
    owner = new ObservedProcess(['-e', program]);
    await owner.printed('started');
    expect(await createdBy(client, owner.child.pid)).toHaveLength(2);

    owner.child.kill('SIGKILL');
    await owner.exit();
    while ((await createdBy(client, owner.child.pid)).length > 0);
    expect(await createdBy(client, owner.child.pid)).toEqual([]);
  });

  it('is removed by the next start when its reaper was killed with its owner', async () => {
    owner = new ObservedProcess(['-e', program]);
    while ((await createdBy(client, owner.child.pid)).length < 2);
    const [reaper] = execFileSync('pgrep', ['-P', String(owner.child.pid)], { encoding: 'utf8' }).split('\n');
    process.kill(Number(reaper), 'SIGKILL');
    owner.child.kill('SIGKILL');
    await owner.exit();
    expect(await createdBy(client, owner.child.pid)).toHaveLength(2);

    const giveUp = new AbortController();
    const atTheContainers = () => giveUp.abort(new Error('only to clean up'));
    const progress = { step: atTheContainers, update() {}, done() {}, abandon() {} };
    await expect(startCassandra({ provider: 'docker', signal: giveUp.signal, progress })).rejects.toThrow('clean up');
    expect(await createdBy(client, owner.child.pid)).toEqual([]);
  });
});

const own = (options: StartOptions) => () => startCassandra({ ...options, progress: false });

describeDocker('the docker provider', () => {
  const fixture = behavesAsAFixture(own({ provider: 'docker' }));
  servesTheRustDriver(fixture);

  it('stands still while it is paused, with its sockets open', async () => {
    const driver = new Client(fixture().driverOptions());
    await driver.connect();
    await fixture().node(0).pause();
    expect(fixture().node(0).state).toBe('paused');
    const answer = driver.execute('SELECT key FROM system.local', [], { readTimeout: 0 });
    await expect(driver.execute('SELECT key FROM system.local', [], { readTimeout: 500 })).rejects.toThrow(
      /timed? ?out/i,
    );
    await fixture().node(0).resume();
    expect(fixture().node(0).state).toBe('running');
    expect((await answer).rows).toHaveLength(1);
    await driver.shutdown();
  });

  it('keeps its data over stop, after which nobody answers until it starts', async () => {
    const keyspace = await fixture().createKeyspace();
    await fixture().runCql('CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t (id) VALUES (1)', { keyspace });
    await fixture().node(0).stop();
    expect(fixture().node(0).state).toBe('stopped');
    await expect(fixture().runCql('SELECT key FROM system.local')).rejects.toThrow();
    await fixture().node(0).start();
    expect(fixture().node(0).state).toBe('running');
    expect(await fixture().runCql('SELECT id FROM t', { keyspace })).toHaveLength(1);
  });

  describe('with passwords and mutual TLS', () => {
    behavesAsAFixture(own({ provider: 'docker', auth: true, tls: 'mutual' }));
  });
});
