import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import type { Request } from './request';

/** Begins a connection (v5 spec, section 4.1.1). Answered by READY or AUTHENTICATE; everything after that is in segments, in v5. */
export class Startup implements Request {
  readonly opcode = opcode.startup;

  constructor(readonly options: Readonly<Record<string, string>>) {}

  encodeBody(writer: ByteWriter): void {
    writer.stringMap(this.options);
  }
}
