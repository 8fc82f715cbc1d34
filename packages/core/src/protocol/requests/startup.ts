import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import type { Request } from './request';

/** Starts a connection (v5 spec, section 4.1.1). Answered by READY or AUTHENTICATE; in v5 everything after that is in segments. */
export class Startup implements Request {
  readonly opcode = opcode.startup;

  constructor(readonly options: Readonly<Record<string, string>>) {}

  encodeBody(writer: ByteWriter): void {
    writer.stringMap(this.options);
  }
}
