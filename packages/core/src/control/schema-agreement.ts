// After a change of the schema: the nodes that are up have the same version of it, or the wait is over.
import { delay } from '../waiting/delay';
import { nowMs } from '../waiting/timers';
import { withDeadline } from '../waiting/with-deadline';

// A look costs two small reads; a change takes the nodes a second or so, and each pause may be waited for in vain.
const firstDelayMs = 20;
const growth = 1.5;
const longestDelayMs = 200;

/**
 * Asks for agreement with growing delays. Resolves with whether it was reached within `maxWaitMs`; an attempt that fails
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
