import { ConditionWaiters, type WaitOptions as ConditionWaitOptions } from '../condition-waiters';
import type { ReceivedRequest } from './received-request';
import type { RequestPredicate } from './request-matcher';

/** The name under which this file publishes the options of a wait. */
export type WaitOptions = ConditionWaitOptions;

/** Everything the stub received, the newest so many requests of it, and those who wait for more. */
export class RequestRecord {
  readonly #maxRequests: number;
  readonly #maxBytes: number;
  readonly #waiters = new ConditionWaiters('The CQL stub', () => this.#describe());
  #requests: ReceivedRequest[] = [];
  #total = 0;
  #bytes = 0;

  constructor(maxRequests: number, maxBytes: number) {
    this.#maxRequests = maxRequests;
    this.#maxBytes = maxBytes;
  }

  get all(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  /** How many requests came in all, also those that the bounds made the stub forget. */
  get total(): number {
    return this.#total;
  }

  add(request: ReceivedRequest): void {
    this.#requests.push(request);
    this.#total++;
    this.#bytes += request.raw.length;
    if (this.#requests.length > this.#maxRequests || this.#bytes > this.#maxBytes) {
      this.#forgetOldestHalf();
    }
    this.changed();
  }

  clear(): void {
    this.#requests = [];
    this.#bytes = 0;
  }

  /** Something that a waiter may look at is different. */
  changed(): void {
    this.#waiters.changed();
  }

  received(predicate: RequestPredicate, count: number, options?: WaitOptions): Promise<ReceivedRequest[]> {
    const matching: ReceivedRequest[] = [];
    let seen = 0;
    // Looks at each request once, however many come while someone waits.
    const find = (): ReceivedRequest[] | undefined => {
      const forgotten = this.#total - this.#requests.length;
      for (let index = Math.max(0, seen - forgotten); index < this.#requests.length; index++) {
        if (matching.length < count && predicate(this.#requests[index]!)) {
          matching.push(this.#requests[index]!);
        }
      }
      seen = this.#total;
      return matching.length >= count ? matching : undefined;
    };
    return this.until(`${count} request(s)`, find, options);
  }

  /** Resolves with what `find` gives as soon as that is not undefined. */
  until<T>(description: string, find: () => T | undefined, options?: WaitOptions): Promise<T> {
    return this.#waiters.until(description, find, options);
  }

  close(): void {
    this.#waiters.close();
  }

  #describe(): string {
    const last = this.#requests.slice(-10).map((request) => `  ${request.opcode} ${request.query ?? ''}`.trimEnd());
    return last.length === 0 ? 'It received nothing' : `The last it received:\n${last.join('\n')}`;
  }

  // Half at a time, so that a full record costs little per request.
  #forgetOldestHalf(): void {
    this.#requests = this.#requests.slice(Math.ceil(this.#requests.length / 2));
    this.#bytes = this.#requests.reduce((sum, request) => sum + request.raw.length, 0);
  }
}
