import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import { encodeQueryParameters, encodeQueryParametersV4, type QueryParameters } from './query-parameters';
import type { Request } from './request';

/** Executes a CQL text (v4 and v5 spec, section 4.1.4). Answered by RESULT. */
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

  encodeBodyV4(writer: ByteWriter): void {
    writer.longString(this.query);
    encodeQueryParametersV4(writer, this.parameters);
  }
}
