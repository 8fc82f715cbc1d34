// Who may start: up to `maxConcurrentRequests` at once, then a bounded queue, then `OverloadError` at once.
// The queue also holds what may start but finds every connection full: it goes on when one has room again.
import { OverloadError } from '../../errors/async-cassandra-error';
import { setImmediate } from '../../waiting/timers';

/** Queued requests that start one after the other before the event loop goes on. */
const startsPerTurn = 1024;

/** A request that asks to start. The links belong to the queue. */
export interface Admissible {
  queuePrevious: Admissible | undefined;
  queueNext: Admissible | undefined;
  isQueued: boolean;
  /** Its turn has come. Returns false when no connection has room: then it goes back to the head of the queue. */
  begin(): boolean;
  cancel(reason: unknown): void;
}

export class Admission {
  readonly #maxConcurrent: number;
  readonly #maxQueued: number;
  #active = 0;
  #queued = 0;
  #first: Admissible | undefined;
  #last: Admissible | undefined;
  /** No connection had room when the last request asked. */
  #blocked = false;
  #pumping = false;
  /** The rest of the queue goes on in the next turn of the event loop. */
  #pausing = false;
  readonly #whenIdle: (() => void)[] = [];

  constructor(maxConcurrent: number, maxQueued: number) {
    this.#maxConcurrent = maxConcurrent;
    this.#maxQueued = maxQueued;
  }

  /** Requests that have started and not ended. */
  get active(): number {
    return this.#active;
  }

  get queued(): number {
    return this.#queued;
  }

  /** Starts the request or queues it; returns whether it started. Throws `OverloadError` when the queue is full. */
  enter(request: Admissible): boolean {
    if (this.#active < this.#maxConcurrent && !this.#blocked && this.#queued === 0) {
      this.#active++;
      if (this.#begin(request)) return true;
      this.#active--;
      this.#blocked = true;
    }
    if (this.#queued >= this.#maxQueued) {
      throw new OverloadError(
        `${this.#active} requests are in flight (maxConcurrentRequests ${this.#maxConcurrent}) and ` +
          `${this.#queued} are queued (maxQueuedRequests ${this.#maxQueued}); send fewer at once, or raise the limits`,
      );
    }
    this.#append(request);
    return false;
  }

  /** A request that had started has ended. */
  leave(): void {
    this.#active--;
    if (this.#queued > 0) this.#pump();
    else if (this.#active === 0 && this.#whenIdle.length > 0) this.#announceIdle();
  }

  /** A request that had started finds no connection with room for its next attempt: it waits at the head of the queue. */
  requeueAtHead(request: Admissible): void {
    this.#active--;
    this.#blocked = true;
    this.#prepend(request);
  }

  /** A queued request has ended without having started: aborted, or out of time. */
  withdraw(request: Admissible): void {
    const { queuePrevious: previous, queueNext: next } = request;
    if (previous === undefined) this.#first = next;
    else previous.queueNext = next;
    if (next === undefined) this.#last = previous;
    else next.queuePrevious = previous;
    this.#unlink(request);
  }

  /** Resolves when nothing is active any more. */
  whenIdle(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Ends everything that waits. */
  cancelQueued(reason: Error): void {
    // Each one withdraws itself.
    while (this.#first !== undefined) this.#first.cancel(reason);
  }

  /** A connection has room again, or a node came up. */
  onCapacity(): void {
    this.#blocked = false;
    if (this.#queued > 0) this.#pump();
  }

  #pump(): void {
    if (this.#pumping || this.#pausing) return;
    this.#pumping = true;
    try {
      for (let left = startsPerTurn; this.#mayStartNext(); left--) {
        if (left === 0) {
          this.#pauseForOneTurn();
          break;
        }
        const request = this.#first!;
        this.withdraw(request);
        this.#active++;
        if (this.#begin(request)) continue;
        this.#active--;
        this.#blocked = true;
        this.#prepend(request);
      }
    } finally {
      this.#pumping = false;
    }
  }

  #mayStartNext(): boolean {
    return this.#first !== undefined && this.#active < this.#maxConcurrent && !this.#blocked;
  }

  /** Requests that fail as they begin, and send new ones, would hold the event loop for ever: no timer, no socket, no memory given back. */
  #pauseForOneTurn(): void {
    this.#pausing = true;
    setImmediate(() => {
      this.#pausing = false;
      this.#pump();
    });
  }

  /** A request that cannot even begin ends with the reason, and holds up nobody behind it. */
  #begin(request: Admissible): boolean {
    try {
      return request.begin();
    } catch (error) {
      request.cancel(error);
      return true;
    }
  }

  #announceIdle(): void {
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #append(request: Admissible): void {
    request.queuePrevious = this.#last;
    if (this.#last === undefined) this.#first = request;
    else this.#last.queueNext = request;
    this.#last = request;
    request.isQueued = true;
    this.#queued++;
  }

  #prepend(request: Admissible): void {
    request.queueNext = this.#first;
    if (this.#first === undefined) this.#last = request;
    else this.#first.queuePrevious = request;
    this.#first = request;
    request.isQueued = true;
    this.#queued++;
  }

  #unlink(request: Admissible): void {
    request.queuePrevious = undefined;
    request.queueNext = undefined;
    request.isQueued = false;
    this.#queued--;
  }
}
