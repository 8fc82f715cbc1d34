import type { ReconnectionPolicy } from '../driver/policies';

const fallbackDelayMs = 1000;

/**
 * The policy's delays without end, each between 0.85 and 1.15 of what it says, so that many clients do not come back in the
 * same moment. A schedule that ends goes on with its last delay; one that fails, with one second.
 */
export function* reconnectionDelays(policy: ReconnectionPolicy): Generator<number, never> {
  let delayMs = fallbackDelayMs;
  let schedule: Iterator<number> | undefined;
  for (;;) {
    try {
      schedule ??= policy.newSchedule();
      const next = schedule.next();
      if (next.done !== true && next.value >= 0) delayMs = next.value;
    } catch {
      delayMs = fallbackDelayMs;
    }
    yield delayMs * (0.85 + 0.3 * Math.random());
  }
}
