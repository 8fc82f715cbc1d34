// Splits the payloads of segments into envelopes.
import { ProtocolError } from '../errors/protocol-error';
import { decodeBodyLength, decodeEnvelope, envelopeHeaderLength, responseDirection, type Envelope } from './envelope';
import { EnvelopeGatherer } from './envelope-gatherer';
import type { PayloadSink } from './segment-reader';

/** Only v5 has segments. */
const firstByte = 5 | responseDirection;

export class EnvelopeReader implements PayloadSink {
  readonly #onEnvelope: (envelope: Envelope) => void;
  /** An envelope that spans several segments. */
  readonly #large: EnvelopeGatherer;

  constructor(onEnvelope: (envelope: Envelope) => void, maxLength: number) {
    this.#onEnvelope = onEnvelope;
    this.#large = new EnvelopeGatherer(maxLength, checkFirstByte);
  }

  onSelfContained(buffer: Buffer, start: number, end: number): void {
    if (!this.#large.isEmpty) {
      throw new ProtocolError(
        'A self-contained segment arrived in the middle of an envelope that spans several segments',
      );
    }
    let position = start;
    while (position < end) {
      const bodyStart = position + envelopeHeaderLength;
      if (bodyStart > end) {
        throw new ProtocolError(`A self-contained segment ends ${bodyStart - end} bytes before the end of a header`);
      }
      checkFirstByte(buffer[position]!);
      const bodyEnd = bodyStart + decodeBodyLength(buffer, position);
      if (bodyEnd > end) {
        throw new ProtocolError(`A self-contained segment ends ${bodyEnd - end} bytes before the end of an envelope`);
      }
      this.#onEnvelope(decodeEnvelope(buffer, position, buffer, bodyStart, bodyEnd));
      position = bodyEnd;
    }
  }

  onPiece(buffer: Buffer, start: number, end: number): void {
    const taken = this.#large.add(buffer, start, end);
    if (taken < end) throw new ProtocolError(`${end - taken} bytes follow a large envelope in its last segment`);
  }

  onPiecesChecked(): void {
    if (this.#large.isComplete) this.#onEnvelope(this.#large.take());
  }
}

function checkFirstByte(byte: number): void {
  if (byte !== firstByte) {
    throw new ProtocolError(
      `An envelope begins with 0x${byte.toString(16).padStart(2, '0')}: a response of protocol v5 begins with 0x85`,
    );
  }
}
