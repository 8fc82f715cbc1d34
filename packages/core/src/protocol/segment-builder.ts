// The write side of a connection of v5; `envelope-builder.ts` is its counterpart for v4. Requests are encoded one after the other into a slab; `take` turns the collected requests into segments.
//
//   slab    | handed out ... | header | envelope | envelope | envelope ...        free
//                             ^ segmentStart                           ^ writer.position
//
// The bytes of an envelope stay in place and unchanged: the socket may keep them as long as it needs, and so may a retried request, which
// sends its values from there. A full slab is replaced by the next one; the memory of the old slab is freed when the socket has sent it
// and its requests have ended.
import { ByteWriter, tooLong } from './byte-writer';
import { payloadCrc32 } from './crc32';
import { encodeEnvelopeHeader, encodeEnvelopeLength, envelopeHeaderLength, maxBodyLength } from './envelope';
import { compressedHeaderLength, maxPayloadLength, trailerLength, uncompressedHeaderLength } from './segment';
import type { SegmentCompressor } from './segment-compressor';
import type { RequestBuilder } from './request-builder';
import { encodeCompressedHeader, encodeUncompressedHeader } from './segment-header';

const slabLength = 65_536;
/** The room that an envelope starts with at least, so that few envelopes have to move to a larger slab while they are encoded. */
const roomForEnvelope = 4096;
/** Smaller payloads are not compressed: they would not get smaller. */
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
  /** True between `beginEnvelope` and its end. */
  #isEncoding = false;
  /** Whole envelopes that wait for that end. */
  #waiting: Buffer[] = [];

  constructor(compressor?: SegmentCompressor) {
    this.#compressor = compressor;
    this.#headerLength = compressor === undefined ? uncompressedHeaderLength : compressedHeaderLength;
    this.writer = new ByteWriter(Buffer.allocUnsafeSlow(slabLength));
    this.#beginSegment(0);
  }

  /** The approximate number of bytes that `take` would return. */
  get pendingBytes(): number {
    return this.#finishedBytes + this.writer.position - this.#segmentStart - this.#headerLength;
  }

  /** Whether an envelope has been started: use `add` for any other one. */
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
   * Ends the envelope. Returns its length, including the header.
   *
   * @throws RangeError when the protocol does not allow that length; then abandon the envelope.
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

  /** Discards the current envelope, after an encoding error. */
  abandonEnvelope(): void {
    this.#isEncoding = false;
    this.writer.position = this.#envelopeStart;
    // Small requests do not keep the room of a large one.
    const isEmpty = this.#envelopeStart === this.#segmentStart + this.#headerLength;
    if (isEmpty && this.writer.buffer.length > slabLength) this.#changeSlab();
    if (this.#waiting.length > 0) this.#addWaiting();
  }

  /**
   * Adds a complete envelope. It waits while another one is encoded: user code that runs during the encoding (a getter, an
   * iterator, a `toString`) may send a request, which must not be written into the middle of the other.
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

  /** Returns the collected requests as segments, ready for the socket. */
  take(): Buffer[] {
    this.#finishSegment();
    const taken = this.#finished;
    this.#finished = [];
    this.#finishedBytes = 0;
    // Small requests do not keep the room of a large one.
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

  /** Closes the segment of the bytes in the slab. The next segment starts behind it. */
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

  /** Splits off the last envelope, which does not fit into the segment: the earlier ones leave first. None of them is moved. */
  #overflow(): void {
    const start = this.#segmentStart + this.#headerLength;
    const envelopeStart = this.#envelopeStart;
    if (envelopeStart > start) this.#cut(start, envelopeStart);
    this.#cut(envelopeStart, this.writer.position);
    this.#beginSegment(this.writer.position);
  }

  /** Makes segments of [start, end) of the slab in place: headers and trailers go between the pieces. */
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

  /** Returns the compressed payload, or the payload itself if that is not larger. */
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
