// Waits after a schema change until the nodes that are up have the same schema version, or the time is over.
import { delay } from '../waiting/delay';
import { nowMs } from '../waiting/timers';
import { withDeadline } from '../waiting/with-deadline';

// A check costs two small reads, and a change takes the nodes about a second. Each pause may delay the caller needlessly.
const firstDelayMs = 20;
const growth = 1.5;
const longestDelayMs = 200;

/**
 * Checks for agreement with growing delays. Resolves with whether it was reached within `maxWaitMs`; a failed check
 * counts as "not yet". Rejects only with the reason of an aborted signal.
 */
export async function waitForSchemaAgreement(
  isAgreed: () => Promise<boolean>,
  maxWaitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const end = nowMs() + maxWaitMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * growth, longestDelayMs)) {
    signal.throwIfAborted();
    const attempt = isAgreed().catch(() => false);
    if (await withDeadline(attempt, { signal })) return true;
    const leftMs = end - nowMs();
    if (leftMs <= 0) return false;
    await delay(Math.min(delayMs, leftMs), signal);
  }
}
