import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../src/cache-folder';

export const command = join(__dirname, '..', 'bin', 'async-cassandra-testing.js');

/** Only ends endless waits: on a very busy machine, seconds become minutes. */
const lastLimitMs = 10 * 60_000;

export const newTemporaryFolder = () => mkdtempSync(join(tmpdir(), 'testing-spec-'));

/** Returns a cache folder for servers that no other test sees, with the shared artifacts. */
export function newCache(): string {
  const cache = mkdtempSync(join(tmpdir(), 'testing-cache-'));
  symlinkSync(join(cacheFolder(), 'cassandra-5.0.8'), join(cache, 'cassandra-5.0.8'));
  return cache;
}

/** A program in a process and a temporary folder of its own, or a shared one, so that a test can see what it leaves behind. */
export class ObservedProcess {
  readonly child: ChildProcessWithoutNullStreams;
  output = '';

  constructor(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    readonly temporaryFolder = newTemporaryFolder(),
  ) {
    this.child = spawn(process.execPath, args, {
      env: { ...process.env, CASSANDRA_CONTACT_POINTS: '', ...environment, TMPDIR: this.temporaryFolder },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** Resolves when the process has printed the text. */
  async printed(text: string | RegExp): Promise<void> {
    const isThere = () => {
      if (this.output.search(text) >= 0) return true;
      if (this.child.exitCode !== null) throw new Error(`It ended early: ${this.output}`);
      return false;
    };
    await until(isThere, () => `${this.child.spawnargs.join(' ')} prints ${String(text)}, after ${this.output}`);
  }

  async exit(): Promise<[number | null, NodeJS.Signals | null]> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return [this.child.exitCode, this.child.signalCode];
    }
    const signal = AbortSignal.timeout(lastLimitMs);
    const exit = once(this.child, 'exit', { signal }) as Promise<[number | null, NodeJS.Signals | null]>;
    return exit.catch((cause: unknown) => {
      throw new Error(waitedUntil(`${this.child.spawnargs.join(' ')} ends, after ${this.output}`), { cause });
    });
  }

  get runsFolder(): string {
    return join(this.temporaryFolder, `async-cassandra-testing-${userInfo().username}`);
  }

  get runFolders(): string[] {
    if (!existsSync(this.runsFolder)) return [];
    return readdirSync(this.runsFolder).filter((name) => name.startsWith('run-'));
  }

  /** Returns the process ids of the nodes that it runs. */
  nodePids(): number[] {
    return (
      this.runFolders
        .map((name) => join(this.runsFolder, name))
        .flatMap((folder) => readdirSync(folder).map((node) => join(folder, node, 'pid')))
        .filter((file) => existsSync(file))
        .map((file) => Number(readFileSync(file, 'utf8')))
        // The file exists a moment before its content.
        .filter((pid) => pid > 0)
    );
  }
}

const waitedUntil = (what: string): string => `Waited ${lastLimitMs / 1000} s until ${what}`;

/** Polls until the condition holds. After too long, throws an error that names the awaited condition. */
export async function until(condition: () => boolean, what = () => String(condition)): Promise<void> {
  for (const deadline = Date.now() + lastLimitMs; !condition(); await delay(20)) {
    if (Date.now() > deadline) throw new Error(waitedUntil(what()));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A killed process that was not waited for still has its id.
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] : undefined;
  return !state?.startsWith('Z');
}

/** The processes whose parent it is and whose command line has the words. */
export function childrenOf(pid: number, words: string): number[] {
  return execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match?.[2] === String(pid) && match[3]?.includes(words))
    .map((match) => Number(match?.[1]));
}
