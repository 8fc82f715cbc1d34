// Assembles one envelope from pieces: from several segments, or from several chunks of bare bytes. Skips the bytes of a body above
// the limit, so that its request can fail and the following envelopes can be read.
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

  /** `checkVersion` throws for a byte that cannot start an envelope. */
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

  /** Takes the bytes that belong to the envelope. Returns the position of their end. */
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

  /** Returns the complete envelope. The next one may start. */
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
