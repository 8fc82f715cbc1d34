// Events of one kind come in bursts: what they ask for is done once, within the window that the first of them opens.
import { clearTimeout, setTimeout } from '../waiting/timers';

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

  /** Nothing happens any more, and no timer is left. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Every client of the cluster hears the same event in the same moment; they must not all ask in the same moment. */
  #jittered(): number {
    return this.#windowMs * (0.5 + Math.random() / 2);
  }
}
