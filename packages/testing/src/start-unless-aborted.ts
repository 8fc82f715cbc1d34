// What a start does when its signal aborts, for any provider.
import type { CassandraFixture } from './fixture';

/**
 * Starts a fixture. When the signal has aborted, rejects with its reason, whatever the start itself failed of; a fixture that was ready in
 * the same moment is stopped.
 */
export async function startUnlessAborted<T extends CassandraFixture>(
  signal: AbortSignal | undefined,
  start: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  let fixture: T;
  try {
    fixture = await start();
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
  if (signal?.aborted) {
    await stopAfterFailure(fixture);
    throw signal.reason;
  }
  return fixture;
}

/** Stops a fixture whose start has failed: that failure is what matters. What the stop leaves is removed when this process ends. */
export async function stopAfterFailure(fixture: Pick<CassandraFixture, 'stop'>): Promise<void> {
  await fixture.stop().catch(() => undefined);
}

/** Settles like the work, or rejects with the reason of the signal if it aborts first. The work itself continues. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { signal: ended.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    ended.abort();
  }
}
