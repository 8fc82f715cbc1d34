import type { Socket } from 'node:net';

import type { DirectionConditions, LinkEnding } from './link-conditions';
import { PacedQueue } from './paced-queue';

// The most bytes that a pipe queues before it stops reading: then the sender notices the slow link as it would notice a real one.
const maxQueuedBytes = 1024 * 1024;

export interface PipeHost {
  onBytes(count: number): void;
  onEnding(how: LinkEnding): void;
}

/** One direction of a proxied connection. */
export class Pipe {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #conditions: DirectionConditions;
  readonly #host: PipeHost;
  readonly #queue: PacedQueue;
  #timer: NodeJS.Timeout | null = null;
  #remaining = Infinity;
  #hasEnded = false;
  #isSinkFull = false;
  #isSwallowing = false;
  #isClosed = false;

  constructor(source: Socket, sink: Socket, conditions: DirectionConditions, host: PipeHost, random: () => number) {
    this.#source = source;
    this.#sink = sink;
    this.#conditions = conditions;
    this.#host = host;
    this.#queue = new PacedQueue(conditions, random);
    this.#remaining = conditions.dropAfter?.bytes ?? Infinity;
    source.on('data', (chunk) => this.#onData(chunk));
    source.on('end', () => {
      this.#hasEnded = true;
      this.#move();
    });
    sink.on('drain', () => {
      this.#isSinkFull = false;
      this.#move();
    });
    this.conditionsChanged();
  }

  /** Applies changed conditions. A new limit counts from here. */
  conditionsChanged(limitIsNew = false): void {
    if (limitIsNew) {
      this.#remaining = this.#conditions.dropAfter?.bytes ?? Infinity;
    }
    this.#move();
  }

  /** Discards everything from now on. Irreversible: the stream has a gap. */
  swallow(): void {
    this.#isSwallowing = true;
    this.#queue.clear();
    this.#source.resume();
  }

  get isSwallowing(): boolean {
    return this.#isSwallowing;
  }

  close(): void {
    this.#isClosed = true;
    this.#queue.clear();
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }

  #onData(chunk: Buffer): void {
    if (this.#isSwallowing || this.#isClosed) {
      return;
    }
    this.#queue.push(chunk, performance.now());
    this.#move();
  }

  /** Writes the bytes that are due, and schedules the rest. */
  #move(): void {
    if (this.#isClosed || this.#isSwallowing) {
      return;
    }
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    while (!this.#conditions.isPaused && !this.#isSinkFull) {
      const next = this.#queue.pull(performance.now());
      if (next === null) {
        break;
      }
      if (typeof next === 'number') {
        this.#timer = setTimeout(() => this.#move(), Math.ceil(next));
        break;
      }
      this.#pass(next);
      if (this.#isClosed || this.#isSwallowing) {
        return;
      }
    }
    this.#readOrNot();
    if (this.#hasEnded && this.#queue.length === 0 && !this.#conditions.isPaused && !this.#sink.writableEnded) {
      this.#sink.end();
    }
  }

  #pass(bytes: Buffer): void {
    const passed = bytes.length < this.#remaining ? bytes : bytes.subarray(0, this.#remaining);
    this.#remaining -= passed.length;
    this.#host.onBytes(passed.length);
    if (passed.length > 0 && this.#sink.writable && !this.#sink.write(passed)) {
      this.#isSinkFull = true;
    }
    if (this.#remaining <= 0 && this.#conditions.dropAfter !== null) {
      this.#host.onEnding(this.#conditions.dropAfter.how);
    }
  }

  #readOrNot(): void {
    if (this.#isSinkFull || this.#queue.length > maxQueuedBytes) {
      this.#source.pause();
    } else {
      this.#source.resume();
    }
  }
}
