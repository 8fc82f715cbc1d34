// A first-in, first-out queue: at most `maxActive` callers run at once, at most `maxWaiting` wait.
import { offAbort, onAbort, reasonOf, throwIfAborted } from './on-abort';
import { OverloadError } from '../errors/async-cassandra-error';
import { OwnOperationTimedOutError } from '../driver/errors';
import { clearTimeout, setTimeout } from './timers';

export interface TurnOptions {
  /** The longest wait, in milliseconds. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class TurnQueue {
  readonly #maxActive: number;
  readonly #maxWaiting: number;
  /** In the order of arrival. */
  readonly #waiting = new Set<() => void>();
  #active = 0;

  constructor(maxActive: number, maxWaiting: number) {
    this.#maxActive = maxActive;
    this.#maxWaiting = maxWaiting;
  }

  get active(): number {
    return this.#active;
  }

  /**
   * Resolves when it is the caller's turn. The caller must call `release` once.
   *
   * @throws OverloadError at once when the queue is full; OperationTimedOutError; the signal's reason.
   */
  async take({ timeoutMs, signal }: TurnOptions): Promise<void> {
    throwIfAborted(signal);
    if (this.#active < this.#maxActive) {
      this.#active++;
      return;
    }
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new OverloadError(
        `${this.#active} requests are in flight (maxConcurrent) and ${this.#waiting.size} wait (maxQueued); send fewer at once`,
      );
    }
    await this.#wait(timeoutMs, signal);
  }

  /** Gives the turn to the next caller. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#active--;
    else next();
  }

  #wait(timeoutMs: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const leave = (): void => {
        this.#waiting.delete(onTurn);
        clearTimeout(timer);
        offAbort(signal, abandon);
      };
      const onTurn = (): void => {
        leave();
        resolve();
      };
      const abandon = (): void => {
        leave();
        reject(reasonOf(signal!));
      };
      this.#waiting.add(onTurn);
      try {
        onAbort(signal, abandon);
      } catch (error) {
        // Without this, the queue would later give a turn to a caller that no longer waits.
        leave();
        reject(error);
        return;
      }
      if (timeoutMs !== undefined && Number.isFinite(timeoutMs)) {
        timer = setTimeout(() => {
          leave();
          reject(new OwnOperationTimedOutError(`Still waiting for its turn after ${timeoutMs} ms`));
        }, timeoutMs);
      }
    });
  }
}
