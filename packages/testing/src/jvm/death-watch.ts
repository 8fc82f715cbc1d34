import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isMainThread } from 'node:worker_threads';
import { outputOf } from '../processes';

// Waits for the end of its standard input, which comes when our process ends, for whatever reason. Then it kills the
// nodes whose ids are in the run folder and removes the folder: twice, because a dying node may still write.
const script = `
read -r word
[ "$word" = "dismissed" ] && exit 0
for file in "$1"/*/pid; do [ -f "$file" ] && kill -9 "$(cat "$file")"; done
rm -rf "$1"; sleep 1; rm -rf "$1"
`;

/** A process that outlives this one by a moment, to kill its nodes and to remove their folder if `dismiss` was never called. */
export class DeathWatch {
  readonly #watcher: ChildProcess;

  constructor(runFolder: string) {
    // In its own session, so that signals to our process group do not reach it.
    this.#watcher = spawn('sh', ['-c', script, 'sh', runFolder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#watcher.unref();
    (this.#watcher.stdin as unknown as { unref(): void }).unref();
  }

  async dismiss(): Promise<void> {
    if (this.#watcher.exitCode !== null || this.#watcher.signalCode !== null) return;
    const exit = once(this.#watcher, 'exit');
    this.#watcher.ref();
    this.#watcher.stdin?.end('dismissed\n');
    await exit;
  }
}

let setpriv: Promise<boolean> | undefined;

/**
 * Returns a command prefix with which the kernel kills a node when our process ends, whatever happens to the watcher. Linux only, and
 * only from the main thread: the kernel watches the thread that forked.
 */
export async function deathSignalPrefix(): Promise<string[]> {
  if (process.platform !== 'linux' || !isMainThread) return [];
  setpriv ??= outputOf('setpriv', ['--pdeathsig', 'KILL', 'true']).then(
    () => true,
    () => false,
  );
  return (await setpriv) ? ['setpriv', '--pdeathsig', 'KILL', '--'] : [];
}
