import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import type { Request } from './request';

/** Subscribes this connection to events (v5 spec, section 4.1.8). Answered by READY. */
export class Register implements Request {
  readonly opcode = opcode.register;

  constructor(readonly eventTypes: readonly string[]) {}

  encodeBody(writer: ByteWriter): void {
    writer.stringList(this.eventTypes);
  }
}
