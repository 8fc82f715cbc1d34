// Lets tests wait for a condition: checked on every change, without polling.
import { refuseUnknown } from './known-options';

/** The options of methods that wait for a condition. */
export interface WaitOptions {
  /** Milliseconds. Default: 10,000. The error of a timeout describes the actual state. */
  readonly timeoutMs?: number;
  /** Cancels the wait, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

interface Waiter {
  readonly description: string;
  readonly check: () => void;
  readonly fail: (error: unknown) => void;
}

const defaultWaitMs = 10_000;

export class ConditionWaiters {
  readonly #owner: string;
  readonly #situation: () => string;
  readonly #waiters = new Set<Waiter>();

  /** `situation` describes the actual state, for the error of a timeout. */
  constructor(owner: string, situation: () => string) {
    this.#owner = owner;
    this.#situation = situation;
  }

  /** Resolves with the result of `find` as soon as it is not undefined. */
  until<T>(description: string, find: () => T | undefined, options: WaitOptions = {}): Promise<T> {
    const { timeoutMs = defaultWaitMs, signal } = options;
    return new Promise<T>((resolve, reject) => {
      refuseUnknown('a wait', options);
      const found = find();
      if (found !== undefined) {
        resolve(found);
        return;
      }
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#waiters.delete(waiter);
      };
      const fail = (error: unknown): void => {
        end();
        reject(error);
      };
      const onAbort = (): void => fail(signal?.reason);
      const check = (): void => {
        try {
          const result = find();
          if (result !== undefined) {
            end();
            resolve(result);
          }
        } catch (error) {
          fail(error);
        }
      };
      const waiter: Waiter = { description, check, fail };
      const timer = setTimeout(() => {
        fail(new Error(`${this.#owner} waited ${timeoutMs} ms for ${description}. ${this.#situation()}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** Checks all waiters, because something has changed. */
  changed(): void {
    for (const waiter of [...this.#waiters]) {
      waiter.check();
    }
  }

  /** Fails all waiters. */
  close(): void {
    for (const waiter of [...this.#waiters]) {
      waiter.fail(new Error(`${this.#owner} was closed while a test waited for ${waiter.description}`));
    }
  }
}
