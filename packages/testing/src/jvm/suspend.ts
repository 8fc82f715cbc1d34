import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { outputOf } from '../processes';

const stopTimeoutMs = 60_000;
const pollMs = 5;
/** Stopped by a signal, by a debugger, or ended: what Linux and `ps` write. */
const notRunning = new Set(['T', 't', 'Z', 'X']);

/**
 * Stops a process by SIGSTOP, and returns when each of its threads has stopped. The signal alone returns before: a process whose threads
 * wait for a processor runs for a while longer, and answers requests.
 */
export async function suspend(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const deadline = performance.now() + stopTimeoutMs;
  while (!(await hasStopped(pid))) {
    if (performance.now() > deadline) {
      throw new FixtureError(
        fixtureErrorCode.stopped,
        `Process ${pid} still runs ${stopTimeoutMs / 1000} s after SIGSTOP`,
      );
    }
    await delay(pollMs);
  }
}

async function hasStopped(pid: number): Promise<boolean> {
  const states = process.platform === 'linux' ? await threadStates(pid) : [await processState(pid)];
  return states.every((state) => notRunning.has(state));
}

async function threadStates(pid: number): Promise<string[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch((): string[] => []);
  return Promise.all(threads.map((thread) => threadState(`/proc/${pid}/task/${thread}/stat`)));
}

// The state follows the name, which is in parentheses and may contain any character. A thread that has ended meanwhile does not run.
async function threadState(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => ') T');
  return text.charAt(text.lastIndexOf(')') + 2);
}

async function processState(pid: number): Promise<string> {
  return (await outputOf('ps', ['-o', 'state=', '-p', String(pid)], stopTimeoutMs)).trim().charAt(0);
}
