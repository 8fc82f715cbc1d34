// Puts one envelope together from pieces: one that was cut over several segments, or a bare one that came in several chunks. A
// body above the limit is passed over: what it answers can be told, and what follows can be read.
import { decodeBodyLength, decodeEnvelope, envelopeHeaderLength, type Envelope } from './envelope';

const noBody = Buffer.alloc(0);

export class EnvelopeGatherer {
  readonly #maxLength: number;
  readonly #checkVersion: (firstByte: number) => void;
  readonly #header = Buffer.alloc(envelopeHeaderLength);
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
      if (this.#headerBytes < envelopeHeaderLength) return at;
      const length = decodeBodyLength(this.#header, 0);
      this.#bodyLength = length;
      this.#body = length > this.#maxLength ? noBody : Buffer.allocUnsafeSlow(length);
    }
    const taken = Math.min(end - at, this.#bodyLength - this.#bodyBytes);
    if (this.#body !== noBody) bytes.copy(this.#body, this.#bodyBytes, at, at + taken);
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
    const taken = Math.min(end - position, envelopeHeaderLength - this.#headerBytes);
    bytes.copy(this.#header, this.#headerBytes, position, position + taken);
    this.#headerBytes += taken;
    return position + taken;
  }
}
