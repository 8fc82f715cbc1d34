import { setTimeout as delay } from 'node:timers/promises';

/** Ends only a wait without an end: on a machine that is very busy, seconds become minutes. */
export const lastLimitMs = 5 * 60_000;

/** Tries again until it does not fail. When it has failed for too long, it says what was waited for. */
export async function until(what: string, attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + lastLimitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`Waited ${lastLimitMs / 1000} s until ${what}`, { cause });
      await delay(200);
    }
  }
}
