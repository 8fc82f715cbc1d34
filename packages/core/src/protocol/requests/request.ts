import type { ByteWriter } from '../byte-writer';
import type { ProtocolVersion } from '../protocol-version';

/** A message to the server. Encoding has no state: the same request may be sent again, also on another connection. */
export interface Request {
  readonly opcode: number;
  /** The body in protocol v5. */
  encodeBody(writer: ByteWriter): void;
  /** The body in protocol v4; absent if both versions have the same body. */
  encodeBodyV4?(writer: ByteWriter): void;
}

export function encodeBodyOf(request: Request, version: ProtocolVersion, writer: ByteWriter): void {
  if (version === 5 || request.encodeBodyV4 === undefined) request.encodeBody(writer);
  else request.encodeBodyV4(writer);
}
