// Encodes parameters by walking the variables: what runs where generated code is forbidden, and what generated code is tested against.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ColumnSpec } from '../../protocol/data-type';
import { encodeElement } from '../elements';
import { columnError } from '../invalid-value';
import type { ParametersEncoder } from '../parameters-encoder';
import { isUnset } from '../unset';
import type { ValueCodec } from '../value-codec';
import type { ValueCodecs } from '../value-codecs';

const NULL = -1;
const UNSET = -2;

export class InterpretedParametersEncoder implements ParametersEncoder {
  readonly count: number;
  private readonly values: readonly ValueCodec[];
  private readonly keys: (ValueCodec | undefined)[] = [];

  constructor(
    private readonly variables: readonly ColumnSpec[],
    private readonly codecs: ValueCodecs,
    private readonly useUndefinedAsUnset: boolean,
    keyIndexes: readonly number[],
  ) {
    this.count = variables.length;
    this.values = variables.map(({ type }, index) => codecs.codecOf(type, keyIndexes.includes(index)));
  }

  encode(writer: ByteWriter, values: readonly unknown[]): void {
    for (let index = 0; index < this.count; index++) this.write(writer, index, values[index], this.values[index]!);
  }

  encodeOne(writer: ByteWriter, index: number, value: unknown): void {
    const codec = (this.keys[index] ??= this.codecs.codecOf(this.variables[index]!.type, true));
    this.write(writer, index, value, codec);
  }

  private write(writer: ByteWriter, index: number, value: unknown, codec: ValueCodec): void {
    if (value === null) writer.int32(NULL);
    else if (isUnset(value)) writer.int32(UNSET);
    else if (value === undefined) writer.int32(this.useUndefinedAsUnset ? UNSET : NULL);
    else this.encodeValue(writer, index, value, codec);
  }

  private encodeValue(writer: ByteWriter, index: number, value: unknown, codec: ValueCodec): void {
    try {
      encodeElement(writer, codec, value);
    } catch (error) {
      throw columnError(error, this.variables[index]!);
    }
  }
}
