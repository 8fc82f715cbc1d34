// The write side of one connection of v5; `envelope-builder.ts` is its twin for v4. Requests are encoded one after the other into a slab; `take` makes segments of what has gathered.
//
//   slab    | handed out ... | header | envelope | envelope | envelope ...        free
//                             ^ segmentStart                           ^ writer.position
//
// The bytes of an envelope stay where and what they are: the socket may keep them as long as it likes, and so may the request, which
// sends its values again from there. When a slab is used up the next one takes its place; the memory of the old one is free as soon as
// the socket has sent it and its requests are through.
import { ByteWriter, tooLong } from './byte-writer';
import { payloadCrc32 } from './crc32';
import { encodeEnvelopeHeader, encodeEnvelopeLength, envelopeHeaderLength, maxBodyLength } from './envelope';
import { compressedHeaderLength, maxPayloadLength, trailerLength, uncompressedHeaderLength } from './segment';
import type { SegmentCompressor } from './segment-compressor';
import type { RequestBuilder } from './request-builder';
import { encodeCompressedHeader, encodeUncompressedHeader } from './segment-header';

const slabLength = 65_536;
/** An envelope begins with at least this much room before it, so that few have to move to a larger slab while they are encoded. */
const roomForEnvelope = 4096;
/** A smaller payload does not get smaller by compression. */
const minCompressedPayload = 512;

export class SegmentBuilder implements RequestBuilder {
  readonly version = 5;
  readonly writer: ByteWriter;
  readonly #compressor: SegmentCompressor | undefined;
  readonly #headerLength: number;
  #finished: Buffer[] = [];
  #finishedBytes = 0;
  #segmentStart = 0;
  #envelopeStart = 0;
  /** Between `beginEnvelope` and its end. */
  #isEncoding = false;
  /** Whole envelopes that wait for that end. */
  #waiting: Buffer[] = [];

  constructor(compressor?: SegmentCompressor) {
    this.#compressor = compressor;
    this.#headerLength = compressor === undefined ? uncompressedHeaderLength : compressedHeaderLength;
    this.writer = new ByteWriter(Buffer.allocUnsafeSlow(slabLength));
    this.#beginSegment(0);
  }

  /** How many bytes `take` would give, about. */
  get pendingBytes(): number {
    return this.#finishedBytes + this.writer.position - this.#segmentStart - this.#headerLength;
  }

  /** Whether an envelope has been begun: what else is to be sent comes by `add`. */
  get isEncoding(): boolean {
    return this.#isEncoding;
  }

  beginEnvelope(streamId: number, opcode: number, flags: number): void {
    const { writer } = this;
    if (writer.buffer.length - writer.position < roomForEnvelope) this.#changeSlab();
    const start = writer.position;
    encodeEnvelopeHeader(writer.buffer, start, 5, flags, streamId, opcode);
    this.#envelopeStart = start;
    writer.position = start + envelopeHeaderLength;
    this.#isEncoding = true;
  }

