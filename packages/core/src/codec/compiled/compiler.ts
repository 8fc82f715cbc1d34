// Generates code and keeps it: the same names and types give the same functions, so rows with the same columns share a
// hidden class even when they come from different statements.
import { LRUCache } from 'lru-cache';
import type { ColumnSpec } from '../../protocol/data-type';
import type { EncodingOptions, UserTypeMapping } from '../encoding-options';
import type { ParametersEncoder } from '../parameters-encoder';
import type { RowDecoder } from '../row-decoder';
import type { ValueCodecs } from '../value-codecs';
import { DecoderProgram } from './decoder-program';
import { CompiledParameters } from './parameters-encoder';
import { Program } from './program';
import { compileRows, type DecodeRows } from './row-decoder';

export class Compiler {
  readonly #codecs: ValueCodecs;
  readonly #encoding: EncodingOptions;
  readonly #userTypes: UserTypeMapping | undefined;
  readonly #rows: LRUCache<string, DecodeRows>;
  readonly #parameters: LRUCache<string, ParametersEncoder>;

  /** `cacheSize`: how many decoders and how many encoders are kept. */
  constructor(
    codecs: ValueCodecs,
    encoding: EncodingOptions,
    userTypes: UserTypeMapping | undefined,
    cacheSize: number,
  ) {
    this.#codecs = codecs;
    this.#encoding = encoding;
    this.#userTypes = userTypes;
    this.#rows = new LRUCache({ max: cacheSize });
    this.#parameters = new LRUCache({ max: cacheSize });
  }

  rowDecoder(interpreted: RowDecoder): RowDecoder {
    const { columns } = interpreted;
    const signature = this.#codecs.signature(columns);
    let decode = this.#rows.get(signature);
    if (decode === undefined) {
      const program = new Program();
      const types = new DecoderProgram(program, this.#codecs, this.#encoding, this.#userTypes);
      decode = compileRows(columns, program, types, interpreted);
      this.#rows.set(signature, decode);
    }
    return { columns, decode };
  }

  parametersEncoder(variables: readonly ColumnSpec[], keyIndexes: readonly number[]): ParametersEncoder {
    const signature = `${keyIndexes.join()};${this.#codecs.signature(variables)}`;
    let encoder = this.#parameters.get(signature);
    if (encoder === undefined) {
      encoder = new CompiledParameters(
        variables,
        this.#codecs,
        this.#encoding.useUndefinedAsUnset !== false,
        keyIndexes,
      );
      this.#parameters.set(signature, encoder);
    }
    return encoder;
  }
}
