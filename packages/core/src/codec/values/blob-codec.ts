// blob, and custom types that this client does not know: raw bytes.
import { isUint8Array } from 'node:util/types';
import type { ValueCodec } from '../value-codec';
import { wrongType } from '../invalid-value';
import { takeBytes } from '../bytes';

export function createBlobCodec(copyBuffer: boolean): ValueCodec {
  return {
    takesEmpty: true,
    decode: (buffer, position, end) => takeBytes(buffer, position, end, copyBuffer),
    encode(writer, value) {
      if (!(value instanceof Uint8Array || isUint8Array(value))) throw wrongType('a Buffer or a Uint8Array', value);
      writer.raw(value);
    },
  };
}
