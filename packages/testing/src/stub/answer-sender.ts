// The write side of a stub connection: puts envelopes into segments, the envelopes of one turn into one segment as a server does,
// and applies the faults of a delivery. Answers leave in order, and their pieces never interleave.

import type { Socket } from 'node:net';

import { afterDelivery } from '../socket-reset';
import { alterHeader, corrupt, cut, type Delivery, type Ending, plainDelivery, toSegments } from './delivery';
import { encodeSegment, maxSegmentPayload } from './wire/segment';

export type Wrapping = 'bare' | 'plain' | 'lz4';

const maxUnsentBytes = 64 * 1024 * 1024;

export class AnswerSender {
  readonly #socket: Socket;
  readonly #onEnding: (how: Ending) => void;
  #gathered: Buffer[] = [];
  #gatheredLength = 0;
  #wrapping: Wrapping = 'bare';
  #slow: Promise<void> = Promise.resolve();
  #slowCount = 0;
  #isFlushPlanned = false;

  constructor(socket: Socket, onEnding: (how: Ending) => void) {
    this.#socket = socket;
    this.#onEnding = onEnding;
  }

  useSegments(wrapping: 'plain' | 'lz4'): void {
    this.flush();
    this.#wrapping = wrapping;
  }

  get wrapping(): Wrapping {
    return this.#wrapping;
  }

  /** Whether the client does not read: reading more requests would only add to the waiting answers. */
  get isFull(): boolean {
    return this.#socket.writableLength > maxUnsentBytes;
  }

  send(envelope: Buffer, delivery: Readonly<Delivery> = plainDelivery): void {
    if (delivery === plainDelivery || isPlain(delivery)) {
      this.#gather(envelope);
      return;
    }
    this.flush();
    const wrapping = this.#wrapping;
    this.#enqueue(() => this.#sendWithFaults(envelope, delivery, wrapping));
  }

  /** Sends raw bytes after everything sent before. */
  sendRaw(bytes: Buffer): void {
    this.flush();
    this.#write(bytes);
  }

  /** Sends the messages that were collected in this turn. */
  flush(): void {
    if (this.#gathered.length === 0) {
      return;
    }
    const envelopes = Buffer.concat(this.#gathered);
    const isOne = this.#gathered.length === 1;
    this.#gathered = [];
    this.#gatheredLength = 0;
    if (this.#wrapping === 'bare') {
      this.#write(envelopes);
    } else if (isOne) {
      toSegments(envelopes, this.#wrapping === 'lz4').forEach((segment) => this.#write(segment));
    } else {
      this.#write(encodeSegment({ payload: envelopes, isSelfContained: true }, this.#wrapping === 'lz4'));
    }
  }

  #gather(envelope: Buffer): void {
    if (this.#wrapping !== 'bare' && this.#gatheredLength + envelope.length > maxSegmentPayload) {
      this.flush();
    }
    this.#gathered.push(envelope);
    this.#gatheredLength += envelope.length;
    if (!this.#isFlushPlanned) {
      this.#isFlushPlanned = true;
      setImmediate(() => {
        this.#isFlushPlanned = false;
        this.flush();
      });
    }
  }

  #write(bytes: Buffer): void {
    if (this.#slowCount > 0) {
      this.#enqueue(() => this.#writeNow(bytes));
    } else if (this.#socket.writable) {
      this.#socket.write(bytes);
    }
  }

  #enqueue(action: () => Promise<void>): void {
    this.#slowCount++;
    this.#slow = this.#slow.then(action).finally(() => {
      this.#slowCount--;
    });
  }

  /** Resolves when the bytes were handed to the system, so that the next piece is a separate packet. */
  #writeNow(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#socket.writable || bytes.length === 0) {
        resolve();
        return;
      }
      this.#socket.write(bytes, () => setImmediate(resolve));
    });
  }

  async #sendWithFaults(envelope: Buffer, delivery: Readonly<Delivery>, wrapping: Wrapping): Promise<void> {
    const altered = delivery.alter === null ? envelope : alterHeader(envelope, delivery.alter);
    let units = wrapping === 'bare' ? [altered] : toSegments(altered, wrapping === 'lz4', delivery.segmentBytes);
    if (delivery.corrupt !== null) {
      const { part, bit } = delivery.corrupt;
      units = units.map((unit, index) => (index === 0 ? corrupt(unit, part, bit, wrapping) : unit));
    }
    const intact = Buffer.concat(Array.from({ length: delivery.copies }, () => units).flat());
    const whole = delivery.mutate === null ? intact : delivery.mutate(Buffer.from(intact));
    const bytes = delivery.ending === null ? whole : whole.subarray(0, delivery.ending.afterBytes);
    for (const piece of delivery.split === null ? [bytes] : cut(bytes, delivery.split)) {
      await this.#writeNow(piece);
    }
    if (delivery.ending !== null) {
      const { how } = delivery.ending;
      await new Promise<void>(afterDelivery);
      this.#onEnding(how);
    }
  }
}

function isPlain(delivery: Readonly<Delivery>): boolean {
  return (
    delivery.split === null &&
    delivery.corrupt === null &&
    delivery.alter === null &&
    delivery.segmentBytes === null &&
    delivery.ending === null &&
    delivery.mutate === null &&
    delivery.copies === 1
  );
}
