import type { Subscriber } from 'rxjs';
import { nextTurn } from './timers';

/** A page of more rows than this is handed over in several turns of the event loop. */
const rowsPerTurn = 1000;

/** Hands rows over until there are none left or nobody wants them. */
export async function emitRows<R>(subscriber: Subscriber<R>, rows: readonly R[]): Promise<void> {
  for (let index = 0; index < rows.length; index++) {
    if (index > 0 && index % rowsPerTurn === 0) await nextTurn();
    if (subscriber.closed) return;
    subscriber.next(rows[index]!);
  }
}
