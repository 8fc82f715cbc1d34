// Admits requests: up to `maxConcurrentRequests` at once, then a bounded queue, then `OverloadError` at once.
// The queue also holds requests that find every connection full: they start when one has room again. TurnQueue is the simpler queue of
// RateLimitedSession; this one is intrusive, because every request passes it.
import { OverloadError } from '../../errors/async-cassandra-error';
import { setImmediate } from '../../waiting/timers';

/** Queued requests that may start in one turn of the event loop. */
const startsPerTurn = 1024;

/** A request in the queue. `queuePrevious` and `queueNext` are the queue's links. */
export interface Admissible {
  queuePrevious: Admissible | undefined;
  queueNext: Admissible | undefined;
  isQueued: boolean;
  /** Starts the request. Returns false when no connection has room: then it returns to the head of the queue. */
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
  /** Whether the last request found no connection with room. */
  #blocked = false;
  #pumping = false;
  /** Whether the rest of the queue waits for the next turn of the event loop. */
  #pausing = false;
  readonly #whenIdle: (() => void)[] = [];

  constructor(maxConcurrent: number, maxQueued: number) {
    this.#maxConcurrent = maxConcurrent;
    this.#maxQueued = maxQueued;
  }

  /** The number of requests that have started and not ended. */
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

  /** Call it when a started request has ended. */
  leave(): void {
    this.#active--;
    if (this.#queued > 0) this.#pump();
    else if (this.#active === 0 && this.#whenIdle.length > 0) this.#announceIdle();
  }

  /** Puts a started request back to the head of the queue, because no connection has room for its next attempt. */
  requeueAtHead(request: Admissible): void {
    this.#active--;
    this.#blocked = true;
    this.#prepend(request);
  }

  /** Removes a queued request that was aborted or timed out. */
  withdraw(request: Admissible): void {
    const { queuePrevious: previous, queueNext: next } = request;
    if (previous === undefined) this.#first = next;
    else previous.queueNext = next;
    if (next === undefined) this.#last = previous;
    else next.queuePrevious = previous;
    this.#unlink(request);
  }

  /** Resolves when no request is active. */
  whenIdle(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Ends every queued request. */
  cancelQueued(reason: Error): void {
    // Each one withdraws itself.
    while (this.#first !== undefined) this.#first.cancel(reason);
  }

  /** Call it when a connection has room again, or a node came up. */
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

  /** Yields to the event loop: requests that fail at once and send new ones would otherwise block it for ever. */
  #pauseForOneTurn(): void {
    this.#pausing = true;
    setImmediate(() => {
      this.#pausing = false;
      this.#pump();
    });
  }

  /** Starts a request. One that throws ends with that error, and does not block the queue. */
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
