// The read side of a connection: chunks of bytes become envelopes. A connection starts with bare envelopes. In v5 READY or
// AUTHENTICATE is the last of them, and everything after it is in segments; in v4 all envelopes are bare:
//
//   v5: chunk -> SegmentReader (checksums) -> payloads -> EnvelopeReader (lengths) -> onEnvelope
//   v4: chunk -> BareEnvelopeReader (lengths, compression) -> onEnvelope
import { ProtocolError } from '../errors/protocol-error';
import { BareEnvelopeReader } from './bare-envelope-reader';
import { maxBodyLength, responseDirection, type Envelope } from './envelope';
import { EnvelopeGatherer } from './envelope-gatherer';
import { EnvelopeReader } from './envelope-reader';
import { opcode } from './opcode';
import type { SegmentCompressor } from './segment-compressor';
import { SegmentReader } from './segment-reader';

export interface InboundStreamOptions {
  /** The longest body in bytes; a longer one is skipped. Default: 256 MiB, the protocol's limit. */
  readonly maxEnvelopeLength?: number;
}

/** Versions 1 and 2 have a different header. */
const oldestReadableVersion = 3;

export class InboundStream {
  readonly #onEnvelope: (envelope: Envelope) => void;
  readonly #maxEnvelopeLength: number;
  readonly #bare: EnvelopeGatherer;
  /** The reader of all further bytes. */
  #reader: SegmentReader | BareEnvelopeReader | undefined;
  /** Bytes after the last bare envelope, which wait for `useSegments`. */
  #waiting: Buffer[] | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(onEnvelope: (envelope: Envelope) => void, options?: InboundStreamOptions) {
    this.#onEnvelope = onEnvelope;
    this.#maxEnvelopeLength = options?.maxEnvelopeLength ?? maxBodyLength;
    this.#bare = new EnvelopeGatherer(this.#maxEnvelopeLength, checkFirstByte);
  }

  /**
   * Reads the next bytes and calls `onEnvelope` for each envelope that they complete. The bytes must not change afterwards:
   * envelopes are views of them. Throws a `ProtocolError` for invalid bytes, and then for every further call.
   */
  push(chunk: Buffer): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      if (this.#reader !== undefined) this.#reader.read(chunk);
      else this.#readBare(chunk);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /**
   * Reads segments from now on, including the bytes after the last bare envelope: this may call `onEnvelope`, and throw.
   * May be called from within `onEnvelope`.
   */
  useSegments(compressor?: SegmentCompressor): void {
    this.#reader = new SegmentReader(new EnvelopeReader(this.#onEnvelope, this.#maxEnvelopeLength), compressor);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const chunk of waiting) this.push(chunk);
  }

  /** Reads bare envelopes to the end, because the connection speaks v4. Call it before the first bytes arrive. */
  useEnvelopes(compressor?: SegmentCompressor): void {
    this.#reader = new BareEnvelopeReader(this.#onEnvelope, this.#maxEnvelopeLength, checkFirstByte, compressor);
  }

  #readBare(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#reader !== undefined) {
        this.#reader.read(chunk.subarray(position));
        return;
      }
      if (this.#waiting !== undefined) {
        this.#waiting.push(chunk.subarray(position));
        return;
      }
      position = this.#bare.add(chunk, position, chunk.length);
      if (!this.#bare.isComplete) return;
      const envelope = this.#bare.take();
      if (envelope.opcode === opcode.ready || envelope.opcode === opcode.authenticate) this.#waiting = [];
      this.#onEnvelope(envelope);
    }
  }
}

/** Outside segments a server may answer in its own version, to refuse ours. */
function checkFirstByte(byte: number): void {
  if ((byte & responseDirection) === 0 || (byte & ~responseDirection) < oldestReadableVersion) {
    throw new ProtocolError(
      `The peer does not speak a known version of the CQL native protocol: its answer begins with ` +
        `0x${byte.toString(16).padStart(2, '0')}. Check the port, and whether the server expects TLS`,
    );
  }
}
