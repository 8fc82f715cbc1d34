import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import { encodeQueryParameters, type QueryParameters } from './query-parameters';
import type { Request } from './request';

/** Runs a CQL text (v5 spec, section 4.1.4). Answered by RESULT. */
export class Query implements Request {
  readonly opcode = opcode.query;

  constructor(
    readonly query: string,
    readonly parameters: QueryParameters,
  ) {}

  encodeBody(writer: ByteWriter): void {
    writer.longString(this.query);
    encodeQueryParameters(writer, this.parameters);
  }
}
