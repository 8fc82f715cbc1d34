import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { dismissal } from './reaper';

// The path of the same file from the sources, which tests run, and from the build.
const reaperFile = join(__dirname, '..', '..', 'dist', 'docker', 'reaper.js');

/** Starts the process that cleans up when the owner of a fixture ends. Returns a function that dismisses it. */
export function startReaper(fixtureId: string): () => Promise<void> {
  const reaper = spawn(process.execPath, [reaperFile, fixtureId], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  reaper.unref();
  (reaper.stdin as unknown as { unref(): void }).unref();
  return async () => {
    if (reaper.exitCode !== null || reaper.signalCode !== null) return;
    const exit = once(reaper, 'exit');
    reaper.ref();
    reaper.stdin.end(dismissal);
    await exit;
  };
}
