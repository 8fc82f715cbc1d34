// The stub's read side: splits the bytes of one connection, in any chunks, into request envelopes. Bare until `useSegments()`.

import { envelopeHeaderLength, envelopeLength } from './envelope';
import { decodeSegment, type Segment, segmentHeaderLength, segmentLength } from './segment';
import { WireViolation } from './wire-violation';

const defaultMaxEnvelopeLength = 256 * 1024 * 1024;

/** Receives one whole request, and the number of the segment that completed it (`null` for a bare envelope). */
export type EnvelopeListener = (bytes: Buffer, segmentNumber: number | null) => void;

export class RequestStream {
  readonly #onEnvelope: EnvelopeListener;
  readonly #maxEnvelopeLength: number;
  #unread: Buffer[] = [];
  #unreadLength = 0;
  #neededLength = 1;
  #segments: { readonly compressed: boolean } | null = null;
  #segmentCount = 0;
  #parts: Buffer[] = [];
  #partsLength = 0;
  #isStopped = false;

  constructor(onEnvelope: EnvelopeListener, maxEnvelopeLength = defaultMaxEnvelopeLength) {
    this.#onEnvelope = onEnvelope;
    this.#maxEnvelopeLength = maxEnvelopeLength;
  }

  /** Reads the next bytes. Throws a WireViolation; afterwards the stream is unusable. */
  push(chunk: Buffer): void {
    if (this.#isStopped) {
      return;
    }
    this.#unread.push(chunk);
    this.#unreadLength += chunk.length;
    if (this.#unreadLength < this.#neededLength) {
      return;
    }
    let bytes = this.#unread.length === 1 ? chunk : Buffer.concat(this.#unread);
    while (!this.#isStopped) {
      const length = this.#unitLength(bytes);
      if (length > bytes.length || bytes.length === 0) {
        this.#unread = [bytes];
        this.#unreadLength = bytes.length;
        this.#neededLength = length;
        return;
      }
      const unit = bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      if (this.#segments === null) {
        this.#onEnvelope(unit, null);
      } else {
        this.#takeSegment(decodeSegment(unit, this.#segments.compressed));
      }
    }
  }

  /** Discards what was received already and what still arrives. */
  stop(): void {
    this.#isStopped = true;
  }

  useSegments(compressed: boolean): void {
    this.#segments = { compressed };
  }

  /** Returns the length of the next bare envelope or segment, or the number of bytes needed to know it. */
  #unitLength(bytes: Buffer): number {
    if (this.#segments === null) {
      return bytes.length < envelopeHeaderLength
        ? envelopeHeaderLength
        : envelopeLength(bytes, this.#maxEnvelopeLength);
    }
    const headerLength = segmentHeaderLength(this.#segments.compressed);
    return bytes.length < headerLength ? headerLength : segmentLength(bytes, this.#segments.compressed);
  }

  #takeSegment({ payload, isSelfContained }: Segment): void {
    const number = this.#segmentCount++;
    if (!isSelfContained) {
      this.#takePart(payload, number);
      return;
    }
    if (this.#partsLength > 0) {
      throw new WireViolation('A self-contained segment interrupts an envelope that spans segments');
    }
    let rest = payload;
    while (rest.length > 0 && !this.#isStopped) {
      if (rest.length < envelopeHeaderLength || envelopeLength(rest, this.#maxEnvelopeLength) > rest.length) {
        throw new WireViolation('A self-contained segment ends in the middle of an envelope');
      }
      const length = envelopeLength(rest, this.#maxEnvelopeLength);
      this.#onEnvelope(rest.subarray(0, length), number);
      rest = rest.subarray(length);
    }
  }

  #takePart(payload: Buffer, number: number): void {
    if (this.#partsLength === 0 && payload.length < envelopeHeaderLength) {
      throw new WireViolation('The first segment of a large envelope is shorter than an envelope header');
    }
    this.#parts.push(payload);
    this.#partsLength += payload.length;
    const expected = envelopeLength(this.#parts[0]!, this.#maxEnvelopeLength);
    if (this.#partsLength > expected) {
      throw new WireViolation('Segments of a large envelope hold more than the envelope');
    }
    if (this.#partsLength === expected) {
      const bytes = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#partsLength = 0;
      this.#onEnvelope(bytes, number);
    }
  }
}
