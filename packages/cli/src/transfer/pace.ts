// Limits the rows a second.
import { setTimeout as delay } from 'node:timers/promises';

/** Shorter waits are not worth a timer: they add up to a later one. */
const leastWaitMs = 10;

export class Pace {
  readonly #perSecond: number | undefined;
  /** The time at which the rows so far have passed. */
  #throughAt = performance.now();

  constructor(perSecond: number | undefined) {
    this.#perSecond = perSecond;
  }

  /** Resolves when `rows` more rows may pass; rejects with the signal's reason. */
  async take(rows: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#perSecond === undefined) return;
    const now = performance.now();
    this.#throughAt = Math.max(this.#throughAt, now) + (rows / this.#perSecond) * 1000;
    const waitMs = this.#throughAt - now;
    if (waitMs < leastWaitMs) return;
    await delay(waitMs, undefined, { signal }).catch((error: unknown) => {
      throw signal?.reason ?? error;
    });
  }
}
