// One start of a cluster for all the connect() calls that wait for it. It goes on while somebody waits, and is given up with the last.
import { withDeadline } from '../waiting/with-deadline';
import type { RunningCluster } from './running-cluster';

export class SharedStart {
  readonly #giveUp = new AbortController();
  readonly #outcome: Promise<RunningCluster>;
  #waiting = 0;
  #isOver = false;
  #isTaken = false;
  /** Why the last attempt failed, while the next one is under way. */
  lastError: unknown;

  constructor(start: (signal: AbortSignal, onError: (error: unknown) => void) => Promise<RunningCluster>) {
    this.#outcome = start(this.#giveUp.signal, (error) => (this.lastError = error)).finally(
      () => (this.#isOver = true),
    );
    this.#outcome.catch(() => {});
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for the outcome until `signal` aborts. The last one to leave empty-handed leaves nothing of the start behind. */
  async join(signal: AbortSignal): Promise<RunningCluster> {
    this.#waiting++;
    try {
      const cluster = await withDeadline(this.#outcome, { signal });
      this.#isTaken = true;
      return cluster;
    } catch (error) {
      if (this.#waiting === 1 && !this.#isTaken) {
        this.#giveUp.abort(error);
        const unwanted = await this.#outcome.catch(() => undefined);
        await unwanted?.close();
      }
      throw error;
    } finally {
      this.#waiting--;
    }
  }

  /** Resolves when the start has ended, well or not. */
  async settled(): Promise<void> {
    await this.#outcome.catch(() => {});
  }
}
