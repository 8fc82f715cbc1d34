// The write side of one connection past its handshake: requests gather in it, and leave together. `segment-builder.ts` is v5's,
// `envelope-builder.ts` is v4's.
import type { ByteWriter } from './byte-writer';
import type { ProtocolVersion } from './protocol-version';

export interface RequestBuilder {
  readonly version: ProtocolVersion;
  /** Where the body of the envelope that was begun is encoded. */
  readonly writer: ByteWriter;
  /** How many bytes `take` would give, about. */
  readonly pendingBytes: number;
  /** Whether an envelope has been begun: what else is to be sent comes by `add`. */
  readonly isEncoding: boolean;
  beginEnvelope(streamId: number, opcode: number, flags: number): void;
  /**
   * Returns the length of the envelope as it was encoded, header included.
   *
   * @throws RangeError when the protocol does not allow that length; abandon the envelope then.
   */
  endEnvelope(): number;
  /** Takes back the envelope that was begun, after an encoding error. */
  abandonEnvelope(): void;
  /**
   * Adds an envelope that is whole already. While another one is encoded it waits: user code that runs in between (a getter, an
   * iterator, a `toString`) may send something itself, and must not write into the middle of the other.
   */
  add(envelope: Buffer): void;
  /** What has gathered, ready for the socket. Its bytes are never written again. */
  take(): Buffer[];
}
