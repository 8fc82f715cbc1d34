import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { exclusively } from '../exclusive';
import type { StartOptions } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { isProcessAlive } from '../processes';
import type { Progress } from '../progress';
import type { KeeperMessage } from './keeper';
import { otherSettings, type KeptSettings } from './other-settings';
import { keeperWord, readServer, serverFile, type KeptServer } from './server-file';

// The path of the same file from the sources, which tests run, and from the build.
const keeperFile = join(__dirname, '..', '..', 'dist', 'command.js');

const startWaitMs = 20 * 60_000;
const stopWaitMs = 60_000;
const pollMs = 50;

/**
 * Returns the server of that name: the running one, or a new one that outlives this process. @throws FixtureError when the running one differs
 * from `options`.
 */
export function startKeptServer(
  name: string,
  options: StartOptions,
  progress: Progress,
  signal?: AbortSignal,
): Promise<KeptServer> {
  return exclusively(
    serverFile(name),
    startWaitMs,
    async () => {
      const running = await readServer(name);
      if (running === undefined) return startKeeper(name, options, progress, signal);
      refuseOtherSettings(name, running, options);
      return running;
    },
    signal,
  );
}

function refuseOtherSettings(name: string, { settings }: KeptServer, options: StartOptions): void {
  const { startupTimeoutMs: _, ...asked }: KeptSettings & Pick<StartOptions, 'startupTimeoutMs'> = options;
  const differences = settings === undefined ? [] : otherSettings(settings, asked);
  if (differences.length === 0) return;
  throw new FixtureError(
    fixtureErrorCode.badOption,
    `The server ${JSON.stringify(name)} already runs with other settings: ${differences.join('; ')}. ` +
      `Stop it first (async-cassandra-testing stop --name ${name}), or start one beside it (--name <another>)`,
  );
}

/** Stops the server of that name. Resolves with false without such a server. */
export async function stopKeptServer(name: string): Promise<boolean> {
  const server = await readServer(name);
  if (!server) return false;
  try {
    process.kill(server.pid, 'SIGTERM');
  } catch (error) {
    // The process has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  for (const deadline = Date.now() + stopWaitMs; isProcessAlive(server.pid); await delay(pollMs)) {
    if (Date.now() < deadline) continue;
    process.kill(server.pid, 'SIGKILL');
    break;
  }
  return true;
}

function startKeeper(
  name: string,
  options: StartOptions,
  progress: Progress,
  signal?: AbortSignal,
): Promise<KeptServer> {
  const keeper = fork(keeperFile, [keeperWord, name, JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // It ends when it has removed its server, in whatever state that is.
  const endKeeper = () => keeper.kill('SIGTERM');
  signal?.addEventListener('abort', endKeeper);
  return new Promise<KeptServer>((resolve, reject) => {
    keeper.once('error', reject);
    keeper.once('exit', (code, ending) => {
      const message = `The keeper of the server ended (${ending ?? code})`;
      reject(signal?.aborted ? signal.reason : new FixtureError(fixtureErrorCode.startFailed, message));
    });
    keeper.on('message', (message: KeeperMessage) => {
      switch (message.kind) {
        case 'ready':
          return resolve(message.server);
        case 'failed':
          // Its exit settles a start that was abandoned.
          if (signal?.aborted) return;
          return reject(new FixtureError(message.code ?? fixtureErrorCode.startFailed, message.message));
        default:
          return progress[message.kind](message.text);
      }
    });
  }).finally(() => {
    signal?.removeEventListener('abort', endKeeper);
    keeper.removeAllListeners();
    if (keeper.connected) keeper.disconnect();
    keeper.unref();
  });
}
