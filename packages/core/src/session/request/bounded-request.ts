// The bounds of a request: its deadline, its signal and its place in the queue. The links of the queue and of the deadline wheel are fields of
// the request, so that nothing is allocated for them.
import type { DeadlineEntry, DeadlineWheel } from '../../waiting/deadline-wheel';
import { offAbort, onAbort, reasonOf } from '../../waiting/on-abort';
import { nowMs } from '../../waiting/timers';
import type { Admissible } from './admission';

export abstract class BoundedRequest implements Admissible, DeadlineEntry {
  queuePrevious: Admissible | undefined = undefined;
  queueNext: Admissible | undefined = undefined;
  isQueued = false;
  deadline = 0;
  isAwaited = false;
  deadlinePrevious: DeadlineEntry | undefined = undefined;
  deadlineNext: DeadlineEntry | undefined = undefined;
  #signal: AbortSignal | undefined = undefined;
  #onAbort: (() => void) | undefined = undefined;
  /** The reason of the signal: the caller's own object, perhaps shared by many requests. */
  protected abortReason: unknown = undefined;

  abstract begin(): boolean;
  abstract cancel(reason: unknown): void;
  abstract onDeadline(): void;
  protected abstract fail(error: unknown): void;

  /** Starts the deadline, or restarts it for the next page. */
  protected startClock(deadlines: DeadlineWheel, timeoutMs: number): void {
    if (timeoutMs === Infinity) return;
    deadlines.remove(this);
    this.deadline = nowMs() + timeoutMs;
    deadlines.add(this);
  }

  /** Returns whether the deadline leaves time for something after `delayMs`. */
  protected hasTimeAfter(delayMs: number): boolean {
    return this.deadline === 0 || nowMs() + delayMs < this.deadline;
  }

  /** Listens to the signal. Fails the request at once if the signal has aborted, or cannot be listened to. */
  protected listenTo(signal: AbortSignal): void {
    this.#signal = signal;
    this.#onAbort = () => {
      this.abortReason = reasonOf(signal);
      this.fail(this.abortReason);
    };
    try {
      onAbort(signal, this.#onAbort);
    } catch (error) {
      this.fail(error);
    }
  }

  protected stopListening(): void {
    offAbort(this.#signal, this.#onAbort);
  }
}
