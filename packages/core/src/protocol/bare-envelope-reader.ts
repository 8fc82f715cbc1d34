// The read side of a connection of v4: a sequence of envelopes, without segments and checksums. An envelope within one chunk is
// not copied. A flag tells whether the body is compressed (v4 spec, sections 2.2 and 5).
import { ProtocolError } from '../errors/protocol-error';
import { decodeBodyLength, decodeEnvelope, envelopeHeaderLength, responseDirection, type Envelope } from './envelope';
import { envelopeFlag } from './envelope-flag';
import { EnvelopeGatherer } from './envelope-gatherer';
import type { SegmentCompressor } from './segment-compressor';

const firstByte = 4 | responseDirection;
/** The length of the uncompressed length, big-endian, before the LZ4 block. */
const lengthPrefix = 4;
const noBody = Buffer.alloc(0);

export class BareEnvelopeReader {
  readonly #onEnvelope: (envelope: Envelope) => void;
  readonly #maxLength: number;
  readonly #compressor: SegmentCompressor | undefined;
  readonly #checkFirstByte: (byte: number) => void;
  /** An envelope that continues in the next chunk. */
  readonly #cut: EnvelopeGatherer;
  /** Whether the server has answered in v4: from then on every envelope must be of v4. */
  #isAgreed = false;

  /** `checkFirstByte` throws for a byte that starts no answer of any version: the first answer may be a refusal in another version. */
  constructor(
    onEnvelope: (envelope: Envelope) => void,
    maxLength: number,
    checkFirstByte: (byte: number) => void,
    compressor?: SegmentCompressor,
  ) {
    this.#onEnvelope = onEnvelope;
    this.#maxLength = maxLength;
    this.#compressor = compressor;
    this.#checkFirstByte = (byte) => {
      if (this.#isAgreed) checkVersion(byte);
      else checkFirstByte(byte);
      this.#isAgreed ||= byte === firstByte;
    };
    this.#cut = new EnvelopeGatherer(maxLength, this.#checkFirstByte);
  }

  read(chunk: Buffer): void {
    const end = chunk.length;
    let position = 0;
    while (position < end) {
      const bodyStart = position + envelopeHeaderLength;
      if (this.#cut.isEmpty && bodyStart <= end) {
        this.#checkFirstByte(chunk[position]!);
        const length = decodeBodyLength(chunk, position);
        const bodyEnd = bodyStart + length;
        if (bodyEnd <= end && length <= this.#maxLength) {
          this.#deliver(decodeEnvelope(chunk, position, chunk, bodyStart, bodyEnd));
          position = bodyEnd;
          continue;
        }
      }
      position = this.#cut.add(chunk, position, end);
      if (this.#cut.isComplete) this.#deliver(this.#cut.take());
    }
  }

  #deliver(envelope: Envelope): void {
    const isCompressed = (envelope.flags & envelopeFlag.compression) !== 0 && envelope.skippedBytes === 0;
    this.#onEnvelope(isCompressed ? this.#decompress(envelope) : envelope);
  }

  #decompress(envelope: Envelope): Envelope {
    const { buffer, bodyStart, bodyEnd } = envelope;
    if (this.#compressor === undefined) {
      throw new ProtocolError('The body of an envelope is compressed, although compression was not requested');
    }
    const blockStart = bodyStart + lengthPrefix;
    const length = blockStart <= bodyEnd ? buffer.readInt32BE(bodyStart) : -1;
    if (length < 0) throw new ProtocolError('The body of a compressed envelope lacks its uncompressed length');
    if (length > this.#maxLength) return { ...envelope, ...whole(noBody), skippedBytes: length };
    if (length === 0) return { ...envelope, ...whole(noBody) };
    return { ...envelope, ...whole(decompress(this.#compressor, buffer.subarray(blockStart, bodyEnd), length)) };
  }
}

/** v4 has no checksums: an invalid block proves that bytes were damaged, and that the following bytes cannot be trusted. */
function decompress(compressor: SegmentCompressor, block: Buffer, length: number): Buffer {
  let body: Buffer;
  try {
    body = compressor.decompress(block, length);
  } catch (cause) {
    throw new ProtocolError('The body of an envelope cannot be decompressed', { cause });
  }
  if (body.length !== length) {
    throw new ProtocolError(
      `The body of an envelope decompresses to ${body.length} bytes, but its header announced ${length}`,
    );
  }
  return body;
}

function whole(body: Buffer): Pick<Envelope, 'buffer' | 'bodyStart' | 'bodyEnd'> {
  return { buffer: body, bodyStart: 0, bodyEnd: body.length };
}

function checkVersion(byte: number): void {
  if (byte !== firstByte) {
    throw new ProtocolError(
      `An envelope begins with 0x${byte.toString(16).padStart(2, '0')}: a response of protocol v4 begins with 0x84`,
    );
  }
}
