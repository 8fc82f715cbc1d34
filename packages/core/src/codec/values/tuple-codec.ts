// tuple: Tuple. Its elements one after the other; what a shorter value leaves out is null.
import { Tuple } from '../../driver/values';
import { decodeBytes, encodeNullable, readLength } from '../elements';
import { InvalidValue, wrongType } from '../invalid-value';
import type { ValueCodec } from '../value-codec';

export function createTupleCodec(elements: readonly ValueCodec[]): ValueCodec {
  return {
    decode: (buffer, position, end) => Tuple.fromArray(decodeFields(elements, buffer, position, end)),
    encode(writer, value) {
      const values = tupleElements(value, elements.length);
      for (let index = 0; index < elements.length; index++) encodeNullable(writer, elements[index]!, values[index]);
    },
  };
}

/** At most `limit` of them. */
export function tupleElements(value: unknown, limit: number): readonly unknown[] {
  const values: readonly unknown[] | undefined =
    value instanceof Tuple ? value.elements : Array.isArray(value) ? value : undefined;
  if (values === undefined) throw wrongType('a Tuple or an array', value);
  if (values.length > limit) {
    throw new InvalidValue(`expected at most ${limit} elements, got ${values.length}`, 'range');
  }
  return values;
}

/** Of a tuple or a user type. Bytes after the last known one are of fields that the type got since. */
export function decodeFields(codecs: readonly ValueCodec[], buffer: Buffer, start: number, end: number): unknown[] {
  let position = start;
  return codecs.map((codec) => {
    if (position === end) return null;
    const length = readLength(buffer, position, end);
    const value = decodeBytes(codec, buffer, position + 4, length);
    position += 4 + Math.max(length, 0);
    return value;
  });
}
