// The limits of a stream: its signal, its time limit and the closing of its session.
import { offAbort, onAbort, reasonOf } from '../waiting/on-abort';
import { TimeoutError } from '../errors/async-cassandra-error';
import type { SessionContext } from './session-context';
import { clearTimeout, maxTimerMs, nowMs, setTimeout } from '../waiting/timers';

/** A stream or a scan, which lives longer than a request. */
export interface Interruptible {
  /** Ends the stream with this error object. */
  fail(error: unknown): void;
  /** Ends the stream with an error of its own that has this cause. */
  interrupt(cause: unknown): void;
}

export class StreamLimits {
  readonly #context: SessionContext;
  #target: Interruptible | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;
  #signal: AbortSignal | undefined = undefined;
  readonly #onAbort = (): void => this.#target?.fail(reasonOf(this.#signal!));

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Returns false when a limit has already been reached: then the target has been ended. */
  watch(target: Interruptible, signal: AbortSignal | undefined, timeoutMs = Infinity, startedAt = nowMs()): boolean {
    const { closedError, streams } = this.#context;
    if (closedError !== undefined) target.interrupt(closedError);
    else if (signal?.aborted) target.fail(reasonOf(signal));
    else {
      this.#signal = signal;
      try {
        onAbort(signal, this.#onAbort);
      } catch (error) {
        target.fail(error);
        return false;
      }
      this.#target = target;
      streams.add(target);
      const leftMs = timeoutMs - (nowMs() - startedAt);
      if (leftMs <= maxTimerMs) this.#timer = setTimeout(() => this.#onTimeout(timeoutMs), leftMs);
      return true;
    }
    return false;
  }

  /** Stops watching. Idempotent. */
  release(): void {
    if (this.#target === undefined) return;
    this.#context.streams.delete(this.#target);
    this.#target = undefined;
    clearTimeout(this.#timer);
    offAbort(this.#signal, this.#onAbort);
  }

  #onTimeout(timeoutMs: number): void {
    this.#target?.fail(new TimeoutError(`The stream took longer than ${timeoutMs} ms`));
  }
}
