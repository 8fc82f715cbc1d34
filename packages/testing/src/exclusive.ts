import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';

// The holder renews its lock; one that was killed leaves a lock that others take over after this time.
const staleMs = 10_000;
const retryMs = 250;

/** Runs `work` while no other process on this machine runs work of the same name (a path; nothing has to be there). */
export async function exclusively<T>(name: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(name), { recursive: true });
  const release = await lock(name, {
    realpath: false,
    stale: staleMs,
    retries: { retries: Math.ceil(waitMs / retryMs), factor: 1, minTimeout: retryMs, maxTimeout: retryMs },
    // Lost when this process stood still for too long. The work must bear a second worker, and does: it ends in one rename.
    onCompromised: () => undefined,
  });
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}
