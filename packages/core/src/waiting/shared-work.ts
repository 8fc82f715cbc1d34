// Work that several callers wait for. The work has no time limit of its own: each caller waits with its own limit and signal, and the work is
// cancelled when the last caller leaves.
import { TimeoutError } from '../errors/async-cassandra-error';
import { nowMs } from './timers';
import { withDeadline, type Deadline } from './with-deadline';

export class SharedWork<T> {
  readonly promise: Promise<T>;
  readonly #cancelled = new AbortController();
  readonly #closesAt: number;
  #waiters = 0;

  /** Starts the work, which must reject when the signal aborts. */
  constructor(start: (cancelled: AbortSignal) => Promise<T>, openMs: number) {
    this.#closesAt = nowMs() + openMs;
    this.promise = start(this.#cancelled.signal);
  }

  /** Whether a new caller may join. */
  get isOpen(): boolean {
    return !this.#cancelled.signal.aborted && nowMs() < this.#closesAt;
  }

  /** Adds a caller, which must call `leave` once. */
  join(): this {
    this.#waiters++;
    return this;
  }

  /** Removes a caller: once for each `join`, also after the work has ended. `error` is the reason why the caller stops waiting. */
  leave(error?: unknown): void {
    this.#waiters--;
    if (this.#waiters > 0) return;
    // The reason of a caller's signal belongs to the caller. Only a passed time limit is a reason for the work itself.
    this.#cancelled.abort(error instanceof TimeoutError ? error : undefined);
  }

  /** Waits on behalf of a joined caller, then leaves. Settles as the work does, or as `withDeadline` does. */
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

/** The running work, by its subject. */
export class SharedWorks<K> {
  readonly #ongoing = new Map<K, SharedWork<unknown>>();

  /** The number of running works. */
  get size(): number {
    return this.#ongoing.size;
  }

  /**
   * Joins the work for `key`, or starts it. Callers can join for `openMs`; a later caller starts it anew, so that work that never ends
   * does not block later callers.
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
