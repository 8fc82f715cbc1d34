import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartOptions } from '../src/index';
import { exclusively } from '../src/exclusive';
import { startAndGiveUp } from './giving-up-program';
import { ObservedProcess, newCache, until } from './server-process';

type Step = (run: ObservedProcess) => boolean;

const logs = ({ runFolders, runsFolder }: ObservedProcess): string[] =>
  runFolders
    .flatMap((run) => readdirSync(join(runsFolder, run)).map((node) => join(runsFolder, run, node, 'system.log')))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'));

const jvm: StartOptions = { provider: 'jvm' };
const two: StartOptions = { provider: 'jvm', nodes: 2 };
const kept: StartOptions = { provider: 'jvm', reuse: true };

type Row = [step: string, options: StartOptions, isReached: Step];

const stepsWithProcess: Row[] = [
  ['its process is there', jvm, (run) => run.nodePids().length > 0],
  ['its log begins', jvm, (run) => logs(run).some((log) => log !== '')],
  ['the second of two processes is there', two, (run) => run.nodePids().length > 1],
  ['the log of the second of two begins', two, (run) => logs(run).filter((log) => log !== '').length > 1],
];
const steps: Row[] = [
  ['it announces the start', jvm, ({ output }) => output.includes('step Starting')],
  ['its folder is there', jvm, ({ runFolders }) => runFolders.length > 0],
  ...stepsWithProcess,
  ['it is ready, and the migrations run', jvm, ({ output }) => output.includes('step migrations')],
  ['its keeper starts it', kept, ({ output }) => output.includes('step Starting')],
  ['its keeper has a folder for it', kept, ({ runFolders }) => runFolders.length > 0],
  ['its keeper has a process of it', kept, (run) => run.nodePids().length > 0],
  ['its keeper sees its log begin', kept, (run) => logs(run).some((log) => log !== '')],
];

describe('a start on the JVM', () => {
  let cache: string;
  let run: ObservedProcess;

  beforeEach(() => {
    cache = newCache();
  });
  afterEach(async () => {
    run.child.kill('SIGKILL');
    await run.exit();
    for (const folder of [run.temporaryFolder, cache]) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  function begin(options: StartOptions, environment: NodeJS.ProcessEnv = {}): void {
    run = new ObservedProcess(['-e', startAndGiveUp(options)], { ASYNC_CASSANDRA_CACHE: cache, ...environment });
  }

  /** What the start has rejected with. The run ends by itself. */
  async function outcome(): Promise<{ message: string; code?: string; children: string }> {
    await run.printed('outcome');
    const folders = existsSync(run.runsFolder) ? readdirSync(run.runsFolder) : [];
    expect(folders.filter((name) => name.startsWith('run-'))).toEqual([]);
    expect(await run.exit()).toEqual([0, null]);
    return JSON.parse(/outcome (.*)/.exec(run.output)?.[1] as string);
  }

  it.each(steps)(
    'gives up with the reason of its signal, and leaves nothing, when %s',
    async (_, options, isReached) => {
      begin(options);
      await until(() => isReached(run));
      run.child.stdin.write('now');
      expect(await outcome()).toEqual({ message: 'enough', children: '' });
      expect(readdirSync(cache).filter((name) => name !== 'servers')).toEqual(['cassandra-5.0.8']);
      expect(existsSync(join(cache, 'servers')) ? readdirSync(join(cache, 'servers')) : []).toEqual([]);
    },
  );

  it.each(stepsWithProcess)(
    'fails, and leaves nothing, when its process is killed when %s',
    async (_, options, isReached) => {
      begin(options);
      await until(() => isReached(run));
      process.kill(run.nodePids().at(-1) as number, 'SIGKILL');
      expect(await outcome()).toMatchObject({ code: 'START_FAILED', children: '' });
    },
  );

  it('gives up while Maven runs, and waits until it has ended', async () => {
    rmSync(join(cache, 'cassandra-5.0.8'));
    const tools = join(cache, 'tools');
    const maven = join(tools, 'mvn');
    mkdirSync(tools);
    // Stands in for Maven, which would be done before it is asked to end.
    const late = 'for each in "$@"; do case "$each" in -DoutputDirectory=*) cd "${each#*=}" && touch late;; esac; done';
    writeFileSync(maven, `#!/bin/sh\ntrap '${late}; exit 143' TERM\n[ "$1" = --version ] || echo > '${tools}/runs'\n`);
    writeFileSync(maven, '[ "$1" = --version ] && exit 0\nwhile :; do sleep 0.1; done\n', { flag: 'a' });
    chmodSync(maven, 0o700);
    begin(jvm, { PATH: `${tools}:${process.env.PATH}` });
    await until(() => existsSync(join(tools, 'runs')));
    run.child.stdin.write('now');
    expect(await outcome()).toEqual({ message: 'enough', children: '' });
    expect(readdirSync(cache)).toEqual(['tools']);
  });

  it('gives up while another process fetches the same artifacts', async () => {
    const artifacts = join(cache, 'cassandra-5.0.8');
    rmSync(artifacts);
    await exclusively(artifacts, 0, async () => {
      begin(jvm);
      run.child.stdin.write('now');
      expect(await outcome()).toEqual({ message: 'enough', children: '' });
    });
  });
});
