import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

// The holder renews its lock. After this time others take over the lock of a killed process.
const staleMs = 10_000;
const retryMs = 250;

/**
 * Runs `work` while no other process on this machine runs work of the same name. The name is a path that need not exist. The signal
 * ends the wait for others; the work must end by itself.
 */
export async function exclusively<T>(
  name: string,
  waitMs: number,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await mkdir(dirname(name), { recursive: true });
  const release = await acquire(name, Date.now() + waitMs, signal);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(name: string, deadline: number, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await lock(name, {
        realpath: false,
        stale: staleMs,
        // The lock is lost when this process stalls for too long. The work must tolerate a second worker, and does: it ends with one rename.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await delay(retryMs, undefined, { signal });
  }
}
