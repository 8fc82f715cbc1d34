// Puts one envelope together from pieces: one that was cut over several segments, or a bare one that came in several chunks. A
// body above the limit is passed over: what it answers can be told, and what follows can be read.
import { decodeBodyLength, decodeEnvelope, ENVELOPE_HEADER_LENGTH, type Envelope } from './envelope';

const NO_BODY = Buffer.alloc(0);

export class EnvelopeGatherer {
  readonly #maxLength: number;
  readonly #checkVersion: (firstByte: number) => void;
  readonly #header = Buffer.alloc(ENVELOPE_HEADER_LENGTH);
  #headerBytes = 0;
  #body: Buffer | undefined;
  #bodyLength = 0;
  #bodyBytes = 0;

  /** `checkVersion` throws where the first byte of an envelope cannot be. */
  constructor(maxLength: number, checkVersion: (firstByte: number) => void) {
    this.#maxLength = maxLength;
    this.#checkVersion = checkVersion;
  }

  get isEmpty(): boolean {
    return this.#headerBytes === 0;
  }

  get isComplete(): boolean {
    return this.#body !== undefined && this.#bodyBytes === this.#bodyLength;
  }

  /** Takes what belongs to the envelope; returns where that ends. */
  add(bytes: Buffer, position: number, end: number): number {
    let at = position;
    if (this.#body === undefined) {
      at = this.#addHeader(bytes, at, end);
      if (this.#headerBytes < ENVELOPE_HEADER_LENGTH) return at;
      const length = decodeBodyLength(this.#header, 0);
      this.#bodyLength = length;
      this.#body = length > this.#maxLength ? NO_BODY : Buffer.allocUnsafeSlow(length);
    }
    const taken = Math.min(end - at, this.#bodyLength - this.#bodyBytes);
    if (this.#body !== NO_BODY) bytes.copy(this.#body, this.#bodyBytes, at, at + taken);
    this.#bodyBytes += taken;
    return at + taken;
  }

  /** The complete envelope; the next one may begin. */
  take(): Envelope {
    const body = this.#body!;
    const skippedBytes = this.#bodyLength - body.length;
    const envelope = decodeEnvelope(this.#header, 0, body, 0, body.length, skippedBytes);
    this.#headerBytes = 0;
    this.#body = undefined;
    this.#bodyBytes = 0;
    return envelope;
  }

  #addHeader(bytes: Buffer, position: number, end: number): number {
    if (this.#headerBytes === 0 && position < end) this.#checkVersion(bytes[position]!);
    const taken = Math.min(end - position, ENVELOPE_HEADER_LENGTH - this.#headerBytes);
    bytes.copy(this.#header, this.#headerBytes, position, position + taken);
    this.#headerBytes += taken;
    return position + taken;
  }
}
