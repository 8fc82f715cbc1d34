// Events of one kind come in bursts: a window opens with the first event, and at its end all of them are handled at once.
import { clearTimeout, setTimeout } from '../waiting/timers';
import { random } from '../waiting/random';

export class EventWindow {
  readonly #windowMs: number;
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(windowMs: number, onEnd: () => void) {
    this.#windowMs = windowMs;
    this.#onEnd = onEnd;
  }

  /** Opens the window, unless it is open. */
  open(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#onEnd();
    }, this.#jittered());
  }

  /** Closes the window for good. Afterwards no timer exists. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** All clients of the cluster receive the same event at the same moment, and must not all send their queries at the same moment. */
  #jittered(): number {
    return this.#windowMs * (0.5 + random() / 2);
  }
}
