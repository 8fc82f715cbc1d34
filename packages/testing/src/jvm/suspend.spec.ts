import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { suspend } from './suspend';

// Eight threads that count in shared memory. The first one says when all of them do.
const busyProcess = `
const { Worker } = require('node:worker_threads');
const counters = new Int32Array(new SharedArrayBuffer(32));
for (let i = 0; i < 8; i++) {
  const counting = 'const { workerData: c } = require("node:worker_threads"); for (;;) Atomics.add(c.counters, c.i, 1);';
  new Worker(counting, { eval: true, workerData: { counters, i } });
}
const started = setInterval(() => {
  if (counters.some((count) => count === 0)) return;
  clearInterval(started);
  process.stdout.write('busy');
}, 5);
`;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('suspend [needs Linux]', () => {
  let child: ChildProcess;

  beforeEach(async () => {
    child = spawn(process.execPath, ['-e', busyProcess], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout as NodeJS.ReadableStream, 'data');
  });

  afterEach(async () => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  });

  it('returns when no thread of a busy process runs any more', async () => {
    for (let round = 0; round < 20; round++) {
      await suspend(child.pid as number);
      expect(new Set(threadStates(child.pid as number))).toEqual(new Set(['T']));
      child.kill('SIGCONT');
    }
  });
});

it('rejects for a process that does not exist', async () => {
  await expect(suspend(2 ** 22 + 1)).rejects.toThrow('ESRCH');
});

function threadStates(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    return text.charAt(text.lastIndexOf(')') + 2);
  });
}
