import type { Subscriber } from 'rxjs';
import { nextTurn } from './timers';

/** A larger page is emitted over several turns of the event loop. */
const rowsPerTurn = 1000;

/** Emits rows until none are left or the subscriber leaves. */
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
