import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../src/cache-folder';

export const command = join(__dirname, '..', 'bin', 'async-cassandra-testing.js');

const newTemporaryFolder = () => mkdtempSync(join(tmpdir(), 'testing-spec-'));

/** A cache folder for servers that no other test sees, with the artifacts of everybody. */
export function newCache(): string {
  const cache = mkdtempSync(join(tmpdir(), 'testing-cache-'));
  symlinkSync(join(cacheFolder(), 'cassandra-5.0.8'), join(cache, 'cassandra-5.0.8'));
  return cache;
}

/** A program in a process and a temporary folder of its own, or one that it shares, so that a test can see what it leaves behind. */
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

  /** Resolves when it has printed that. */
  async printed(text: string | RegExp): Promise<void> {
    await until(() => {
      if (this.output.search(text) >= 0) return true;
      if (this.child.exitCode !== null) throw new Error(`It ended early: ${this.output}`);
      return false;
    });
  }

  async exit(): Promise<[number | null, NodeJS.Signals | null]> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return [this.child.exitCode, this.child.signalCode];
    }
    return (await once(this.child, 'exit')) as [number | null, NodeJS.Signals | null];
  }

  get runsFolder(): string {
    return join(this.temporaryFolder, `async-cassandra-testing-${userInfo().username}`);
  }

  get runFolders(): string[] {
    if (!existsSync(this.runsFolder)) return [];
    return readdirSync(this.runsFolder).filter((name) => name.startsWith('run-'));
  }

  /** The process ids of the nodes that it runs. */
  nodePids(): number[] {
    return (
      this.runFolders
        .map((name) => join(this.runsFolder, name))
        .flatMap((folder) => readdirSync(folder).map((node) => join(folder, node, 'pid')))
        .filter((file) => existsSync(file))
        .map((file) => Number(readFileSync(file, 'utf8')))
        // The file is there a moment before its text.
        .filter((pid) => pid > 0)
    );
  }
}

/** Looks again and again until it is so; the time limit of the test is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A killed process that nobody has waited for yet still has its id.
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] : undefined;
  return !state?.startsWith('Z');
}
