import type { ValueCodec } from '../value-codec';
import { wrongType } from '../invalid-value';

/** Does not accept every truthy value: 'no', [] and NaN are ambiguous. The strings are the keys of a map that was read as a plain object. */
export function toBoolean(value: unknown): boolean {
  if (value === true || value === 1 || value === 'true') return true;
  if (value === false || value === 0 || value === 'false') return false;
  throw wrongType('a boolean', value);
}

export const booleanCodec: ValueCodec = {
  size: 1,
  isBareInVector: true,
  decode: (buffer, position) => buffer[position] !== 0,
  encode: (writer, value) => writer.uint8(toBoolean(value) ? 1 : 0),
};
