import type { ByteWriter } from '../byte-writer';
import { opcode } from '../opcode';
import { encodeQueryParameters, encodeQueryParametersV4, type QueryParameters } from './query-parameters';
import type { Request } from './request';

/** Executes a prepared statement (v5 spec, section 4.1.6). Answered by RESULT. v4 has no metadata id: there every answer has its columns. */
export class Execute implements Request {
  readonly opcode = opcode.execute;

  constructor(
    readonly id: Buffer,
    readonly resultMetadataId: Buffer,
    readonly parameters: QueryParameters,
  ) {}

  encodeBody(writer: ByteWriter): void {
    const { id, resultMetadataId } = this;
    writer.reserve(4 + id.length + resultMetadataId.length);
    writer.position = copyId(resultMetadataId, writer.buffer, copyId(id, writer.buffer, writer.position));
    encodeQueryParameters(writer, this.parameters);
  }

  encodeBodyV4(writer: ByteWriter): void {
    writer.shortBytes(this.id);
    encodeQueryParametersV4(writer, this.parameters);
  }
}

/** Writes [short bytes]. Ids have 16 bytes, so a loop is cheaper than a call into the runtime. */
function copyId(id: Buffer, buffer: Buffer, position: number): number {
  const { length } = id;
  buffer[position] = length >> 8;
  buffer[position + 1] = length;
  const start = position + 2;
  for (let index = 0; index < length; index++) buffer[start + index] = id[index]!;
  return start + length;
}
