// The stream ids of one connection: a stack of free ids, so that a busy connection reuses a few of them and its tables stay in the cache.

export class StreamIds {
  readonly #free: Uint16Array;
  #freeCount: number;

  constructor(count: number) {
    this.#free = new Uint16Array(count);
    for (let i = 0; i < count; i++) this.#free[i] = count - 1 - i;
    this.#freeCount = count;
  }

  get available(): number {
    return this.#freeCount;
  }

  /** Returns a free id, or -1 when all are taken. */
  take(): number {
    return this.#freeCount === 0 ? -1 : this.#free[--this.#freeCount]!;
  }

  release(id: number): void {
    this.#free[this.#freeCount++] = id;
  }
}
