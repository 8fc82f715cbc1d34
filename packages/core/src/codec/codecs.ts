// The entry of this room: converts CQL values into JavaScript values and back, with the options of one cluster.
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../protocol/byte-writer';
import type { ColumnSpec, DataType } from '../protocol/data-type';
import { allowsCodeGeneration } from './code-generation';
import type { Codec } from './codec';
import { Compiler } from './compiled/compiler';
import { Conversions } from './conversions';
import { decodeBytes, encodeBytes } from './elements';
import type { EncodingOptions, UserTypeMapping } from './encoding-options';
import { InterpretedParametersEncoder } from './interpreted/parameters-encoder';
import { InterpretedRowDecoder } from './interpreted/row-decoder';
import { valueError, wrongType } from './invalid-value';
import { malformed } from './malformed';
import type { ParametersEncoder } from './parameters-encoder';
import type { RowDecoder } from './row-decoder';
import { cqlTypeName } from './type-name';
import { isAbsent } from './unset';
import { ValueCodecs } from './value-codecs';
import { isTooWideToCompile } from './width';

export interface CodecsOptions {
  readonly encoding?: EncodingOptions;
  readonly userTypes?: UserTypeMapping;
  /** Codecs of the application. Default: no codecs. */
  readonly codecs?: readonly Codec[];
  /** Whether to generate code for each result and statement. Default: whether this process allows generated code. */
  readonly compile?: boolean;
  /** How many decoders, and how many encoders, are kept and shared between results and statements of the same columns. Default: 1024. */
  readonly cacheSize?: number;
}

export class Codecs {
  readonly #values: ValueCodecs;
  readonly #compiler: Compiler | undefined;
  readonly #useUndefinedAsUnset: boolean;
  /** Whether the answer to PREPARE must contain the column of each parameter. */
  readonly needColumns: boolean;
  readonly #decodersOfKnown = new WeakMap<readonly ColumnSpec[], RowDecoder>();

  constructor(options: CodecsOptions = {}) {
    const encoding = options.encoding ?? {};
    const conversions = conversionsOf(options.codecs);
    this.#values = new ValueCodecs(encoding, options.userTypes, conversions);
    this.needColumns = conversions?.needColumns === true;
    this.#useUndefinedAsUnset = encoding.useUndefinedAsUnset !== false;
    if (options.compile ?? allowsCodeGeneration()) {
      this.#compiler = new Compiler(this.#values, encoding, options.userTypes, options.cacheSize ?? 1024);
    }
  }

  rowDecoder(columns: readonly ColumnSpec[]): RowDecoder {
    const codecs = columns.map((column) => this.#values.codecOfColumn(column));
    const interpreted = new InterpretedRowDecoder(columns, codecs);
    if (this.#compiler === undefined || isTooWideToCompile(columns)) return interpreted;
    return this.#compiler.rowDecoder(interpreted);
  }

  /** For columns that come again as the same array: makes their decoder once. */
  rowDecoderOfKnown(columns: readonly ColumnSpec[]): RowDecoder {
    let decoder = this.#decodersOfKnown.get(columns);
    if (decoder === undefined) {
      decoder = this.rowDecoder(columns);
      this.#decodersOfKnown.set(columns, decoder);
    }
    return decoder;
  }

  /** `keyIndexes`: the indexes of the variables that are the partition key. */
  parametersEncoder(variables: readonly ColumnSpec[], keyIndexes: readonly number[] = []): ParametersEncoder {
    if (this.#compiler !== undefined && !isTooWideToCompile(variables))
      return this.#compiler.parametersEncoder(variables, keyIndexes);
    return new InterpretedParametersEncoder(variables, this.#values, this.#useUndefinedAsUnset, keyIndexes);
  }

  /** @throws UnreadableAnswerError when the bytes are not a value of the type. */
  decodeValue(type: DataType, bytes: Buffer): unknown {
    try {
      return decodeBytes(this.#values.codecOf(type), bytes, 0, bytes.length);
    } catch (error) {
      throw malformed(`A value (${cqlTypeName(type)})`, error);
    }
  }

  /** @throws TypeError or RangeError when the value does not fit the type; null and unset have no bytes. */
  encodeValue(type: DataType, value: unknown): Buffer {
    const writer = new ByteWriter();
    try {
      if (isAbsent(value)) throw wrongType('a value', value);
      encodeBytes(writer, this.#values.codecOf(type), value);
    } catch (error) {
      throw valueError(error, type);
    }
    return Buffer.from(writer.buffer.subarray(0, writer.position));
  }
}

function conversionsOf(codecs: readonly Codec[] | undefined): Conversions | undefined {
  return codecs === undefined || codecs.length === 0 ? undefined : new Conversions(codecs);
}
