import type { ByteWriter } from '../byte-writer';
import { encodeBodyOf, type Request } from './request';

/** A QUERY, PREPARE, EXECUTE or BATCH after a custom payload. Send it with `envelopeFlag.customPayload`. */
export class WithCustomPayload implements Request {
  readonly opcode: number;

  constructor(
    readonly request: Request,
    readonly customPayload: Readonly<Record<string, Buffer | null>>,
  ) {
    this.opcode = request.opcode;
  }

  encodeBody(writer: ByteWriter): void {
    writer.bytesMap(this.customPayload);
    this.request.encodeBody(writer);
  }

  encodeBodyV4(writer: ByteWriter): void {
    writer.bytesMap(this.customPayload);
    encodeBodyOf(this.request, 4, writer);
  }
}
