import type { TimestampGenerator } from '../driver/policies';
import { wallClockMs } from '../waiting/timers';

/**
 * The default timestamps of writes: microseconds since 1970, each later than the one before, even when the clock is set back.
 * Plain numbers: exact until the year 2255.
 */
export class MonotonicTimestamps implements TimestampGenerator {
  #last = 0;

  next(): number {
    const now = wallClockMs() * 1000;
    return (this.#last = now > this.#last ? now : this.#last + 1);
  }
}
