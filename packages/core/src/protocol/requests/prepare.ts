import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import type { Request } from './request';

const prepareFlag = { none: 0x00, keyspace: 0x01 } as const;

/** Prepares a CQL text, in a keyspace if one is given (v5 spec, section 4.1.5). Answered by a RESULT of kind prepared. */
export class Prepare implements Request {
  readonly opcode = opcode.prepare;

  constructor(
    readonly query: string,
    readonly keyspace?: string,
  ) {}

  encodeBody(writer: ByteWriter): void {
    writer.longString(this.query);
    if (this.keyspace === undefined) {
      writer.int32(prepareFlag.none);
      return;
    }
    writer.int32(prepareFlag.keyspace);
    writer.string(this.keyspace);
  }

  /** Contains only the text: in v4 the keyspace belongs to the connection. */
  encodeBodyV4(writer: ByteWriter): void {
    writer.longString(this.query);
  }
}
