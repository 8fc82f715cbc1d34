// So many at once, the others in a line: the first come is the first served.
import { offAbort, onAbort, reasonOf, throwIfAborted } from './on-abort';
import { OverloadError } from '../errors/async-cassandra-error';
import { OwnOperationTimedOutError } from '../driver/errors';
import { clearTimeout, setTimeout } from './timers';

export interface TurnOptions {
  /** How long to wait; absent: for ever. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class TurnQueue {
  readonly #maxActive: number;
  readonly #maxWaiting: number;
  /** Insertion order is the order of the line. */
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
   * Resolves when it is the caller's turn, who then owes a `release`.
   *
   * @throws OverloadError at once when the line is full; OperationTimedOutError; the signal's reason.
   */
  async take({ timeoutMs, signal }: TurnOptions): Promise<void> {
    throwIfAborted(signal);
    if (this.#active < this.#maxActive) {
      this.#active++;
      return;
    }
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new OverloadError(
        `${this.#active} requests are under way (maxConcurrent) and ${this.#waiting.size} wait (maxQueued); send fewer at once`,
      );
    }
    await this.#wait(timeoutMs, signal);
  }

  /** Gives the turn to the next in line. */
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
        offAbort(signal, giveUp);
      };
      const onTurn = (): void => {
        leave();
        resolve();
      };
      const giveUp = (): void => {
        leave();
        reject(reasonOf(signal!));
      };
      this.#waiting.add(onTurn);
      try {
        onAbort(signal, giveUp);
      } catch (error) {
        // The turn of one who does not wait would never be given back.
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
