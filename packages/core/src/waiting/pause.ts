// A wait that can be cut short: between two attempts to connect.
import { clearTimeout, setTimeout } from './timers';

export class Pause {
  #end: (() => void) | undefined;
  #skipsNext = false;

  /** Resolves after `delayMs`, or at once when it is ended or skipped. One at a time. */
  for(delayMs: number): Promise<void> {
    if (this.#skipsNext) {
      this.#skipsNext = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), delayMs);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    const end = this.#end;
    this.#end = undefined;
    end?.();
  }

  /** Ends the pause; if there is none at the moment, the next one: a hint may come while an attempt is failing. */
  skip(): void {
    if (this.#end === undefined) this.#skipsNext = true;
    else this.end();
  }
}
