// The envelope: one message with its 9-byte header (v5 spec, section 2.4.1; v4 spec, section 2, which calls it a frame).
//
//      0         8        16        24        32         40
//      +---------+---------+---------+---------+---------+
//      | version |  flags  |     stream id     | opcode  |
//      +---------+---------+---------+---------+---------+
//      |            body length            |  body ...
//      +---------+---------+---------+---------+

import { ProtocolError } from '../errors/protocol-error';
import type { ProtocolVersion } from './protocol-version';

export const envelopeHeaderLength = 9;
/** The top bit of the first byte, which the server sets. */
export const responseDirection = 0x80;

/** A received message. The body is `buffer` from `bodyStart` to `bodyEnd`: a view that keeps the receive buffer alive. */
export interface Envelope {
  /** Without the direction bit: 4 or 5, or the server's own version when it does not support ours. */
  readonly version: number;
  readonly flags: number;
  /** Negative for events. */
  readonly streamId: number;
  readonly opcode: number;
  readonly buffer: Buffer;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** The number of bytes of a body above the limit, which was skipped and is empty here. Otherwise 0. */
  readonly skippedBytes: number;
}

/** The longest body that the protocol allows, in requests and responses (v5 spec, section 2.4.1.5). */
export const maxBodyLength = 256 * 1024 * 1024;

/** Decodes the body length of the envelope at `start`, whose header is complete. May exceed the protocol's limit. */
export function decodeBodyLength(buffer: Buffer, start: number): number {
  const length =
    (buffer[start + 5]! << 24) | (buffer[start + 6]! << 16) | (buffer[start + 7]! << 8) | buffer[start + 8]!;
  if (length < 0) throw new ProtocolError(`An envelope announces a body of ${length} bytes`);
  return length;
}

/** Decodes the envelope whose header is at `start`; the body may be in another buffer. */
export function decodeEnvelope(
  header: Buffer,
  start: number,
  buffer: Buffer,
  bodyStart: number,
  bodyEnd: number,
  skippedBytes = 0,
): Envelope {
  return {
    version: header[start]! & ~responseDirection,
    flags: header[start + 1]!,
    streamId: ((header[start + 2]! << 24) >> 16) | header[start + 3]!,
    opcode: header[start + 4]!,
    buffer,
    bodyStart,
    bodyEnd,
    skippedBytes,
  };
}

/** Writes a request's header without its body length. The caller has reserved the room. */
export function encodeEnvelopeHeader(
  buffer: Buffer,
  position: number,
  version: ProtocolVersion,
  flags: number,
  streamId: number,
  opcode: number,
): void {
  buffer[position] = version;
  buffer[position + 1] = flags;
  buffer[position + 2] = streamId >> 8;
  buffer[position + 3] = streamId;
  buffer[position + 4] = opcode;
}

/** Writes the body length of the envelope from `start` to `end`. */
export function encodeEnvelopeLength(buffer: Buffer, start: number, end: number): void {
  const length = end - start - envelopeHeaderLength;
  buffer[start + 5] = length >> 24;
  buffer[start + 6] = length >> 16;
  buffer[start + 7] = length >> 8;
  buffer[start + 8] = length;
}
