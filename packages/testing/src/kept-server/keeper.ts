import type { StartOptions } from '../fixture';
import { FixtureError } from '../fixture-error';
import type { Progress } from '../progress';
import { startCassandra } from '../start-cassandra';
import { removeServer, writeServer, type KeptServer } from './server-file';

/** What a keeper tells the command that started it. */
export type KeeperMessage =
  | { kind: 'step' | 'update' | 'done'; text: string }
  | { kind: 'ready'; server: KeptServer }
  | { kind: 'failed'; code: FixtureError['code'] | undefined; message: string };

/**
 * The process behind a server that was left running: holds a server until it is told to end. It is a process of its own so that the server has an
 * owner, with whom it goes, as everywhere else.
 */
export async function keepServer(name: string, options: StartOptions): Promise<void> {
  // Killed before it knows of the server, the command that started us frees its lock for one who starts another.
  const starting = new AbortController();
  const giveUp = () => starting.abort(new Error('The command that started the server has ended'));
  process.once('disconnect', giveUp);
  try {
    const fixture = await startCassandra({ ...options, progress: messageProgress, signal: starting.signal });
    process.removeListener('disconnect', giveUp);
    const settings = { ...options, provider: fixture.provider };
    const server = { pid: process.pid, environment: fixture.environment(), settings };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void end());
    await writeServer(name, server);
    tell({ kind: 'ready', server });

    async function end() {
      await removeServer(name);
      await fixture.stop();
      process.exit(0);
    }
  } catch (error) {
    const code = error instanceof FixtureError ? error.code : undefined;
    tell({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
  // The command that started us is free to end; a timer keeps us.
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
