// The deadlines of all requests, on one coarse timer.
//
//   slot 0    slot 1    slot 2            slot 511
//   [ a-b ]   [     ]   [ c ]   . . .    [     ]        one slot = 20 ms, one turn = 10.24 s
//                ^ the hand: each tick it visits the slots it passed and expires what is due there
//
// Adding and removing an entry is a few pointer writes: no timer, closure or allocation per request. An entry further
// away than one turn stays in its slot until the hand comes by at the right time. An entry expires up to two slots late, never early.
import { inOwnContext } from './own-context';
import { clearInterval, nowMs, setInterval } from './timers';

/** An entry with a deadline. The wheel owns its links. */
export interface DeadlineEntry {
  /** Milliseconds of the clock of `nowMs`. */
  deadline: number;
  isAwaited: boolean;
  deadlinePrevious: DeadlineEntry | undefined;
  deadlineNext: DeadlineEntry | undefined;
  onDeadline(): void;
}

const slotMs = 20;
const slotCount = 512;

export class DeadlineWheel {
  /** Each slot's first entry; `deadlinePrevious` of a first entry is undefined. */
  readonly #slots = new Array<DeadlineEntry | undefined>(slotCount).fill(undefined);
  #entries = 0;
  #hand = 0;
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#entries;
  }

  add(entry: DeadlineEntry): void {
    if (this.#timer === undefined) this.#start();
    const slot = slotOf(entry.deadline);
    entry.isAwaited = true;
    const first = this.#slots[slot];
    entry.deadlinePrevious = undefined;
    entry.deadlineNext = first;
    if (first !== undefined) first.deadlinePrevious = entry;
    this.#slots[slot] = entry;
    this.#entries++;
  }

  /** Removes the entry. Does nothing for an entry that is not in the wheel. */
  remove(entry: DeadlineEntry): void {
    if (!entry.isAwaited) return;
    entry.isAwaited = false;
    const { deadlinePrevious: previous, deadlineNext: next } = entry;
    if (previous === undefined) this.#slots[slotOf(entry.deadline)] = next;
    else previous.deadlineNext = next;
    if (next !== undefined) next.deadlinePrevious = previous;
    entry.deadlinePrevious = undefined;
    entry.deadlineNext = undefined;
    this.#entries--;
  }

  /** Ends the timer of an empty wheel now; its next tick would. */
  rest(): void {
    if (this.#entries > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    this.#hand = Math.floor(nowMs() / slotMs);
    this.#timer = inOwnContext(() => setInterval(() => this.#tick(), slotMs));
  }

  #tick(): void {
    if (this.#entries === 0) return this.rest();
    const now = nowMs();
    const target = Math.floor(now / slotMs);
    // After a long stall of the event loop one whole turn covers every slot.
    const from = Math.max(this.#hand, target - slotCount);
    this.#hand = target;
    for (let slot = from; slot < target; slot++) this.#visit(slot % slotCount, now);
  }

  #visit(slot: number, now: number): void {
    let due: DeadlineEntry[] | undefined;
    for (let entry = this.#slots[slot]; entry !== undefined; entry = entry.deadlineNext) {
      if (entry.deadline <= now) (due ??= []).push(entry);
    }
    if (due === undefined) return;
    for (const entry of due) this.remove(entry);
    for (const entry of due) entry.onDeadline();
  }
}

function slotOf(deadline: number): number {
  return Math.floor(deadline / slotMs) % slotCount;
}
