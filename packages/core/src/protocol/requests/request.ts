import type { ByteWriter } from '../byte-writer';

/** A message to the server. Encoding has no state: the same request may be sent again, on another connection too. */
export interface Request {
  readonly opcode: number;
  encodeBody(writer: ByteWriter): void;
}
