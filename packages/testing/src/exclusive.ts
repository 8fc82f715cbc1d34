import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';

// The holder renews its lock. After this time others take over the lock of a killed process.
const staleMs = 10_000;
const retryMs = 250;

/** Runs `work` while no other process on this machine runs work of the same name. The name is a path that need not exist. */
export async function exclusively<T>(name: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(name), { recursive: true });
  const release = await lock(name, {
    realpath: false,
    stale: staleMs,
    retries: { retries: Math.ceil(waitMs / retryMs), factor: 1, minTimeout: retryMs, maxTimeout: retryMs },
    // The lock is lost when this process stalls for too long. The work must tolerate a second worker, and does: it ends with one rename.
    onCompromised: () => undefined,
  });
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}
