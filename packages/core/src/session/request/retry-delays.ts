// The delayed retries of one request, whose retry policy requested a delay. There are several at once only if
// speculative executions failed too.
import { clearTimeout, setTimeout } from '../../waiting/timers';
import type { Admissible } from './admission';

export class RetryDelays {
  readonly #request: Admissible;
  readonly #paused: Set<Admissible>;
  readonly #timers = new Set<NodeJS.Timeout>();

  /** `paused` contains the request as long as one of its retries waits. */
  constructor(request: Admissible, paused: Set<Admissible>) {
    this.#request = request;
    this.#paused = paused;
  }

  get isWaiting(): boolean {
    return this.#timers.size > 0;
  }

  wait(delayMs: number, retry: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.isWaiting) this.#paused.delete(this.#request);
      retry();
    }, delayMs);
    this.#timers.add(timer);
    this.#paused.add(this.#request);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#paused.delete(this.#request);
  }
}
