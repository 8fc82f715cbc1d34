// How an answer reaches the client: the faults a script can ask for.

import { envelopeHeaderLength } from './wire/envelope';
import { encodeSegment, maxSegmentPayload, segmentHeaderLength } from './wire/segment';

/** The part of an answer in which a bit is flipped. The first and the last two exist in segments only. */
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

export interface Delivery {
  delayMs: number;
  /** Sizes of the pieces: one number for all, or the offsets at which to cut. */
  split: number | readonly number[] | null;
  corrupt: { readonly part: CorruptPart; readonly bit: number } | null;
  alter: HeaderChange | null;
  /** Cut the envelope into segments of at most so many bytes. */
  segmentBytes: number | null;
  /** How the connection ends: after so many bytes of the answer (Infinity: after all of them). */
  ending: { readonly how: Ending; readonly afterBytes: number } | null;
  /** Send the answer so many times. */
  copies: number;
  /** The last word on the bytes that are sent. */
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

/** An envelope as segments: one, or as many as it takes. `segmentBytes` cuts smaller than needed. */
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

/** `bytes` is one segment, or a bare envelope. Flips bit number `bit` of the part. */
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

/** `bytes` cut into pieces: every n bytes, or at the given offsets. */
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
