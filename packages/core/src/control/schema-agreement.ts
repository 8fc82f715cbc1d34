// After a change of the schema: the nodes that are up have the same version of it, or the wait is over.
import { Pause } from '../waiting/pause';
import { untilAborted } from '../waiting/until-aborted';
import { nowMs } from '../waiting/timers';

const firstDelayMs = 50;
const longestDelayMs = 1000;

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
  const pause = new Pause();
  const onAbort = (): void => pause.end();
  signal.addEventListener('abort', onAbort);
  try {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
      signal.throwIfAborted();
      const attempt = isAgreed().catch(() => false);
      if (await untilAborted(attempt, signal)) return true;
      const leftMs = end - nowMs();
      if (leftMs <= 0) return false;
      await pause.for(Math.min(delayMs, leftMs));
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
