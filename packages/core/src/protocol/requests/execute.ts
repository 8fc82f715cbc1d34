import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import { encodeQueryParameters, type QueryParameters } from './query-parameters';
import type { Request } from './request';

/** Runs a prepared statement (v5 spec, section 4.1.6). Answered by RESULT. */
export class Execute implements Request {
  readonly opcode = opcode.execute;

  constructor(
    readonly id: Buffer,
    readonly resultMetadataId: Buffer,
    readonly parameters: QueryParameters,
  ) {}

  encodeBody(writer: ByteWriter): void {
    writer.shortBytes(this.id);
    writer.shortBytes(this.resultMetadataId);
    encodeQueryParameters(writer, this.parameters);
  }
}
