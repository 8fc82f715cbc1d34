// No more than so many rows a second.
import { setTimeout as delay } from 'node:timers/promises';

/** Less than this is not worth a timer: it is made up for later. */
const leastWaitMs = 10;

export class Pace {
  readonly #perSecond: number | undefined;
  /** When those that were taken are through. */
  #throughAt = performance.now();

  constructor(perSecond: number | undefined) {
    this.#perSecond = perSecond;
  }

  /** Resolves when so many rows more may pass; rejects with the signal's reason. */
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
