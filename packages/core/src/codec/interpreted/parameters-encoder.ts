// Encodes parameters by walking the variables: used where generated code is forbidden, and as the reference in tests of generated code.
import type { ByteWriter } from '../../protocol/byte-writer';
import type { ColumnSpec } from '../../protocol/data-type';
import { encodeElement } from '../elements';
import { columnError } from '../invalid-value';
import type { ParametersEncoder } from '../parameters-encoder';
import { isUnset } from '../unset';
import type { ValueCodec } from '../value-codec';
import type { ValueCodecs } from '../value-codecs';

const nullLength = -1;
const unsetLength = -2;

export class InterpretedParametersEncoder implements ParametersEncoder {
  readonly #variables: readonly ColumnSpec[];
  readonly #codecs: ValueCodecs;
  readonly #useUndefinedAsUnset: boolean;
  readonly count: number;
  readonly #values: readonly ValueCodec[];
  readonly #keys: (ValueCodec | undefined)[] = [];

  constructor(
    variables: readonly ColumnSpec[],
    codecs: ValueCodecs,
    useUndefinedAsUnset: boolean,
    keyIndexes: readonly number[],
  ) {
    this.#variables = variables;
    this.#codecs = codecs;
    this.#useUndefinedAsUnset = useUndefinedAsUnset;
    this.count = variables.length;
    this.#values = variables.map((variable, index) => codecs.codecOfColumn(variable, keyIndexes.includes(index)));
  }

  encode(writer: ByteWriter, values: readonly unknown[]): void {
    for (let index = 0; index < this.count; index++) this.#write(writer, index, values[index], this.#values[index]!);
  }

  encodeOne(writer: ByteWriter, index: number, value: unknown): void {
    const codec = (this.#keys[index] ??= this.#codecs.codecOfColumn(this.#variables[index]!, true));
    this.#write(writer, index, value, codec);
  }

  #write(writer: ByteWriter, index: number, value: unknown, codec: ValueCodec): void {
    if (value === null) writer.int32(nullLength);
    else if (isUnset(value)) writer.int32(unsetLength);
    else if (value === undefined) writer.int32(this.#useUndefinedAsUnset ? unsetLength : nullLength);
    else this.#encodeValue(writer, index, value, codec);
  }

  #encodeValue(writer: ByteWriter, index: number, value: unknown, codec: ValueCodec): void {
    try {
      encodeElement(writer, codec, value);
    } catch (error) {
      throw columnError(error, this.#variables[index]!);
    }
  }
}
