import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObservedProcess, command, isAlive, newCache, newTemporaryFolder, until } from './server-process';

// A daemon is found by its socket, whatever the variables say.
const withoutDocker = existsSync('/var/run/docker.sock') ? it.skip : it;
const noJava = Object.fromEntries(
  ['JAVA_HOME', ...Object.keys(process.env).filter((name) => name.startsWith('JAVA_HOME_'))].map((name) => [name, '']),
);

describe('async-cassandra-testing run, with a program that connects', () => {
  let run: ObservedProcess;
  const script = `
    const { ExternalCassandra } = require(${JSON.stringify(require.resolve('../dist/index.js'))});
    const { Client } = require('cassandra-driver');
    process.once('SIGTERM', () => { console.log('got it'); process.exit(7); });
    (async () => {
      const fixture = await ExternalCassandra.connect();
      const { sslOptions, credentials, ...open } = fixture.driverOptions();
      const refusal = async (options) => {
        const client = new Client(options);
        const error = await client.connect().then(() => undefined, (error) => error);
        await client.shutdown();
        return Object.values(error.innerErrors)[0];
      };
      console.log('without a certificate:', (await refusal({ ...open, credentials, sslOptions: { ...sslOptions, cert: undefined, key: undefined } })).message);
      console.log('without a password:', (await refusal({ ...open, sslOptions })).name);
      const client = new Client({ ...open, sslOptions, credentials });
      await client.connect();
      const [row] = await fixture.runCql('SELECT cluster_name FROM system.local');
      console.log(row.cluster_name + ', nodes:', client.hosts.length);
      setInterval(() => {}, 1000);
    })();
  `;

  beforeAll(() => {
    const options = ['--provider', 'jvm', '--nodes', '2', '--auth', '--tls=mutual', '--heap-mb', '320'];
    run = new ObservedProcess([command, 'run', ...options, '--', process.execPath, '-e', script]);
  });
  afterAll(() => endOf(run));

  it('gives it as many nodes as it wants, behind passwords and certificates', async () => {
    await run.printed('nodes: ');
    expect(run.output).toMatch(/without a certificate: .*certificate/i);
    expect(run.output).toContain('without a password: AuthenticationError\n');
    expect(run.output).toContain('async-cassandra-testing, nodes: 2\n');
  });

  // The last test: it ends the run.
  it('passes SIGTERM on to it, then stops the nodes, and gives its exit code back', async () => {
    const pids = run.nodePids();
    expect(pids.map(isAlive)).toEqual([true, true]);
    run.child.kill('SIGTERM');
    expect(await run.exit()).toEqual([7, null]);
    expect(run.output).toContain('got it');
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(run.runFolders).toEqual([]);
  });
});

describe('async-cassandra-testing run', () => {
  let run: ObservedProcess;

  afterEach(() => endOf(run));

  it('gives up cleanly when it is told to end while the server starts', async () => {
    run = new ObservedProcess([command, 'run', '--provider', 'jvm', '--', 'echo', 'never']);
    await run.printed('Starting Cassandra');
    await until(() => run.nodePids().length > 0);
    const [pid] = run.nodePids();
    run.child.kill('SIGTERM');
    expect(await run.exit()).toEqual([1, null]);
    expect(run.output).not.toContain('never');
    expect(isAlive(pid as number)).toBe(false);
    expect(run.runFolders).toEqual([]);
  });

  withoutDocker('says in one message what each way lacks [needs a machine without a Docker daemon]', async () => {
    const path = mkdtempSync(join(tmpdir(), 'no-java-'));
    symlinkSync('/bin/sh', join(path, 'sh'));
    run = new ObservedProcess([command, 'run', '--', 'echo', 'never'], {
      PATH: path,
      ...noJava,
      DOCKER_HOST: 'unix:///no/such/socket',
    });
    expect(await run.exit()).toEqual([1, null]);
    expect(run.output).toBe(
      'async-cassandra-testing: Cannot start a Cassandra on this machine:\n' +
        '- not external: CASSANDRA_CONTACT_POINTS is not set\n' +
        '- not docker: no Docker daemon answers (connect ENOENT /no/such/socket)\n' +
        '- not jvm: Cassandra 5.0.8 needs Java 17 or 11, but found no java. Install it, or set JAVA_HOME to it\n',
    );
    rmSync(path, { recursive: true });
  });

  it('says that Maven is missing when there is something to fetch', async () => {
    const path = mkdtempSync(join(tmpdir(), 'no-maven-'));
    const java = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'java'));
    symlinkSync(java.find((file) => existsSync(file)) as string, join(path, 'java'));
    run = new ObservedProcess([command, 'run', '--provider', 'jvm', '--', 'echo', 'never'], {
      PATH: path,
      ASYNC_CASSANDRA_CACHE: join(path, 'cache'),
    });
    expect(await run.exit()).toEqual([1, null]);
    expect(run.output).toBe(
      'async-cassandra-testing: Maven (mvn) is needed once, to fetch the Cassandra artifacts, and is not on the path. Install it\n',
    );
    rmSync(path, { recursive: true });
  });
});

