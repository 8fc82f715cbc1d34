import type { DirectionConditions } from './link-conditions';

// A throttled link sends a slice each so many milliseconds: finer costs timers, coarser comes in bursts.
const sliceMs = 20;

/**
 * Bytes on their way: each chunk leaves when its latency is over and the rate allows it, never before the one ahead of it,
 * as TCP keeps the order. Knows no clock and no socket.
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

  /** The next bytes, or how many milliseconds it takes until there are some; `null` where the queue is empty. */
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
