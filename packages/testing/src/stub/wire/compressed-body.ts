// Compression in protocol v4 (v4 spec, section 5): a flag marks an envelope whose body is its length and an LZ4 block. v5
// compresses segments instead.

import { type Envelope, envelopeFlag } from './envelope';
import { compressLz4Block, decompressLz4Block } from './lz4-block';
import { WireViolation } from './wire-violation';

const lengthPrefix = 4;

export function compressBody<T extends { readonly flags: number; readonly body: Buffer }>(message: T): T {
  const body = Buffer.concat([Buffer.alloc(lengthPrefix), compressLz4Block(message.body)]);
  body.writeInt32BE(message.body.length);
  return { ...message, flags: message.flags | envelopeFlag.compression, body };
}

/** Returns the envelope as it was before its compression. `isAgreed`: STARTUP requested compression. */
export function decompressBody(envelope: Envelope, isAgreed: boolean): Envelope {
  if (envelope.version >= 5 || (envelope.flags & envelopeFlag.compression) === 0) {
    return envelope;
  }
  if (!isAgreed) {
    throw new WireViolation('An envelope is compressed, although STARTUP asked for no compression');
  }
  const { body } = envelope;
  if (body.length <= lengthPrefix) {
    throw new WireViolation('A compressed envelope has no block');
  }
  return { ...envelope, body: decompressLz4Block(body.subarray(lengthPrefix), body.readInt32BE(0)) };
}
