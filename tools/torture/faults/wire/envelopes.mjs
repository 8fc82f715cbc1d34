// Reads the envelopes of protocol v5 from the bytes of one direction of a connection. Written without the client's own decoder, so that a
// defect there shows.

const headerBytes = 9;
const segmentHeaderBytes = 6;
const segmentTrailerBytes = 4;

/** The opcodes that matter here. */
export const opcodes = { error: 0x00, ready: 0x02, authenticate: 0x03, result: 0x08, prepare: 0x09, execute: 0x0a };

const warningFlag = 0x08;
const nothing = Buffer.alloc(0);

export class Envelopes {
  /** Whether the bytes are in segments: in both directions, after READY or AUTHENTICATE. */
  isFramed = false;
  #bytes = nothing;
  #payload = nothing;

  /** Yields the envelopes that are complete with these bytes: `{ streamId, opcode, body }`. */
  *read(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let envelope = this.#next(); envelope !== undefined; envelope = this.#next()) yield envelope;
  }

  #next() {
    do {
      const source = this.isFramed ? this.#payload : this.#bytes;
      if (source.length < headerBytes || source.length < headerBytes + source.readUInt32BE(5)) continue;
      const end = headerBytes + source.readUInt32BE(5);
      if (this.isFramed) this.#payload = source.subarray(end);
      else this.#bytes = source.subarray(end);
      return envelopeOf(source.subarray(0, end));
    } while (this.isFramed && this.#openSegment());
    return undefined;
  }

  /** Returns false when no segment is complete. The checksums are the client's business. */
  #openSegment() {
    if (this.#bytes.length < segmentHeaderBytes) return false;
    const payloadEnd = segmentHeaderBytes + (this.#bytes.readUIntLE(0, 3) & 0x1ffff);
    const end = payloadEnd + segmentTrailerBytes;
    if (this.#bytes.length < end) return false;
    this.#payload = Buffer.concat([this.#payload, this.#bytes.subarray(segmentHeaderBytes, payloadEnd)]);
    this.#bytes = this.#bytes.subarray(end);
    return true;
  }
}

function envelopeOf(bytes) {
  const body = bytes.subarray(headerBytes);
  const hasWarnings = (bytes[1] & warningFlag) !== 0;
  return { streamId: bytes.readInt16BE(2), opcode: bytes[4], body: hasWarnings ? withoutWarnings(body) : body };
}

function withoutWarnings(body) {
  let at = 2;
  for (let left = body.readUInt16BE(0); left > 0; left -= 1) at += 2 + body.readUInt16BE(at);
  return body.subarray(at);
}
