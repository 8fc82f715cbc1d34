import { setTimeout as delay } from 'node:timers/promises';

/** Only ends endless waits: on a very busy machine, seconds become minutes. */
export const lastLimitMs = 5 * 60_000;

/** Repeats an attempt until it succeeds. After too long, throws an error that names the awaited condition. */
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
