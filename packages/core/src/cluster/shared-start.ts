// One start of a cluster, shared by all connect() calls that wait for it. It continues while a call waits, and is cancelled when the last one leaves.
import { inOwnContext } from '../waiting/own-context';
import { withDeadline } from '../waiting/with-deadline';
import type { RunningCluster } from './running-cluster';

export class SharedStart {
  readonly #cancelled = new AbortController();
  readonly #outcome: Promise<RunningCluster>;
  #waiting = 0;
  #isOver = false;
  #isTaken = false;
  /** The error of the last attempt, while the next one is running. */
  lastError: unknown;

  constructor(start: (signal: AbortSignal, onError: (error: unknown) => void) => Promise<RunningCluster>) {
    const onError = (error: unknown): void => void (this.lastError = error);
    // The start belongs to no single caller.
    this.#outcome = inOwnContext(() => start(this.#cancelled.signal, onError)).finally(() => (this.#isOver = true));
    this.#outcome.catch(() => {});
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for the outcome until `signal` aborts. When the last waiting caller leaves without a cluster, the start is cancelled and undone. */
  async join(signal: AbortSignal): Promise<RunningCluster> {
    this.#waiting++;
    try {
      const cluster = await withDeadline(this.#outcome, { signal });
      this.#isTaken = true;
      return cluster;
    } catch (error) {
      if (this.#waiting === 1 && !this.#isTaken) {
        this.#cancelled.abort(error);
        const unwanted = await this.#outcome.catch(() => undefined);
        await unwanted?.close();
      }
      throw error;
    } finally {
      this.#waiting--;
    }
  }

  /** Resolves when the start has ended, whether it succeeded or failed. */
  async settled(): Promise<void> {
    await this.#outcome.catch(() => {});
  }
}
