import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObservedProcess, command, isAlive, newCache, until } from './server-process';

// A daemon is found by its socket, whatever the variables say.
const withoutDocker = existsSync('/var/run/docker.sock') ? it.skip : it;
const noJava = Object.fromEntries(
  ['JAVA_HOME', ...Object.keys(process.env).filter((name) => name.startsWith('JAVA_HOME_'))].map((name) => [name, '']),
);

describe('async-cassandra-testing run', () => {
  let run: ObservedProcess;

  afterEach(async () => {
    run.child.kill('SIGKILL');
    await run.exit();
    rmSync(run.temporaryFolder, { recursive: true, force: true });
  });

  const runWith = (...program: string[]) => runOn([], ...program);
  const runOn = (options: string[], ...program: string[]) => {
    run = new ObservedProcess([command, 'run', '--provider', 'jvm', ...options, '--', ...program]);
    return run;
  };

  it('gives the program a server, and its exit code back', async () => {
    const script = `
      const { ExternalCassandra } = require(${JSON.stringify(require.resolve('../dist/index.js'))});
      ExternalCassandra.connect()
        .then((fixture) => fixture.runCql('SELECT cluster_name FROM system.local'))
        .then(([row]) => { console.log(row.cluster_name); process.exit(7); });
    `;
    runWith(process.execPath, '-e', script);
    expect(await run.exit()).toEqual([7, null]);
    expect(run.output).toContain('async-cassandra-testing');
    expect(run.runFolders).toEqual([]);
  });

  it('gives the program as many nodes as it wants, behind passwords and certificates', async () => {
    const script = `
      const { ExternalCassandra } = require(${JSON.stringify(require.resolve('../dist/index.js'))});
      const { Client } = require('cassandra-driver');
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
        console.log('nodes:', client.hosts.length);
        await client.shutdown();
      })();
    `;
    runOn(['--nodes', '2', '--auth', '--tls=mutual', '--heap-mb', '320'], process.execPath, '-e', script);
    expect(await run.exit()).toEqual([0, null]);
    expect(run.output).toMatch(/without a certificate: .*certificate/i);
    expect(run.output).toContain('without a password: AuthenticationError\n');
    expect(run.output).toContain('nodes: 2\n');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('passes %s on, and stops the server after the program', async (signal, exitCode) => {
    runWith('sh', '-c', `trap 'echo got it; exit ${exitCode}' TERM INT; echo started; while :; do read -r line; done`);
    await run.printed('started');
    const [pid] = run.nodePids();
    run.child.kill(signal);
    expect(await run.exit()).toEqual([exitCode, null]);
    expect(run.output).toContain('got it');
    expect(isAlive(pid as number)).toBe(false);
    expect(run.runFolders).toEqual([]);
  });

  it('gives up cleanly when it is told to end while the server starts', async () => {
    runWith('echo', 'never');
    await run.printed('Starting Cassandra');
    await until(() => run.nodePids().length > 0);
    const [pid] = run.nodePids();
    run.child.kill('SIGTERM');
    expect(await run.exit()).toEqual([1, null]);
    expect(run.output).not.toContain('never');
    expect(isAlive(pid as number)).toBe(false);
    expect(run.runFolders).toEqual([]);
  });

  it('says that there is no such program', async () => {
    runWith('no-such-program');
    expect(await run.exit()).toEqual([1, null]);
    expect(run.output).toContain('Cannot run no-such-program: there is no such command\n');
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

describe('async-cassandra-testing start and stop', () => {
  const cache = newCache();

  afterAll(async () => {
    await perform('stop');
    rmSync(cache, { recursive: true, force: true });
  });

  async function perform(...args: string[]): Promise<{ output: string; exitCode: number | null }> {
    const run = new ObservedProcess([command, ...args], { ASYNC_CASSANDRA_CACHE: cache });
    const [exitCode] = await run.exit();
    rmSync(run.temporaryFolder, { recursive: true, force: true });
    return { output: run.output, exitCode };
  }

  const exportsIn = (output: string) => output.split('\n').filter((line) => line.startsWith('export '));

  it('leave a server running for other processes, the same one for all, until it is stopped', async () => {
    const [one, two] = await Promise.all([
      perform('start', '--provider', 'jvm'),
      perform('start', '--provider', 'jvm'),
    ]);
    expect(one.exitCode).toBe(0);
    expect(exportsIn(one.output)).toEqual([
      'export CASSANDRA_CONTACT_POINTS=127.0.0.1',
      expect.stringMatching(/^export CASSANDRA_PORT=\d+$/),
      'export CASSANDRA_LOCAL_DATACENTER=datacenter1',
    ]);
    expect(exportsIn(two.output)).toEqual(exportsIn(one.output));
    const port = /PORT=(\d+)/.exec(one.output)?.[1] as string;

    const use = new ObservedProcess([command, 'run', '--', 'sh', '-c', 'echo used $CASSANDRA_PORT'], {
      CASSANDRA_CONTACT_POINTS: '127.0.0.1',
      CASSANDRA_PORT: port,
    });
    expect(await use.exit()).toEqual([0, null]);
    expect(use.output).toContain(`used ${port}`);
    expect(use.output).toContain('(external: CASSANDRA_CONTACT_POINTS is set)');
    rmSync(use.temporaryFolder, { recursive: true });
    // How a program ended that a signal killed.
    const killed = new ObservedProcess([command, 'run', '--', 'sh', '-c', 'kill -KILL $$'], {
      CASSANDRA_CONTACT_POINTS: '127.0.0.1',
      CASSANDRA_PORT: port,
    });
    expect(await killed.exit()).toEqual([137, null]);
    rmSync(killed.temporaryFolder, { recursive: true });

    const listed = await perform('list');
    expect(listed).toEqual({
      output: expect.stringMatching(/^default {2}127\.0\.0\.1 port \d+ {2}\(.*\)\n$/),
      exitCode: 0,
    });
    expect(listed.output).toContain(`port ${port}  (Cassandra 5.0.8, 1 node, jvm, process `);
    expect(await perform('start', '--auth', '--nodes', '2')).toEqual({
      output:
        'async-cassandra-testing: The server "default" already runs with other settings: nodes is 1, not 2; auth is false, not true. ' +
        'Stop it first (async-cassandra-testing stop --name default), or start one beside it (--name <another>)\n',
      exitCode: 1,
    });

    expect(await perform('stop', '--all')).toEqual({ output: 'Stopped default\n', exitCode: 0 });
    expect(await perform('list')).toEqual({ output: 'No server is running\n', exitCode: 0 });
    expect(await perform('stop')).toEqual({ output: 'No server was running\n', exitCode: 0 });
  });

  it('show why a server cannot start', async () => {
    const script = join(cache, 'no-such.cql');
    const { output, exitCode } = await perform('start', '--provider', 'jvm', '--init', script);
    expect(exitCode).toBe(1);
    expect(output).toContain('ENOENT');
    expect(await perform('stop')).toMatchObject({ output: 'No server was running\n' });
  });
});
