import { ConditionWaiters, type WaitOptions as ConditionWaitOptions } from '../condition-waiters';
import type { ReceivedRequest } from './received-request';
import type { RequestPredicate } from './request-matcher';

/** The options of a wait, under the name that this file exports. */
export type WaitOptions = ConditionWaitOptions;

/** The newest requests that the stub received, and the waits for further ones. */
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

  /** The number of received requests, including those dropped by the limits. */
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

  /** Checks all waiters, because something has changed. */
  changed(): void {
    this.#waiters.changed();
  }

  received(predicate: RequestPredicate, count: number, options?: WaitOptions): Promise<ReceivedRequest[]> {
    const matching: ReceivedRequest[] = [];
    let seen = 0;
    // Checks each request once, however many arrive during the wait.
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

  /** Resolves with the result of `find` as soon as it is not undefined. */
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

  // Drops half of the requests at a time, so that a full record costs little for each request.
  #forgetOldestHalf(): void {
    this.#requests = this.#requests.slice(Math.ceil(this.#requests.length / 2));
    this.#bytes = this.#requests.reduce((sum, request) => sum + request.raw.length, 0);
  }
}
