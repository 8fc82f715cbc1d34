// The door of the codec: what turns CQL values into JavaScript values and back, for one cluster's options.
import type { ColumnSpec, DataType } from '../protocol/data-type';
import type { EncodingOptions, UserTypeMapping } from './encoding-options';
import type { RowDecoder } from './row-decoder';
import type { ParametersEncoder } from './parameters-encoder';

export interface CodecsOptions {
  readonly encoding?: EncodingOptions;
  readonly userTypes?: UserTypeMapping;
  /** Whether to generate code for each result and statement. Default: whether this process allows that. */
  readonly compile?: boolean;
}

export class Codecs {
  constructor(readonly options: CodecsOptions = {}) {}

  rowDecoder(_columns: readonly ColumnSpec[]): RowDecoder {
    throw new Error('The row decoder is not there yet');
  }

  parametersEncoder(_variables: readonly ColumnSpec[]): ParametersEncoder {
    throw new Error('The parameters encoder is not there yet');
  }

  decodeValue(_type: DataType, _bytes: Buffer): unknown {
    throw new Error('The value decoder is not there yet');
  }

  encodeValue(_type: DataType, _value: unknown): Buffer {
    throw new Error('The value encoder is not there yet');
  }
}
