// Encodes parameters by walking the variables: what runs where generated code is forbidden, and what generated code is tested against.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ColumnSpec } from '../../protocol/data-type';
import { encodeElement } from '../elements';
import { columnError } from '../invalid-value';
import type { ParametersEncoder } from '../parameters-encoder';
import { unset } from '../unset';
import type { ValueCodec } from '../value-codec';

const NULL = -1;
const UNSET = -2;

export class InterpretedParametersEncoder implements ParametersEncoder {
  readonly count: number;

  constructor(
    private readonly variables: readonly ColumnSpec[],
    private readonly codecs: readonly ValueCodec[],
    private readonly useUndefinedAsUnset: boolean,
  ) {
    this.count = variables.length;
  }

  encode(writer: ByteWriter, values: readonly unknown[]): void {
    for (let index = 0; index < this.count; index++) this.encodeOne(writer, index, values[index]);
  }

  encodeOne(writer: ByteWriter, index: number, value: unknown): void {
    if (value === null) writer.int32(NULL);
    else if (value === unset) writer.int32(UNSET);
    else if (value === undefined) writer.int32(this.useUndefinedAsUnset ? UNSET : NULL);
    else this.encodeValue(writer, index, value);
  }

  private encodeValue(writer: ByteWriter, index: number, value: unknown): void {
    try {
      encodeElement(writer, this.codecs[index]!, value);
    } catch (error) {
      throw columnError(error, this.variables[index]!);
    }
  }
}
