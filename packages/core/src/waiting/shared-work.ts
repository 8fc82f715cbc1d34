// Work that several callers wait for. It has no caller's time limit: each caller waits with a limit and a signal of its own, and the last
// one who leaves cancels it.
import { TimeoutError } from '../errors/async-cassandra-error';
import { nowMs } from './timers';
import { withDeadline, type Deadline } from './with-deadline';

export class SharedWork<T> {
  readonly promise: Promise<T>;
  readonly #cancelled = new AbortController();
  readonly #closesAt: number;
  #waiters = 0;

  /** Starts the work. It has to reject when the signal aborts. */
  constructor(start: (cancelled: AbortSignal) => Promise<T>, openMs: number) {
    this.#closesAt = nowMs() + openMs;
    this.promise = start(this.#cancelled.signal);
  }

  /** Whether a new caller may join. */
  get isOpen(): boolean {
    return !this.#cancelled.signal.aborted && nowMs() < this.#closesAt;
  }

  /** Counts a caller, who owes a `leave`. */
  join(): this {
    this.#waiters++;
    return this;
  }

  /** Call it once for each `join`, also after the work has ended. `error`: why the caller waits no longer. */
  leave(error?: unknown): void {
    this.#waiters--;
    if (this.#waiters > 0) return;
    // The reason of a caller's signal is the caller's own object. A time limit that has passed says why the work ends.
    this.#cancelled.abort(error instanceof TimeoutError ? error : undefined);
  }

  /** Waits for a caller who has joined, and leaves: with the outcome of the work, or as `withDeadline` says. */
  wait(deadline: Deadline): Promise<T> {
    return withDeadline(this.promise, deadline).then(
      (value) => {
        this.leave();
        return value;
      },
      (error: unknown) => {
        this.leave(error);
        throw error;
      },
    );
  }
}

/** The work under way, by what it is about. */
export class SharedWorks<K> {
  readonly #ongoing = new Map<K, SharedWork<unknown>>();

  /** The number of works under way. */
  get size(): number {
    return this.#ongoing.size;
  }

  /**
   * Joins the work about `key`, or starts it. New callers join for `openMs`, then start it anew: work without an end must not
   * hold up all who come later.
   */
  join<T>(key: K, openMs: number, start: (cancelled: AbortSignal) => Promise<T>): SharedWork<T> {
    const ongoing = this.#ongoing.get(key) as SharedWork<T> | undefined;
    if (ongoing?.isOpen) return ongoing.join();
    const work = new SharedWork(start, openMs);
    this.#ongoing.set(key, work);
    const forget = (): void => {
      if (this.#ongoing.get(key) === work) this.#ongoing.delete(key);
    };
    work.promise.then(forget, forget);
    return work.join();
  }
}
