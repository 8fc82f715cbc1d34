// Reads segments from chunks of any size and checks both checksums. A payload within one chunk is not copied.
import { ProtocolError } from '../errors/protocol-error';
import { crc32Seed, payloadCrc32 } from './crc32';
import { trailerLength } from './segment';
import type { SegmentCompressor } from './segment-compressor';
import { SegmentHeader } from './segment-header';

/** The consumer of payloads. */
export interface PayloadSink {
  /** A checked payload of whole envelopes. */
  onSelfContained(buffer: Buffer, start: number, end: number): void;
  /** A piece of a payload that belongs to a large envelope. Its checksum is checked later. */
  onPiece(buffer: Buffer, start: number, end: number): void;
  /** The checksums of all pieces so far match. */
  onPiecesChecked(): void;
}

/** The part of a segment that comes next. */
const next = { header: 0, gatheredPayload: 1, piecewisePayload: 2 } as const;

export class SegmentReader {
  readonly #sink: PayloadSink;
  readonly #compressor: SegmentCompressor | undefined;
  readonly #header: SegmentHeader;
  #next: (typeof next)[keyof typeof next] = next.header;
  /** A header that continues in the next chunk. */
  readonly #cutHeader: Buffer;
  #cutHeaderBytes = 0;
  /** A payload and trailer that continue in the next chunk. */
  #cutPayload: Buffer | undefined;
  #cutPayloadBytes = 0;
  /** For a payload that is read in pieces: the number of missing bytes, and the checksums so far. */
  #missingBytes = 0;
  #actualCrc = 0;
  #sentCrc = 0;
  #sentCrcBytes = 0;

  constructor(sink: PayloadSink, compressor?: SegmentCompressor) {
    this.#sink = sink;
    this.#compressor = compressor;
    this.#header = new SegmentHeader(compressor !== undefined);
    this.#cutHeader = Buffer.alloc(this.#header.headerLength);
  }

  read(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      switch (this.#next) {
        case next.header:
          position = this.#readHeader(chunk, position);
          break;
        case next.gatheredPayload:
          position = this.#readGatheredPayload(chunk, position);
          break;
        case next.piecewisePayload:
          position = this.#readPiecewisePayload(chunk, position);
          break;
      }
    }
  }

  #readHeader(chunk: Buffer, position: number): number {
    const { headerLength } = this.#header;
    if (this.#cutHeaderBytes === 0 && chunk.length - position >= headerLength) {
      this.#header.decode(chunk, position);
      this.#expectPayload();
      return position + headerLength;
    }
    const taken = Math.min(headerLength - this.#cutHeaderBytes, chunk.length - position);
    chunk.copy(this.#cutHeader, this.#cutHeaderBytes, position, position + taken);
    this.#cutHeaderBytes += taken;
    if (this.#cutHeaderBytes === headerLength) {
      this.#cutHeaderBytes = 0;
      this.#header.decode(this.#cutHeader, 0);
      this.#expectPayload();
    }
    return position + taken;
  }

  #expectPayload(): void {
    if (this.#header.selfContained || this.#compressor !== undefined) {
      this.#next = next.gatheredPayload;
      return;
    }
    // The pieces of a large envelope go straight to their destination, without a buffer of the segment.
    this.#next = next.piecewisePayload;
    this.#missingBytes = this.#header.length;
    this.#actualCrc = crc32Seed;
    this.#sentCrc = 0;
    this.#sentCrcBytes = 0;
  }

  #readGatheredPayload(chunk: Buffer, position: number): number {
    const length = this.#header.length + trailerLength;
    if (this.#cutPayload === undefined) {
      if (chunk.length - position >= length) {
        this.#next = next.header;
        this.#finishPayload(chunk, position);
        return position + length;
      }
      this.#cutPayload = Buffer.allocUnsafe(length);
      this.#cutPayloadBytes = 0;
    }
    const taken = Math.min(length - this.#cutPayloadBytes, chunk.length - position);
    chunk.copy(this.#cutPayload, this.#cutPayloadBytes, position, position + taken);
    this.#cutPayloadBytes += taken;
    if (this.#cutPayloadBytes === length) {
      const payload = this.#cutPayload;
      this.#cutPayload = undefined;
      this.#next = next.header;
      this.#finishPayload(payload, 0);
    }
    return position + taken;
  }

  #readPiecewisePayload(chunk: Buffer, position: number): number {
    let at = position + Math.min(this.#missingBytes, chunk.length - position);
    if (at > position) {
      this.#missingBytes -= at - position;
      this.#actualCrc = payloadCrc32(chunk.subarray(position, at), this.#actualCrc);
      this.#sink.onPiece(chunk, position, at);
    }
    while (this.#missingBytes === 0 && this.#sentCrcBytes < trailerLength && at < chunk.length) {
      this.#sentCrc |= chunk[at++]! << (8 * this.#sentCrcBytes++);
    }
    if (this.#sentCrcBytes === trailerLength) {
      checkCrc(this.#actualCrc, this.#sentCrc);
      this.#next = next.header;
      this.#sink.onPiecesChecked();
    }
    return at;
  }

  /** Checks and delivers a complete payload at `start`, with its trailer behind it. */
  #finishPayload(buffer: Buffer, start: number): void {
    const { length, uncompressedLength, selfContained } = this.#header;
    const end = start + length;
    const sent = buffer.subarray(start, end);
    checkCrc(
      payloadCrc32(sent),
      buffer[end]! | (buffer[end + 1]! << 8) | (buffer[end + 2]! << 16) | (buffer[end + 3]! << 24),
    );
    if (uncompressedLength === 0) {
      this.#deliver(buffer, start, end, selfContained);
    } else {
      this.#deliver(this.#decompress(sent, uncompressedLength), 0, uncompressedLength, selfContained);
    }
  }

  #deliver(buffer: Buffer, start: number, end: number, selfContained: boolean): void {
    if (selfContained) {
      this.#sink.onSelfContained(buffer, start, end);
    } else {
      this.#sink.onPiece(buffer, start, end);
      this.#sink.onPiecesChecked();
    }
  }

  #decompress(block: Buffer, uncompressedLength: number): Buffer {
    let payload: Buffer;
    try {
      payload = this.#compressor!.decompress(block, uncompressedLength);
    } catch (cause) {
      throw new ProtocolError('The payload of a segment cannot be decompressed', { cause });
    }
    if (payload.length !== uncompressedLength) {
      throw new ProtocolError(
        `The payload of a segment decompresses to ${payload.length} bytes, its header says ${uncompressedLength}`,
      );
    }
    return payload;
  }
}

function checkCrc(actual: number, sent: number): void {
  if ((actual | 0) !== (sent | 0)) {
    throw new ProtocolError('The checksum of a segment payload does not match: the connection carried damaged bytes');
  }
}
