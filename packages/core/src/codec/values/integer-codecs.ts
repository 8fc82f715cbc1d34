// tinyint, smallint, int: numbers.
import type { ValueCodec } from '../value-codec';
import { Long } from '../../driver/values';
import { outOfRange, wrongType } from '../invalid-value';
import { readInt32 } from '../bytes';

const digits = /^[+-]?\d+$/;

/** A whole number from the values that cassandra-driver accepts (a number, its decimal digits, a Long) or from a bigint. */
export function toInteger(value: unknown, minimum: number, maximum: number): number {
  const number = typeof value === 'number' ? value : convert(value);
  if (!Number.isInteger(number)) throw wrongType('an integer', value);
  if (number < minimum || number > maximum) throw outOfRange(`an integer from ${minimum} to ${maximum}`);
  return number;
}

function convert(value: unknown): number {
  if (typeof value === 'string' && digits.test(value)) return Number(value);
  if (typeof value === 'bigint') return Number(value);
  return Long.isLong(value) ? value.toNumber() : NaN;
}

export const tinyintCodec: ValueCodec = {
  size: 1,
  decode: (buffer, position) => (buffer[position]! << 24) >> 24,
  encode: (writer, value) => writer.uint8(toInteger(value, -0x80, 0x7f)),
};

export const smallintCodec: ValueCodec = {
  size: 2,
  decode: (buffer, position) => ((buffer[position]! << 24) >> 16) | buffer[position + 1]!,
  encode: (writer, value) => writer.int16(toInteger(value, -0x8000, 0x7fff)),
};

export const intCodec: ValueCodec = {
  size: 4,
  isBareInVector: true,
  decode: readInt32,
  encode: (writer, value) => writer.int32(toInteger(value, -0x8000_0000, 0x7fff_ffff)),
};
