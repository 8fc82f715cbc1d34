// A type with a codec of the application: the bytes of the type, and the values of the codec.
import type { ByteWriter } from '../../protocol/byte-writer';
import { isInstance } from '../../errors/thrown';
import type { Conversion } from '../conversion';
import { encodeBytes } from '../elements';
import { InvalidValue } from '../invalid-value';
import type { ValueCodec } from '../value-codec';

export function createConvertedCodec(stored: ValueCodec, conversion: Conversion): ValueCodec {
  return {
    size: stored.size,
    isBareInVector: stored.isBareInVector,
    takesEmpty: stored.takesEmpty,
    takesBuffers: true,
    decode: (buffer, position, end) => conversion.decode(stored.decode(buffer, position, end)),
    encode: (writer, value) => encodeStored(writer, stored, conversion.encode(value)),
  };
}

function encodeStored(writer: ByteWriter, stored: ValueCodec, value: unknown): void {
  try {
    encodeBytes(writer, stored, value);
  } catch (error) {
    if (!isInstance(error, InvalidValue)) throw error;
    throw new InvalidValue(`its codec gave what the type does not take: ${error.reason}`, error.kind, error.cause);
  }
}
