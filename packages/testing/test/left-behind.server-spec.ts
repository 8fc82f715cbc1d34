import { rmSync } from 'node:fs';
import { ObservedProcess, childrenOf, command, isAlive, until } from './server-process';

const index = JSON.stringify(require.resolve('../dist/index.js'));
const startAndStay = `
  const { startCassandra } = require(${index});
  startCassandra({ provider: 'jvm', progress: false }).then(() => setInterval(() => {}, 1000));
`;
const inWorkerThread = `
  const { Worker } = require('node:worker_threads');
  new Worker(${JSON.stringify(startAndStay)}, { eval: true });
`;
const startAndCrash = `${startAndStay} process.stdin.once('data', () => { throw new Error('crash'); });`;
const startAndForget = `
  const { startCassandra } = require(${index});
  startCassandra({ provider: 'jvm', progress: false }).then(() => process.stdin.once('data', () => process.stdin.destroy()));
`;

describe('a server whose owner ends', () => {
  let owner: ObservedProcess;

  afterEach(async () => {
    owner.child.kill('SIGKILL');
    await owner.exit();
    rmSync(owner.temporaryFolder, { recursive: true, force: true });
  });

  /** Resolves with the node of the owner, stopped while it starts: it ends when it is killed, and not of what it misses. */
  async function stoppedNodeOf(program: string): Promise<number> {
    owner = new ObservedProcess(['-e', program]);
    await until(() => owner.nodePids().length > 0);
    const [pid] = owner.nodePids();
    process.kill(pid as number, 'SIGSTOP');
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
    const pid = await stoppedNodeOf(program);
    owner.child.kill('SIGKILL');
    await nothingIsLeftOf(pid);
  });

  it('goes with an owner that crashes', async () => {
    const pid = await stoppedNodeOf(startAndCrash);
    owner.child.stdin.write('now');
    expect(await owner.exit()).toEqual([1, null]);
    await nothingIsLeftOf(pid);
  });

  it('goes with the run command, killed while its program runs', async () => {
    owner = new ObservedProcess([command, 'run', '--provider', 'jvm', '--', 'sh', '-c', 'echo started; read -r line']);
    await owner.printed('started');
    const [pid] = owner.nodePids();
    expect(isAlive(pid as number)).toBe(true);
    owner.child.kill('SIGKILL');
    await nothingIsLeftOf(pid as number);
  });

  it('goes at once even if the watcher was killed first; the next start removes the folder, and does not keep its owner from ending', async () => {
    const pid = await stoppedNodeOf(startAndStay);
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
