import { rmSync } from 'node:fs';
import { ObservedProcess, childrenOf, command, isAlive, newCache, until } from './server-process';

const index = JSON.stringify(require.resolve('../dist/index.js'));
const startAndStay = `
  const { startCassandra } = require(${index});
  startCassandra({ provider: 'jvm', progress: false }).then(() => { console.log('started'); setInterval(() => {}, 1000); });
`;
const inWorkerThread = `
  const { Worker } = require('node:worker_threads');
  new Worker(${JSON.stringify(startAndStay)}, { eval: true });
`;
const startAndForget = `
  const { startCassandra } = require(${index});
  startCassandra({ provider: 'jvm', progress: false }).then(() => {
    console.log('started');
    process.stdin.once('data', () => process.stdin.destroy());
  });
`;
const startAndCrash = `
  const { startCassandra } = require(${index});
  startCassandra({ provider: 'jvm', progress: false }).then(() => {
    console.log('started');
    process.stdin.once('data', () => { throw new Error('crash'); });
  });
`;

describe('a server whose owner ends', () => {
  let owner: ObservedProcess;

  afterEach(async () => {
    owner.child.kill('SIGKILL');
    await owner.exit();
    rmSync(owner.temporaryFolder, { recursive: true, force: true });
  });

  async function nodeOf(args: string[]): Promise<number> {
    owner = new ObservedProcess(args);
    await owner.printed('started');
    const [pid] = owner.nodePids();
    expect(isAlive(pid as number)).toBe(true);
    return pid as number;
  }

  async function nothingIsLeftOf(pid: number): Promise<void> {
    await until(() => !isAlive(pid));
    await until(() => owner.runFolders.length === 0);
  }

  it.each([
    ['by SIGKILL', startAndStay],
    ['by SIGKILL, having started it in a worker thread', inWorkerThread],
  ])('goes with it, folder and all: %s', async (_, program) => {
    const pid = await nodeOf(['-e', program]);
    owner.child.kill('SIGKILL');
    await nothingIsLeftOf(pid);
  });

  it('does not keep its owner from ending, and goes with it', async () => {
    const pid = await nodeOf(['-e', startAndForget]);
    owner.child.stdin.write('now');
    expect(await owner.exit()).toEqual([0, null]);
    await nothingIsLeftOf(pid);
  });

  it('goes with an owner that crashes', async () => {
    const pid = await nodeOf(['-e', startAndCrash]);
    owner.child.stdin.write('now');
    expect(await owner.exit()).toEqual([1, null]);
    await nothingIsLeftOf(pid);
  });

  it('goes with the run command, killed', async () => {
    const pid = await nodeOf([command, 'run', '--provider', 'jvm', '--', 'sh', '-c', 'echo started; read -r line']);
    owner.child.kill('SIGKILL');
    await nothingIsLeftOf(pid);
  });

  it('goes with the start command, killed while the server starts; the next one takes over its lock', async () => {
    const cache = newCache();
    const environment = { ASYNC_CASSANDRA_CACHE: cache };
    owner = new ObservedProcess([command, 'start', '--provider', 'jvm'], environment);
    await until(() => owner.nodePids().length > 0);
    const [pid] = owner.nodePids();
    owner.child.kill('SIGKILL');
    await nothingIsLeftOf(pid as number);

    const next = new ObservedProcess([command, 'start', '--provider', 'jvm'], environment);
    expect(await next.exit()).toEqual([0, null]);
    expect(next.nodePids().map(isAlive)).toEqual([true]);
    const stop = new ObservedProcess([command, 'stop'], environment);
    expect(await stop.exit()).toEqual([0, null]);
    expect(stop.output).toBe('Stopped default\n');
    for (const folder of [next.temporaryFolder, stop.temporaryFolder, cache]) rmSync(folder, { recursive: true });
  });

  it('goes at once even if the watcher was killed first; the next start removes the folder', async () => {
    const pid = await nodeOf(['-e', startAndStay]);
    const watchers = childrenOf(owner.child.pid as number, 'dismissed');
    expect(watchers).toHaveLength(1);
    process.kill(watchers[0] as number, 'SIGKILL');
    owner.child.kill('SIGKILL');
    await owner.exit();
    if (process.platform === 'linux') await until(() => !isAlive(pid));
    expect(owner.runFolders).toHaveLength(1);

    const next = new ObservedProcess(['-e', startAndForget], {}, owner.temporaryFolder);
    next.child.stdin.write('now');
    expect(await next.exit()).toEqual([0, null]);
    await nothingIsLeftOf(pid);
  });
});
