// The read side of one connection: bytes in any pieces become envelopes. A connection begins with bare envelopes; READY or
// AUTHENTICATE is the last of them, and everything after it is in segments.
//
//   chunk -> SegmentReader (checksums) -> payloads -> here (lengths) -> onEnvelope
import { ProtocolError } from '../errors/protocol-error';
import {
  decodeBodyLength,
  decodeEnvelope,
  ENVELOPE_HEADER_LENGTH,
  PROTOCOL_VERSION,
  RESPONSE_DIRECTION,
  type Envelope,
} from './envelope';
import { EnvelopeGatherer } from './envelope-gatherer';
import { opcode } from './opcode';
import type { SegmentCompressor } from './segment-compressor';
import { SegmentReader, type PayloadSink } from './segment-reader';

export interface InboundStreamOptions {
  /** Of a body, in bytes. 256 MiB by default: what the protocol allows. */
  readonly maxEnvelopeLength?: number;
}

const MAX_ENVELOPE_LENGTH = 256 * 1024 * 1024;
const VERSION_BYTE = PROTOCOL_VERSION | RESPONSE_DIRECTION;
/** Versions 1 and 2 have another header. */
const OLDEST_READABLE_VERSION = 3;

export class InboundStream implements PayloadSink {
  readonly #onEnvelope: (envelope: Envelope) => void;
  readonly #maxEnvelopeLength: number;
  #gatherer: EnvelopeGatherer;
  #segments: SegmentReader | undefined;
  /** What came after the last bare envelope: it waits for `useSegments`. */
  #waiting: Buffer[] | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(onEnvelope: (envelope: Envelope) => void, options?: InboundStreamOptions) {
    this.#onEnvelope = onEnvelope;
    this.#maxEnvelopeLength = options?.maxEnvelopeLength ?? MAX_ENVELOPE_LENGTH;
    this.#gatherer = new EnvelopeGatherer(this.#maxEnvelopeLength, checkBareVersion);
  }

  /**
   * Reads the next bytes and calls `onEnvelope` for each envelope that they complete. The bytes must not change afterwards:
   * envelopes are views of them. Throws a `ProtocolError` when they cannot be right, and from then on for every call.
   */
  push(chunk: Buffer): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      if (this.#segments !== undefined) this.#segments.read(chunk);
      else this.#readBare(chunk);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** From here on, and for what has already come after the last bare envelope, bytes are segments. May call `onEnvelope` and throw. */
  useSegments(compressor?: SegmentCompressor): void {
    this.#gatherer = new EnvelopeGatherer(this.#maxEnvelopeLength, checkVersion);
    this.#segments = new SegmentReader(this, compressor);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const chunk of waiting) this.push(chunk);
  }

  #readBare(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#segments !== undefined) {
        this.#segments.read(chunk.subarray(position));
        return;
      }
      if (this.#waiting !== undefined) {
        this.#waiting.push(chunk.subarray(position));
        return;
      }
      position = this.#gatherer.add(chunk, position, chunk.length);
      if (!this.#gatherer.isComplete) return;
      const envelope = this.#gatherer.take();
      if (envelope.opcode === opcode.ready || envelope.opcode === opcode.authenticate) this.#waiting = [];
      this.#onEnvelope(envelope);
    }
  }

  /** For the `SegmentReader` only. */
  onSelfContained(buffer: Buffer, start: number, end: number): void {
    if (!this.#gatherer.isEmpty) {
      throw new ProtocolError('A self-contained segment came in the middle of an envelope that is cut over several');
    }
    let position = start;
    while (position < end) {
      const bodyStart = position + ENVELOPE_HEADER_LENGTH;
      if (bodyStart > end) {
        throw new ProtocolError(`A self-contained segment ends ${bodyStart - end} bytes before the end of a header`);
      }
      checkVersion(buffer[position]!);
      const bodyEnd = bodyStart + decodeBodyLength(buffer, position, this.#maxEnvelopeLength);
      if (bodyEnd > end) {
        throw new ProtocolError(`A self-contained segment ends ${bodyEnd - end} bytes before the end of an envelope`);
      }
      this.#onEnvelope(decodeEnvelope(buffer, position, buffer, bodyStart, bodyEnd));
      position = bodyEnd;
    }
  }

  /** For the `SegmentReader` only. */
  onPiece(buffer: Buffer, start: number, end: number): void {
    const taken = this.#gatherer.add(buffer, start, end);
    if (taken < end) throw new ProtocolError(`${end - taken} bytes follow a large envelope in its last segment`);
  }

  /** For the `SegmentReader` only. */
  onPiecesChecked(): void {
    if (this.#gatherer.isComplete) this.#onEnvelope(this.#gatherer.take());
  }
}

function checkVersion(firstByte: number): void {
  if (firstByte !== VERSION_BYTE) {
    throw new ProtocolError(`An envelope begins with ${hex(firstByte)}: a response of protocol v5 begins with 0x85`);
  }
}

/** Outside segments a server may answer in its own version, to say that it does not speak ours. */
function checkBareVersion(firstByte: number): void {
  if ((firstByte & RESPONSE_DIRECTION) === 0 || (firstByte & ~RESPONSE_DIRECTION) < OLDEST_READABLE_VERSION) {
    throw new ProtocolError(
      `The peer does not speak a known version of the CQL native protocol: its answer begins with ${hex(firstByte)}. ` +
        'Check the port, and whether the server expects TLS',
    );
  }
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
