// How an answer is delivered to the client: the faults that a script can cause.

import { envelopeHeaderLength } from './wire/envelope';
import { encodeSegment, maxSegmentPayload, segmentHeaderLength } from './wire/segment';

/** The part of an answer in which a bit is flipped. The first and the last two only exist in segments. */
export type CorruptPart = 'header' | 'headerChecksum' | 'payload' | 'payloadChecksum';

/** `close` ends the connection in order (FIN), `reset` breaks it (RST). */
export type Ending = 'close' | 'reset';

/** Fields of the envelope's header that are replaced before it is sent. */
export interface HeaderChange {
  readonly version?: number;
  readonly flags?: number;
  readonly streamId?: number;
  readonly opcode?: number;
  readonly bodyLength?: number;
}

/** How one answer is delivered. */
export interface Delivery {
  /** The delay before the answer, in milliseconds. */
  delayMs: number;
  /** The sizes of the pieces: one number for all, or the offsets of the cuts. */
  split: number | readonly number[] | null;
  /** The bit that is flipped after the checksums were computed. */
  corrupt: { readonly part: CorruptPart; readonly bit: number } | null;
  /** The replaced fields of the envelope's header. */
  alter: HeaderChange | null;
  /** Splits the envelope into segments of at most this many bytes. */
  segmentBytes: number | null;
  /** How the connection ends: after this many bytes of the answer (Infinity: after all of them). */
  ending: { readonly how: Ending; readonly afterBytes: number } | null;
  /** The number of times that the answer is sent. */
  copies: number;
  /** Changes the final bytes before they are sent. */
  mutate: ((bytes: Buffer) => Buffer) | null;
}

export const plainDelivery: Readonly<Delivery> = {
  delayMs: 0,
  split: null,
  corrupt: null,
  alter: null,
  segmentBytes: null,
  ending: null,
  copies: 1,
  mutate: null,
};

export function alterHeader(envelope: Buffer, change: HeaderChange): Buffer {
  const altered = Buffer.from(envelope);
  if (change.version !== undefined) altered[0] = change.version;
  if (change.flags !== undefined) altered[1] = change.flags;
  if (change.streamId !== undefined) altered.writeInt16BE(change.streamId, 2);
  if (change.opcode !== undefined) altered[4] = change.opcode;
  if (change.bodyLength !== undefined) altered.writeInt32BE(change.bodyLength, 5);
  return altered;
}

/** Returns an envelope as segments: one, or as many as needed. `segmentBytes` makes them smaller than necessary. */
export function toSegments(envelope: Buffer, compressed: boolean, segmentBytes: number | null = null): Buffer[] {
  const size = segmentBytes ?? maxSegmentPayload;
  if (envelope.length <= size && segmentBytes === null) {
    return [encodeSegment({ payload: envelope, isSelfContained: true }, compressed)];
  }
  const segments: Buffer[] = [];
  for (let start = 0; start < envelope.length; start += size) {
    segments.push(
      encodeSegment({ payload: envelope.subarray(start, start + size), isSelfContained: false }, compressed),
    );
  }
  return segments;
}

/** Flips bit number `bit` of the part. `bytes` is one segment, or a bare envelope. */
export function corrupt(bytes: Buffer, part: CorruptPart, bit: number, wrapping: 'bare' | 'plain' | 'lz4'): Buffer {
  const corrupted = Buffer.from(bytes);
  const headerLength = wrapping === 'bare' ? envelopeHeaderLength : segmentHeaderLength(wrapping === 'lz4');
  const start = {
    header: 0,
    headerChecksum: headerLength - 3,
    payload: headerLength,
    payloadChecksum: bytes.length - 4,
  }[part];
  if (wrapping === 'bare' && (part === 'headerChecksum' || part === 'payloadChecksum')) {
    throw new RangeError(`A bare envelope has no ${part} to corrupt`);
  }
  const position = start + (bit >> 3);
  if (position >= corrupted.length) {
    throw new RangeError(`There is no bit ${bit} in the ${part} of an answer of ${bytes.length} bytes`);
  }
  corrupted[position]! ^= 1 << (bit & 7);
  return corrupted;
}

/** Splits `bytes` into pieces of n bytes, or at the given offsets. */
export function cut(bytes: Buffer, split: number | readonly number[]): Buffer[] {
  const offsets: number[] = [];
  if (typeof split === 'number') {
    for (let offset = split; offset < bytes.length; offset += split) {
      offsets.push(offset);
    }
  } else {
    offsets.push(...split.filter((offset) => offset > 0 && offset < bytes.length).sort((a, b) => a - b));
  }
  return [0, ...offsets].map((start, index) => bytes.subarray(start, offsets[index] ?? bytes.length));
}
