// An envelope: the inner unit, 9 bytes of header and a body (v5 spec, section 2.3).

import { WireViolation } from './wire-violation';

export const envelopeHeaderLength = 9;
export const responseBit = 0x80;

export const envelopeFlag = {
  compression: 0x01,
  tracing: 0x02,
  customPayload: 0x04,
  warning: 0x08,
  beta: 0x10,
} as const;

export interface Envelope {
  readonly version: number;
  readonly flags: number;
  readonly streamId: number;
  readonly opcode: number;
  readonly body: Buffer;
}

/** Encodes a response: the direction bit is set. */
export function encodeResponseEnvelope(envelope: Envelope): Buffer {
  const bytes = Buffer.allocUnsafe(envelopeHeaderLength + envelope.body.length);
  bytes[0] = envelope.version | responseBit;
  bytes[1] = envelope.flags;
  bytes.writeInt16BE(envelope.streamId, 2);
  bytes[4] = envelope.opcode;
  bytes.writeInt32BE(envelope.body.length, 5);
  envelope.body.copy(bytes, envelopeHeaderLength);
  return bytes;
}

/** Returns the whole length that the header at the start of `bytes` announces. */
export function envelopeLength(bytes: Buffer, maxLength: number): number {
  if ((bytes[0]! & responseBit) !== 0) {
    throw new WireViolation(`A client sent an envelope with the direction of a response (0x${bytes[0]!.toString(16)})`);
  }
  const bodyLength = bytes.readInt32BE(5);
  if (bodyLength < 0 || bodyLength > maxLength) {
    throw new WireViolation(`Envelope with an impossible body length of ${bodyLength}`);
  }
  return envelopeHeaderLength + bodyLength;
}

/** Decodes `bytes`, which is one whole request envelope. */
export function decodeRequestEnvelope(bytes: Buffer): Envelope {
  return {
    version: bytes[0]!,
    flags: bytes[1]!,
    streamId: bytes.readInt16BE(2),
    opcode: bytes[4]!,
    body: bytes.subarray(envelopeHeaderLength),
  };
}
