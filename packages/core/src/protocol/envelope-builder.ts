// The write side of a connection of v4; `segment-builder.ts` is its counterpart for v5. Envelopes are encoded one after the other into a
// slab, and are sent as they are: v4 has no segments and no checksums. Each envelope is compressed by itself (v4 spec, section 5).
//
//   slab    | handed out ... | envelope | envelope | envelope ...        free
//                             ^ start                          ^ writer.position
//
// As in v5, the bytes of an envelope stay in place and unchanged: a retried request sends its values from there.
import { ByteWriter, tooLong } from './byte-writer';
import { encodeEnvelopeHeader, encodeEnvelopeLength, envelopeHeaderLength, maxBodyLength } from './envelope';
import { envelopeFlag } from './envelope-flag';
import type { RequestBuilder } from './request-builder';
import type { SegmentCompressor } from './segment-compressor';

const slabLength = 65_536;
/** The room that an envelope starts with at least, so that few envelopes have to move to a larger slab while they are encoded. */
const roomForEnvelope = 4096;
/** Smaller bodies are not compressed: they would not get smaller. */
const minCompressedBody = 512;
/** The length of the uncompressed length, big-endian, before the LZ4 block. */
const lengthPrefix = 4;

export class EnvelopeBuilder implements RequestBuilder {
  readonly version = 4;
  readonly writer = new ByteWriter(Buffer.allocUnsafeSlow(slabLength));
  readonly #compressor: SegmentCompressor | undefined;
  #finished: Buffer[] = [];
  #finishedBytes = 0;
  #start = 0;
  #envelopeStart = 0;
  #isEncoding = false;
  /** Whole envelopes that wait until the current one ends. */
  #waiting: Buffer[] = [];

  constructor(compressor?: SegmentCompressor) {
    this.#compressor = compressor;
  }

  get pendingBytes(): number {
    return this.#finishedBytes + this.writer.position - this.#start;
  }

  get isEncoding(): boolean {
    return this.#isEncoding;
  }

  beginEnvelope(streamId: number, opcode: number, flags: number): void {
    const { writer } = this;
    if (writer.buffer.length - writer.position < roomForEnvelope) this.#changeSlab();
    const start = writer.position;
    encodeEnvelopeHeader(writer.buffer, start, 4, flags, streamId, opcode);
    this.#envelopeStart = start;
    writer.position = start + envelopeHeaderLength;
    this.#isEncoding = true;
  }

  endEnvelope(): number {
    const { writer } = this;
    const length = writer.position - this.#envelopeStart;
    if (length - envelopeHeaderLength > maxBodyLength) throw tooLong(length - envelopeHeaderLength);
    if (writer.position > writer.buffer.length) throw new RangeError('A value changed its length while it was encoded');
    const compressed = this.#compressor === undefined ? undefined : this.#compress(this.#compressor);
    if (compressed === undefined) encodeEnvelopeLength(writer.buffer, this.#envelopeStart, writer.position);
    else this.#finishWith(compressed);
    this.#isEncoding = false;
    if (this.#waiting.length > 0) this.#addWaiting();
    return length;
  }

  abandonEnvelope(): void {
    this.#isEncoding = false;
    this.writer.position = this.#envelopeStart;
    // Small requests do not keep the room of a large one.
    if (this.#envelopeStart === this.#start && this.writer.buffer.length > slabLength) this.#changeSlab();
    if (this.#waiting.length > 0) this.#addWaiting();
  }

  add(envelope: Buffer): void {
    if (this.#isEncoding) {
      this.#waiting.push(envelope);
      return;
    }
    if (this.writer.buffer.length - this.writer.position < roomForEnvelope) this.#changeSlab();
    this.writer.raw(envelope);
  }

  take(): Buffer[] {
    this.#finish();
    const taken = this.#finished;
    this.#finished = [];
    this.#finishedBytes = 0;
    // Small requests do not keep the room of a large one.
    if (this.writer.buffer.length > slabLength) this.#changeSlab();
    return taken;
  }

  #addWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const envelope of waiting) this.add(envelope);
  }

  /** Returns the envelope with a compressed body; undefined if that is not shorter. */
  #compress(compressor: SegmentCompressor): Buffer | undefined {
    const { buffer, position } = this.writer;
    const bodyStart = this.#envelopeStart + envelopeHeaderLength;
    const body = buffer.subarray(bodyStart, position);
    if (body.length < minCompressedBody) return undefined;
    const block = compressor.compress(body);
    if (lengthPrefix + block.length >= body.length) return undefined;
    const envelope = Buffer.allocUnsafe(envelopeHeaderLength + lengthPrefix + block.length);
    buffer.copy(envelope, 0, this.#envelopeStart, bodyStart);
    envelope[1]! |= envelopeFlag.compression;
    envelope.writeUInt32BE(body.length, envelopeHeaderLength);
    envelope.set(block, envelopeHeaderLength + lengthPrefix);
    encodeEnvelopeLength(envelope, 0, envelope.length);
    return envelope;
  }

  /** Sends the compressed envelope instead of the one in the slab. */
  #finishWith(compressed: Buffer): void {
    const { writer } = this;
    const { position } = writer;
    writer.position = this.#envelopeStart;
    this.#finish();
    this.#finished.push(compressed);
    this.#finishedBytes += compressed.length;
    this.#begin(position);
  }

  #changeSlab(): void {
    this.#finish();
    this.writer.buffer = Buffer.allocUnsafeSlow(slabLength);
    this.#begin(0);
  }

  #begin(at: number): void {
    this.#start = at;
    this.writer.keepFrom = at;
    this.writer.position = at;
  }

  /** Adds the bytes of the slab to the finished ones. The next envelope starts behind them. */
  #finish(): void {
    const { buffer, position } = this.writer;
    if (position === this.#start) return;
    this.#finished.push(buffer.subarray(this.#start, position));
    this.#finishedBytes += position - this.#start;
    this.#begin(position);
  }
}
