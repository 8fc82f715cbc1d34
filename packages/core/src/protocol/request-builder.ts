// The write side of a connection after its handshake: collects requests, which are then sent together. `segment-builder.ts` is for v5,
// `envelope-builder.ts` for v4.
import type { ByteWriter } from './byte-writer';
import type { ProtocolVersion } from './protocol-version';

export interface RequestBuilder {
  readonly version: ProtocolVersion;
  /** Encodes the body of the current envelope. */
  readonly writer: ByteWriter;
  /** The approximate number of bytes that `take` would return. */
  readonly pendingBytes: number;
  /** Whether an envelope has been started: use `add` for any other one. */
  readonly isEncoding: boolean;
  beginEnvelope(streamId: number, opcode: number, flags: number): void;
  /**
   * Ends the envelope. Returns the length of the envelope as it was encoded, including the header.
   *
   * @throws RangeError when the protocol does not allow that length; then abandon the envelope.
   */
  endEnvelope(): number;
  /** Discards the current envelope, after an encoding error. */
  abandonEnvelope(): void;
  /**
   * Adds a complete envelope. It waits while another one is encoded: user code that runs during the encoding (a getter, an
   * iterator, a `toString`) may send a request, which must not be written into the middle of the other.
   */
  add(envelope: Buffer): void;
  /** Returns the collected bytes, ready for the socket. They are never overwritten. */
  take(): Buffer[];
}
