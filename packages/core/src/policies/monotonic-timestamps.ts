import type { Client, TimestampGenerator } from '../driver/policies';
import { nowMs, wallClockMs } from '../waiting/timers';

/** The same threshold as in cassandra-driver. */
const warnAheadMicros = 1_000_000;
const warnEveryMs = 60_000;

/**
 * The default timestamps of writes: microseconds since 1970, each later than the one before, even when the clock is set back.
 * Warns where they run more than a second ahead of the clock. Plain numbers: exact until the year 2255.
 */
export class MonotonicTimestamps implements TimestampGenerator {
  #last = 0;
  #warnedAt = -Infinity;

  next(client?: Client): number {
    const now = wallClockMs() * 1000;
    if (now > this.#last) return (this.#last = now);
    this.#last++;
    if (this.#last - now > warnAheadMicros) this.#warn(this.#last - now, client);
    return this.#last;
  }

  #warn(aheadMicros: number, client: Client | undefined): void {
    const at = nowMs();
    if (at - this.#warnedAt < warnEveryMs) return;
    this.#warnedAt = at;
    const log = client as { log?(level: string, message: string): void } | undefined;
    log?.log?.(
      'warning',
      `The timestamps of writes run ${(aheadMicros / 1_000_000).toFixed(1)} s ahead of the clock of this machine, which was set ` +
        'back: writes of other clients lose against them until the clock has caught up. A new AsyncCluster begins with the clock',
    );
  }
}
