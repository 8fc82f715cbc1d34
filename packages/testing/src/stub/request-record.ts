import type { ReceivedRequest } from './received-request';
import type { RequestPredicate } from './request-matcher';

export interface WaitOptions {
  /** Default: 10,000. The error says what arrived instead. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

interface Waiter {
  readonly description: string;
  readonly check: () => void;
  readonly fail: (error: Error) => void;
}

const DEFAULT_WAIT_MS = 10_000;

/** Everything the stub received, the newest so many requests of it, and those who wait for more. */
export class RequestRecord {
  #requests: ReceivedRequest[] = [];
  #total = 0;
  #bytes = 0;
  readonly #waiters = new Set<Waiter>();

  constructor(
    private readonly maxRequests: number,
    private readonly maxBytes: number,
  ) {}

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
    if (this.#requests.length > this.maxRequests || this.#bytes > this.maxBytes) {
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
    for (const waiter of [...this.#waiters]) {
      waiter.check();
    }
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
  until<T>(description: string, find: () => T | undefined, options: WaitOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const found = find();
      if (found !== undefined) {
        resolve(found);
        return;
      }
      const { timeoutMs = DEFAULT_WAIT_MS, signal } = options;
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#waiters.delete(waiter);
      };
      const fail = (error: unknown): void => {
        end();
        reject(error as Error);
      };
      const onAbort = (): void => fail(signal?.reason);
      const waiter: Waiter = {
        description,
        fail,
        check: () => {
          const result = find();
          if (result !== undefined) {
            end();
            resolve(result);
          }
        },
      };
      const timer = setTimeout(() => fail(new Error(this.#explain(description, timeoutMs))), timeoutMs);
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted === true) {
        onAbort();
      }
    });
  }

  close(): void {
    for (const waiter of [...this.#waiters]) {
      waiter.fail(new Error(`The CQL stub was closed while a test waited for ${waiter.description}`));
    }
  }

  #explain(description: string, timeoutMs: number): string {
    const last = this.#requests.slice(-10).map((request) => `  ${request.opcode} ${request.query ?? ''}`.trimEnd());
    const came = last.length === 0 ? 'It received nothing' : `The last it received:\n${last.join('\n')}`;
    return `The CQL stub waited ${timeoutMs} ms for ${description}. ${came}`;
  }

  // Half at a time, so that a full record costs little per request.
  #forgetOldestHalf(): void {
    this.#requests = this.#requests.slice(Math.ceil(this.#requests.length / 2));
    this.#bytes = this.#requests.reduce((sum, request) => sum + request.raw.length, 0);
  }
}
