import type { DirectionConditions } from './link-conditions';

// A throttled link sends one slice in this many milliseconds: smaller slices cost timers, larger ones arrive in bursts.
const sliceMs = 20;

/**
 * Bytes in transit: each chunk leaves when its latency is over and the rate allows it, never before an earlier chunk,
 * because TCP keeps the order. Uses neither a clock nor a socket.
 */
export class PacedQueue {
  readonly #conditions: DirectionConditions;
  readonly #random: () => number;
  readonly #chunks: { bytes: Buffer; readonly dueAt: number }[] = [];
  #length = 0;
  #freeAt = 0;

  constructor(conditions: DirectionConditions, random: () => number) {
    this.#conditions = conditions;
    this.#random = random;
  }

  get length(): number {
    return this.#length;
  }

  push(bytes: Buffer, now: number): void {
    const { latencyMs, jitterMs } = this.#conditions;
    this.#chunks.push({ bytes, dueAt: now + latencyMs + jitterMs * this.#random() });
    this.#length += bytes.length;
  }

  /** Returns the next bytes, or the milliseconds until there are some; `null` for an empty queue. */
  pull(now: number): Buffer | number | null {
    const [first] = this.#chunks;
    if (first === undefined) {
      return null;
    }
    const { bytesPerSecond } = this.#conditions;
    const readyAt = bytesPerSecond === null ? first.dueAt : Math.max(first.dueAt, this.#freeAt);
    if (readyAt > now) {
      return readyAt - now;
    }
    const size =
      bytesPerSecond === null
        ? first.bytes.length
        : Math.min(first.bytes.length, Math.max(1, Math.floor((bytesPerSecond * sliceMs) / 1000)));
    if (bytesPerSecond !== null) {
      this.#freeAt = Math.max(now, this.#freeAt) + (size * 1000) / bytesPerSecond;
    }
    const slice = first.bytes.subarray(0, size);
    first.bytes = first.bytes.subarray(size);
    if (first.bytes.length === 0) {
      this.#chunks.shift();
    }
    this.#length -= size;
    return slice;
  }

  clear(): void {
    this.#chunks.length = 0;
    this.#length = 0;
  }
}
