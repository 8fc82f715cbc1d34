import type { StartOptions } from '../fixture';
import { FixtureError } from '../fixture-error';
import type { Progress } from '../progress';
import { startCassandra } from '../start-cassandra';
import { removeServer, writeServer, type KeptServer } from './server-file';

/** The messages of a keeper to the command that started it. */
export type KeeperMessage =
  | { kind: 'step' | 'update' | 'done'; text: string }
  | { kind: 'ready'; server: KeptServer }
  | { kind: 'failed'; code: FixtureError['code'] | undefined; message: string };

/**
 * The process behind a server that was left running: owns the server until it is told to stop. It is a process of its own so that the server has
 * an owner that it ends with, as everywhere else.
 */
export async function keepServer(name: string, options: StartOptions): Promise<void> {
  // If the starting command is killed before it knows the server, its lock is free, and another one may start.
  const starting = new AbortController();
  const cancelStart = () => starting.abort(new Error('The command that started the server has ended'));
  let end = cancelStart;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => end());
  process.once('disconnect', cancelStart);
  try {
    const fixture = await startCassandra({ ...options, progress: messageProgress, signal: starting.signal });
    const settings = { ...options, provider: fixture.provider };
    const server = { pid: process.pid, environment: fixture.environment(), settings };
    await writeServer(name, server);
    end = () => void remove();
    if (starting.signal.aborted) return await remove();
    process.removeListener('disconnect', cancelStart);
    tell({ kind: 'ready', server });

    async function remove() {
      await removeServer(name);
      await fixture.stop();
      process.exit(0);
    }
  } catch (error) {
    const code = error instanceof FixtureError ? error.code : undefined;
    tell({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
  // The starting command may end now; a timer keeps this process alive.
  if (process.connected) process.disconnect();
  if (process.exitCode !== 1) setInterval(() => undefined, 2 ** 30);
}

const messageProgress: Progress = {
  step: (text) => tell({ kind: 'step', text }),
  update: (text) => tell({ kind: 'update', text }),
  done: (text) => tell({ kind: 'done', text }),
  abandon: () => undefined,
};

function tell(message: KeeperMessage): void {
  if (process.connected) process.send?.(message);
}
