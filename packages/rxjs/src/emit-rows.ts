import type { Subscriber } from 'rxjs';
import { nextTurn } from './timers';

/** More rows than this are handed over in several turns of the event loop. */
const rowsPerTurn = 1000;

/** Hands rows over until there are none left or nobody wants them. */
export class RowEmitter<R> {
  readonly #subscriber: Subscriber<R>;
  #emitted = 0;

  constructor(subscriber: Subscriber<R>) {
    this.#subscriber = subscriber;
  }

  async emit(rows: readonly R[]): Promise<void> {
    for (const row of rows) {
      if (this.#emitted > 0 && this.#emitted % rowsPerTurn === 0) await nextTurn();
      if (this.#subscriber.closed) return;
      this.#emitted++;
      this.#subscriber.next(row);
    }
  }
}
