// A user's reconnection policy, made safe for whoever waits by it: its schedule never ends, and gives only what a timer takes.
import type { ReconnectionPolicy } from '../driver/policies';

/** Where a policy's answer is no delay, and before it gave any. */
const fallbackDelayMs = 1000;
const longestTimerMs = 0x7fff_ffff;

export class EndlessReconnection implements ReconnectionPolicy {
  readonly #policy: ReconnectionPolicy;

  constructor(policy: ReconnectionPolicy) {
    this.#policy = policy;
  }

  getOptions(): Map<string, object> {
    // Not every hand-written policy has it.
    return this.#policy.getOptions?.() ?? new Map();
  }

  /** After the policy's last delay, that delay again: a node is not given up while the cluster is open. */
  newSchedule(): Iterator<number, never> {
    const schedule = this.#policy.newSchedule();
    let last = fallbackDelayMs;
    let isOver = false;
    return {
      next() {
        if (!isOver) {
          const { value, done } = schedule.next();
          isOver = done === true;
          if (!isOver) last = toDelay(value);
        }
        return { done: false, value: last };
      },
    };
  }
}

function toDelay(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? Math.min(value, longestTimerMs) : fallbackDelayMs;
}