  /**
   * Returns the length of the envelope, header included.
   *
   * @throws RangeError when the protocol does not allow that length; abandon the envelope then.
   */
  endEnvelope(): number {
    const { writer } = this;
    const length = writer.position - this.#envelopeStart;
    if (length - envelopeHeaderLength > maxBodyLength) throw tooLong(length - envelopeHeaderLength);
    if (writer.position > writer.buffer.length) throw new RangeError('A value changed its length while it was encoded');
    encodeEnvelopeLength(writer.buffer, this.#envelopeStart, writer.position);
    this.#isEncoding = false;
    if (writer.position - this.#segmentStart - this.#headerLength > maxPayloadLength) this.#overflow();
    if (this.#waiting.length > 0) this.#addWaiting();
    return length;
  }

  /** Takes back the envelope that was begun, after an encoding error. */
  abandonEnvelope(): void {
    this.#isEncoding = false;
    this.writer.position = this.#envelopeStart;
    // The room that a large request was given is not kept for small ones.
    const isEmpty = this.#envelopeStart === this.#segmentStart + this.#headerLength;
    if (isEmpty && this.writer.buffer.length > slabLength) this.#changeSlab();
    if (this.#waiting.length > 0) this.#addWaiting();
  }

  /**
   * Adds an envelope that is whole already. While another one is encoded it waits: user code that runs in between (a getter, an
   * iterator, a `toString`) may send something itself, and must not write into the middle of the other.
   */
  add(envelope: Buffer): void {
    if (this.#isEncoding) {
      this.#waiting.push(envelope);
      return;
    }
    const { writer } = this;
    if (writer.buffer.length - writer.position < roomForEnvelope) this.#changeSlab();
    this.#envelopeStart = writer.position;
    writer.raw(envelope);
    if (writer.position - this.#segmentStart - this.#headerLength > maxPayloadLength) this.#overflow();
  }

  #addWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const envelope of waiting) this.add(envelope);
  }

  /** What has gathered, as segments, ready for the socket. */
  take(): Buffer[] {
    this.#finishSegment();
    const taken = this.#finished;
    this.#finished = [];
    this.#finishedBytes = 0;
    // The room that one large request needed is not kept for the small ones after it.
    if (this.writer.buffer.length > slabLength) this.#changeSlab();
    return taken;
  }

  #changeSlab(): void {
    this.#finishSegment();
    this.writer.buffer = Buffer.allocUnsafeSlow(slabLength);
    this.#beginSegment(0);
  }

  #beginSegment(at: number): void {
    this.#segmentStart = at;
    this.writer.keepFrom = at;
    this.writer.position = at + this.#headerLength;
  }

  /** Closes the segment of all that is in the slab and not handed out; the next one begins behind it. */
  #finishSegment(): void {
    const { writer } = this;
    const start = this.#segmentStart;
    const payloadStart = start + this.#headerLength;
    if (writer.position === payloadStart) return;
    writer.reserve(trailerLength);
    const { buffer, position } = writer;
    const payload = buffer.subarray(payloadStart, position);
    const block = this.#compress(payload);
    if (block === payload) {
      this.#encodeHeader(buffer, start, payload, block, true);
      const end = encodeTrailer(buffer, position, block);
      this.#finish(buffer.subarray(start, end));
      this.#beginSegment(end);
      return;
    }
    const segment = Buffer.allocUnsafe(this.#headerLength + block.length + trailerLength);
    this.#encodeHeader(segment, 0, payload, block, true);
    segment.set(block, this.#headerLength);
    encodeTrailer(segment, this.#headerLength + block.length, block);
    this.#finish(segment);
    this.#beginSegment(position);
  }

  /** The last envelope does not fit into the segment: those before it leave first. None of them moves. */
  #overflow(): void {
    const start = this.#segmentStart + this.#headerLength;
    const envelopeStart = this.#envelopeStart;
    if (envelopeStart > start) this.#cut(start, envelopeStart);
    this.#cut(envelopeStart, this.writer.position);
    this.#beginSegment(this.writer.position);
  }

  /** Makes segments of [start, end) of the slab, where it lies: headers and trailers go between the pieces. */
  #cut(start: number, end: number): void {
    const { buffer } = this.writer;
    const pieces = Math.ceil((end - start) / maxPayloadLength);
    const between = Buffer.allocUnsafe(pieces * (this.#headerLength + trailerLength));
    let from = 0;
    let to = 0;
    for (let at = start; at < end; at += maxPayloadLength) {
      const payload = buffer.subarray(at, Math.min(at + maxPayloadLength, end));
      const block = this.#compress(payload);
      this.#encodeHeader(between, to, payload, block, pieces === 1);
      to += this.#headerLength;
      this.#finish(between.subarray(from, to));
      this.#finish(block);
      from = to;
      to = encodeTrailer(between, to, block);
    }
    this.#finish(between.subarray(from, to));
  }

  #finish(bytes: Buffer): void {
    this.#finished.push(bytes);
    this.#finishedBytes += bytes.length;
  }

  /** The compressed payload, or the payload itself where that is not smaller. */
  #compress(payload: Buffer): Buffer {
    if (this.#compressor === undefined || payload.length < minCompressedPayload) return payload;
    const block = this.#compressor.compress(payload);
    return block.length < payload.length ? block : payload;
  }

  #encodeHeader(buffer: Buffer, at: number, payload: Buffer, block: Buffer, selfContained: boolean): void {
    if (this.#compressor === undefined) {
      encodeUncompressedHeader(buffer, at, payload.length, selfContained);
    } else {
      encodeCompressedHeader(buffer, at, block.length, block === payload ? 0 : payload.length, selfContained);
    }
  }
}

function encodeTrailer(buffer: Buffer, at: number, payload: Buffer): number {
  const crc = payloadCrc32(payload);
  buffer[at] = crc;
  buffer[at + 1] = crc >> 8;
  buffer[at + 2] = crc >> 16;
  buffer[at + 3] = crc >> 24;
  return at + trailerLength;
}