/** The tests follow one another: a server is left running, used and stopped. */
describe('async-cassandra-testing start and stop', () => {
  const cache = newCache();
  const temporaryFolder = newTemporaryFolder();
  let server: { CASSANDRA_CONTACT_POINTS: string; CASSANDRA_PORT: string };
  let run: ObservedProcess | undefined;

  afterEach(async () => {
    if (run) await endOf(run);
    run = undefined;
  });
  afterAll(async () => {
    await perform('stop');
    for (const folder of [temporaryFolder, cache]) rmSync(folder, { recursive: true, force: true });
  });

  const begin = (...args: string[]) =>
    new ObservedProcess([command, ...args], { ASYNC_CASSANDRA_CACHE: cache }, temporaryFolder);

  async function perform(...args: string[]): Promise<{ output: string; exitCode: number | null }> {
    const performed = begin(...args);
    const [exitCode] = await performed.exit();
    return { output: performed.output, exitCode };
  }

  /** Ends with the test. */
  function runOnIt(...program: string[]): ObservedProcess {
    run = new ObservedProcess([command, 'run', '--', ...program], server);
    return run;
  }

  const exportsIn = (output: string) => output.split('\n').filter((line) => line.startsWith('export '));

  it('show why a server cannot start', async () => {
    const script = join(cache, 'no-such.cql');
    const { output, exitCode } = await perform('start', '--provider', 'jvm', '--init', script);
    expect(exitCode).toBe(1);
    expect(output).toContain('ENOENT');
    expect(await perform('stop')).toMatchObject({ output: 'No server was running\n' });
  });

  it('leave nothing of a start that was killed', async () => {
    const start = begin('start', '--provider', 'jvm');
    await until(() => start.nodePids().length > 0);
    const [pid] = start.nodePids();
    // So that it ends when it is killed, and not of what it misses.
    process.kill(pid as number, 'SIGSTOP');
    start.child.kill('SIGKILL');
    await until(() => !isAlive(pid as number));
    await until(() => start.runFolders.length === 0);
  });

  it('leave a server running for other processes, the same one for all, after a start that was killed', async () => {
    const [one, two] = await Promise.all([
      perform('start', '--provider', 'jvm'),
      perform('start', '--provider', 'jvm'),
    ]);
    expect(one.exitCode).toBe(0);
    const port = /PORT=(\d+)/.exec(one.output)?.[1] as string;
    expect(exportsIn(one.output)).toEqual([
      'export CASSANDRA_CONTACT_POINTS=127.0.0.1',
      `export CASSANDRA_PORT=${port}`,
      'export CASSANDRA_LOCAL_DATACENTER=datacenter1',
    ]);
    expect(exportsIn(two.output)).toEqual(exportsIn(one.output));
    server = { CASSANDRA_CONTACT_POINTS: '127.0.0.1', CASSANDRA_PORT: port };
  });

  it('give it to the programs of other runs', async () => {
    const use = runOnIt('sh', '-c', 'echo used $CASSANDRA_PORT');
    expect(await use.exit()).toEqual([0, null]);
    expect(use.output).toContain(`used ${server.CASSANDRA_PORT}`);
    expect(use.output).toContain('(external: CASSANDRA_CONTACT_POINTS is set)');
  });

  it('give it to a program that SIGINT reaches', async () => {
    const use = runOnIt('sh', '-c', "trap 'echo got it; exit 130' INT; echo started; while :; do read -r line; done");
    await use.printed('started');
    use.child.kill('SIGINT');
    expect(await use.exit()).toEqual([130, null]);
    expect(use.output).toContain('got it');
  });

  it('give it to a program that a signal kills', async () => {
    expect(await runOnIt('sh', '-c', 'kill -KILL $$').exit()).toEqual([137, null]);
  });

  it('say that there is no such program', async () => {
    const use = runOnIt('no-such-program');
    expect(await use.exit()).toEqual([1, null]);
    expect(use.output).toContain('Cannot run no-such-program: there is no such command\n');
  });

  it('list it, and refuse one with other settings', async () => {
    const { output, exitCode } = await perform('list');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^default {2}127\.0\.0\.1 port \d+ {2}\(.*\)\n$/);
    expect(output).toContain(`port ${server.CASSANDRA_PORT}  (Cassandra 5.0.8, 1 node, jvm, process `);
    expect(await perform('start', '--auth', '--nodes', '2')).toEqual({
      output:
        'async-cassandra-testing: The server "default" already runs with other settings: nodes is 1, not 2; auth is false, not true. ' +
        'Stop it first (async-cassandra-testing stop --name default), or start one beside it (--name <another>)\n',
      exitCode: 1,
    });
  });

  it('stop it', async () => {
    expect(await perform('stop', '--all')).toEqual({ output: 'Stopped default\n', exitCode: 0 });
    expect(await perform('list')).toEqual({ output: 'No server is running\n', exitCode: 0 });
    expect(await perform('stop')).toEqual({ output: 'No server was running\n', exitCode: 0 });
  });
});

async function endOf(run: ObservedProcess): Promise<void> {
  run.child.kill('SIGKILL');
  await run.exit();
  rmSync(run.temporaryFolder, { recursive: true, force: true });
}
