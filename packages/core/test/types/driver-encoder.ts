// The second opinion: cassandra-driver's own encoder, public at run time but absent from its types.
import * as driver from 'cassandra-driver';
import type { DataType } from '../../src/protocol/data-type';
import type { EncodingOptions } from '../../src/codec/encoding-options';

export interface DriverEncoder {
  encode(value: unknown, type: DataType): Buffer | null;
  decode(bytes: Buffer | null, type: DataType): unknown;
}

/** With its own defaults where `encoding` is silent. Protocol v4, its last, has the same value formats as v5. */
export function createDriverEncoder(encoding: EncodingOptions = {}): DriverEncoder {
  const { Encoder } = driver as unknown as { Encoder: new (version: number, options: object) => DriverEncoder };
  return new Encoder(4, { encoding: { copyBuffer: true, useUndefinedAsUnset: true, ...encoding } });
}
