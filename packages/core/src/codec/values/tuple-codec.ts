// tuple: Tuple. Its elements one after the other. A value may be shorter than its type, and then differs from a value that
// ends in null: `('x')` and `('x', null)` are two partition keys.
import { Tuple } from '../../driver/values';
import { foreignElements } from '../driver-values';
import { decodeBytes, encodeNullable, readLength } from '../elements';
import { InvalidValue, wrongType } from '../invalid-value';
import type { ValueCodec } from '../value-codec';

export function createTupleCodec(elements: readonly ValueCodec[]): ValueCodec {
  return {
    decode: (buffer, position, end) => Tuple.fromArray(decodeElements(elements, buffer, position, end)),
    encode(writer, value) {
      const values = tupleElements(value, elements.length);
      for (let index = 0; index < values.length; index++) encodeNullable(writer, elements[index]!, values[index]);
    },
  };
}

/** The elements: at least one, at most `limit`. */
export function tupleElements(value: unknown, limit: number): readonly unknown[] {
  const values: readonly unknown[] | undefined =
    value instanceof Tuple ? value.elements : Array.isArray(value) ? value : foreignElements(value);
  if (values === undefined) throw wrongType('a Tuple or an array', value);
  if (values.length > limit) {
    throw new InvalidValue(`expected at most ${limit} elements, got ${values.length}`, 'range');
  }
  if (values.length === 0) throw new InvalidValue('expected at least 1 element, got none', 'range');
  return values;
}

/** The elements of a tuple or a user type, as many as the value has. Bytes after the last known one are fields that the type got later. */
export function decodeElements(codecs: readonly ValueCodec[], buffer: Buffer, start: number, end: number): unknown[] {
  const values: unknown[] = [];
  let position = start;
  for (let index = 0; index < codecs.length && position !== end; index++) {
    const length = readLength(buffer, position, end);
    values.push(decodeBytes(codecs[index]!, buffer, position + 4, length));
    position += 4 + Math.max(length, 0);
  }
  return values;
}
